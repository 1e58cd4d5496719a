// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

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
  private final Map<DomainName, Set<DomainClass>> classes = new HashMap<>();

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

  Set<DomainClass> recipientClasses() {
    return classesOf(recipient.domain());
  }

  Set<DomainClass> classesOf(DomainName domain) {
    return classes.computeIfAbsent(domain, classifier::classesOf);
  }
}
