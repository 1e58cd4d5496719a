// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.ClassifiedDomain;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.message.Mailbox;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One mail and one recipient, as the rules are asked about them; classifies a domain once. */
final class Subject {
  private final MailFacts mail;
  private final Mailbox recipient;
  private final DomainClassifier classifier;
  private final Map<DomainName, ClassifiedDomain> domains = new HashMap<>();

  Subject(MailFacts mail, Mailbox recipient, DomainClassifier classifier) {
    this.mail = mail;
    this.recipient = recipient;
    this.classifier = classifier;
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

  ClassifiedDomain classified(DomainName domain) {
    return domains.computeIfAbsent(domain, name -> classifier.classify(name, mail.mx()));
  }
}
