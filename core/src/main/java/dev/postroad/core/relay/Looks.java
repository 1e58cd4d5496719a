// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.TooManyStepsException;
import dev.postroad.core.domain.Truth;
import dev.postroad.core.message.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at rules for a recipient as deciding does, to tell what they saw. A regular expression that
 * takes too many steps ends the decision, but not the telling of it: whoever asks wants to see
 * where it stands.
 */
final class Looks {
  private final Subject subject;
  private final List<TooManyStepsException> left = new ArrayList<>();

  Looks(MailFacts mail, Mailbox recipient, DomainClassifier classifier) {
    this.subject = Subject.lookedAt(mail, recipient, classifier, left::add);
  }

  Subject subject() {
    return subject;
  }

  /**
   * The classes of the recipient's domain as far as they can be told: those that were asked about,
   * and those that go by its name.
   */
  Set<DomainClass> recipientClasses() {
    return subject.recipientClasses();
  }

  /** Looks at a rule up to the first condition that is not known to hold. */
  Look at(SourceLine rule, List<Condition> conditions) {
    return at(rule, conditions, false);
  }

  /** The same, but past conditions of which it is not known: one behind them may not hold. */
  Look atAll(SourceLine rule, List<Condition> conditions) {
    return at(rule, conditions, true);
  }

  private Look at(SourceLine rule, List<Condition> conditions, boolean pastUnknown) {
    List<Look.Asked> asked = new ArrayList<>();
    Truth all = Truth.YES;
    for (Condition condition : conditions) {
      Look.Asked each = ask(condition);
      asked.add(each);
      all = all.and(each.answer());
      if (all == Truth.NO || (all == Truth.UNKNOWN && !pastUnknown)) {
        break;
      }
    }
    return new Look(rule, all, asked);
  }

  private Look.Asked ask(Condition condition) {
    int before = left.size();
    Truth truth = condition.truth(subject);
    return left.size() > before
        ? new Look.Asked(
            condition.toString(), Truth.UNKNOWN, String.valueOf(left.get(before).getMessage()))
        : new Look.Asked(condition.toString(), truth, condition.saw(subject));
  }

  /** Whether a look came upon what ended the decision. */
  boolean cameUpon(Optional<TooManyStepsException> end) {
    return end.isPresent()
        && left.stream().anyMatch(why -> why.pattern().equals(end.get().pattern()));
  }

  /** What ends a decision, if something does. */
  static Optional<TooManyStepsException> endOf(Runnable decision) {
    try {
      decision.run();
      return Optional.empty();
    } catch (TooManyStepsException e) {
      return Optional.of(e);
    }
  }
}
