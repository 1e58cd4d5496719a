// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.Network;
import dev.postroad.core.message.Mailbox;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a rule asks of a mail and a recipient. Prints as the operator writes it. */
sealed interface Condition {

  /** Whether it is so. */
  boolean holds(Subject subject);

  /** The domain of the recipient is meant by a pattern. */
  record ToDomain(DomainPattern pattern) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return pattern.matches(subject.recipient().domain(), subject.recipientClasses()::contains);
    }

    @Override
    public String toString() {
      return "to " + pattern;
    }
  }

  /** The recipient is this one. */
  record ToMailbox(Mailbox mailbox) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return same(mailbox, subject.recipient());
    }

    @Override
    public String toString() {
      return "to " + mailbox;
    }
  }

  /** There is a sender, and a pattern means its domain. */
  record FromDomain(DomainPattern pattern) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      Optional<Mailbox> sender = subject.mail().sender();
      return sender.isPresent()
          && pattern.matches(
              sender.get().domain(),
              domainClass -> subject.classesOf(sender.get().domain()).contains(domainClass));
    }

    @Override
    public String toString() {
      return "from " + (pattern instanceof DomainPattern.OfClass ? "" : "@") + pattern;
    }
  }

  /** The sender is this one. */
  record FromMailbox(Mailbox mailbox) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return subject.mail().sender().filter(sender -> same(mailbox, sender)).isPresent();
    }

    @Override
    public String toString() {
      return "from " + mailbox;
    }
  }

  /** The mail is a notification: its reverse-path is null. */
  record FromNobody() implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return subject.mail().sender().isEmpty();
    }

    @Override
    public String toString() {
      return "from <>";
    }
  }

  /**
   * The mail was submitted as this user.
   *
   * @param name in lower case; {@code *} for whomever
   */
  record User(String name) implements Condition {
    public User {
      name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean holds(Subject subject) {
      return subject
          .mail()
          .authenticatedUser()
          .filter(user -> name.equals("*") || name.equals(user.toLowerCase(Locale.ROOT)))
          .isPresent();
    }

    @Override
    public String toString() {
      return "user " + name;
    }
  }

  /** The mail was submitted from this network. */
  record Client(Network network) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return subject.mail().client().filter(network::contains).isPresent();
    }

    @Override
    public String toString() {
      return "client " + network;
    }
  }

  /** Any of some conditions with the same keyword. */
  record AnyOf(List<Condition> conditions) implements Condition {
    public AnyOf {
      conditions = List.copyOf(conditions);
    }

    @Override
    public boolean holds(Subject subject) {
      return conditions.stream().anyMatch(condition -> condition.holds(subject));
    }

    @Override
    public String toString() {
      String first = conditions.get(0).toString();
      return first
          + conditions.stream()
              .skip(1)
              .map(Condition::toString)
              .map(text -> ", " + text.substring(text.indexOf(' ') + 1))
              .collect(Collectors.joining());
    }
  }

  /** Not so. */
  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return !condition.holds(subject);
    }

    @Override
    public String toString() {
      return "not " + condition;
    }
  }

  /** Always. */
  record Always(String keyword) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return true;
    }

    @Override
    public String toString() {
      return keyword + " *";
    }
  }

  private static boolean same(Mailbox rule, Mailbox mailbox) {
    return rule.domain().equals(mailbox.domain())
        && rule.localPart().equalsIgnoreCase(mailbox.localPart());
  }
}
