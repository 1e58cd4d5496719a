// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.ClassifiedDomain;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.TooManyStepsException;
import dev.postroad.core.message.Mailbox;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One mail and one recipient, as the rules are asked about them; classifies a domain once. */
final class Subject {
  private final MailFacts mail;
  private final Mailbox recipient;
  private final DomainClassifier classifier;
  private final Consumer<TooManyStepsException> left;
  private final Map<DomainName, ClassifiedDomain> domains = new HashMap<>();

  private Subject(
      MailFacts mail,
      Mailbox recipient,
      DomainClassifier classifier,
      Consumer<TooManyStepsException> left) {
    this.mail = mail;
    this.recipient = recipient;
    this.classifier = classifier;
    this.left = left;
  }

  /** One to decide on: a regular expression that cannot tell is an exception. */
  Subject(MailFacts mail, Mailbox recipient, DomainClassifier classifier) {
    this(
        mail,
        recipient,
        classifier,
        why -> {
          throw why;
        });
  }

  /**
   * One to look at: what a regular expression cannot tell is unknown, as what the DNS does not.
   *
   * @param left is told of each such expression
   */
  static Subject lookedAt(
      MailFacts mail,
      Mailbox recipient,
      DomainClassifier classifier,
      Consumer<TooManyStepsException> left) {
    return new Subject(mail, recipient, classifier, left);
  }

  MailFacts mail() {
    return mail;
  }

  Mailbox recipient() {
    return recipient;
  }

  /** The classes of the recipient's domain, as far as rules have asked about them. */
  Set<DomainClass> recipientClasses() {
    return classified(recipient.domain()).classes();
  }

  /** Whether a pattern, or a class that it speaks of, goes by what the DNS says. */
  boolean goesByDns(DomainPattern pattern) {
    return pattern.asksDns() || pattern.classes().anyMatch(classifier::asksDns);
  }

  ClassifiedDomain classified(DomainName domain) {
    return domains.computeIfAbsent(domain, name -> classifier.classify(name, mail.mx(), left));
  }
}
