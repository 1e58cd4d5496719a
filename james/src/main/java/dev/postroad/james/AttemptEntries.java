// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.By;
import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.report.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/** What was decided of a mail, as history tells it: an entry for each recipient. */
final class AttemptEntries {
  private AttemptEntries() {}

  /**
   * The entries of one mail, in the order of its consequences.
   *
   * @param postponed why it was held back, if it was
   * @param site where it was last, or was to come to
   */
  static List<AttemptEntry> of(
      String queue, Mail mail, Decided decided, Optional<Hold> postponed, Optional<SiteName> site) {
    String sender = mail.getMaybeSender().asString("");
    Duration age = age(mail, decided.at());
    List<AttemptEntry> entries = new ArrayList<>(decided.consequences().size());
    for (Consequence own : decided.consequences()) {
      RecipientOutcome outcome = own.outcome();
      entries.add(
          new AttemptEntry(
              decided.at(),
              decided.mail(),
              queue,
              sender,
              outcome.address().asString(),
              outcome.decisive().map(Attempt::site).or(() -> site),
              decided.attempt(),
              outcome(own.kind()),
              outcome.status(),
              cause(own, postponed),
              outcome.decisive(),
              own.kind().isKept() ? decided.next() : Optional.empty(),
              age,
              Optional.empty()));
    }
    return entries;
  }

  /**
   * The entries of a mail that an operator has ended by hand, one for each of its recipients.
   *
   * @param ended who, and where the mail was to go
   * @param status what its sender was told, or why nobody was
   */
  static List<AttemptEntry> byHand(
      String queue, Mail mail, Ended ended, DeliveryStatus status, Instant now) {
    Duration age = age(mail, now);
    return Recipients.of(mail).stream()
        .map(
            recipient ->
                new AttemptEntry(
                    now,
                    mail.getName(),
                    queue,
                    mail.getMaybeSender().asString(""),
                    recipient.asString(),
                    ended.site(),
                    OptionalInt.empty(),
                    ended.outcome(),
                    status,
                    Optional.of(Cause.OPERATOR),
                    Optional.empty(),
                    Optional.empty(),
                    age,
                    Optional.of(ended.by())))
        .toList();
  }

  /**
   * The entries of a mail that rules of a policy did not let leave.
   *
   * @param words what there is to be said of it, by recipient; those alone have an entry
   * @param rule whose word it was
   */
  static List<AttemptEntry> byRule(
      Mail mail,
      Outcome outcome,
      Map<MailAddress, DeliveryStatus> words,
      Function<MailAddress, By> rule,
      Instant now) {
    Duration age = age(mail, now);
    List<AttemptEntry> entries = new ArrayList<>(words.size());
    words.forEach(
        (recipient, status) ->
            entries.add(
                new AttemptEntry(
                    now,
                    mail.getName(),
                    "",
                    mail.getMaybeSender().asString(""),
                    recipient.asString(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    outcome,
                    status,
                    Optional.of(Cause.RULE),
                    Optional.empty(),
                    Optional.empty(),
                    age,
                    Optional.of(rule.apply(recipient)))));
    return entries;
  }

  /**
   * That an operator has ended a mail.
   *
   * @param outcome how
   * @param by on whose word
   * @param site where it was to go; empty if that is not known
   */
  record Ended(Outcome outcome, By by, Optional<SiteName> site) {}

  /** Since its first attempt; a mail that has had none was last touched when it was queued. */
  private static Duration age(Mail mail, Instant now) {
    Date touched = mail.getLastUpdated();
    Instant queued = touched == null ? now : touched.toInstant();
    Duration age = Duration.between(RetryMarks.of(mail, queued).firstAttempt(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static Outcome outcome(Consequence.Kind kind) {
    return switch (kind) {
      case DELIVERED -> Outcome.DELIVERED;
      case FAILED -> Outcome.FAILED;
      case GIVEN_UP -> Outcome.GIVEN_UP;
      case DEFERRED -> Outcome.DEFERRED;
      case POSTPONED -> Outcome.POSTPONED;
    };
  }

  private static Optional<Cause> cause(Consequence own, Optional<Hold> postponed) {
    RecipientOutcome outcome = own.outcome();
    return switch (own.kind()) {
      case DELIVERED -> Optional.empty();
      case GIVEN_UP -> Optional.of(Cause.EXPIRED);
      case FAILED, DEFERRED, POSTPONED ->
          postponed
              .map(Cause::of)
              .or(() -> Optional.of(outcome.unresolved() ? Cause.DNS : failure(outcome)));
    };
  }

  private static Cause failure(RecipientOutcome outcome) {
    return Cause.of(outcome.status(), outcome.decisive());
  }
}
