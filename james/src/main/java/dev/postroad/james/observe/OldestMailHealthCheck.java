// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.james.book.MailState;
import dev.postroad.james.operations.MailFilter;
import dev.postroad.james.operations.MailOrder;
import dev.postroad.james.operations.MailPage;
import dev.postroad.james.operations.OpenMail;
import dev.postroad.james.operations.Operations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.inject.Inject;

/** Whether some mail has been on its way for too long; what operators hold does not count. */
public final class OldestMailHealthCheck extends Check {
  /** Long enough for greylisting and a night's outage, soon enough before mail is given up. */
  static final Duration WARN_AGE = Duration.ofDays(1);

  /** Most mails to be told of by name. */
  private static final int FIRST = 100;

  private static final MailFilter OLD =
      new MailFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(WARN_AGE));

  private final Operations operations;
  private final Clock clock;

  @Inject
  public OldestMailHealthCheck(Operations operations, Clock clock) {
    super("Postroad oldest mail");
    this.operations = operations;
    this.clock = clock;
  }

  @Override
  Finding look() {
    Instant now = clock.instant();
    Optional<Instant> oldest = operations.mails().counts().oldest();
    return oldest.filter(since -> !since.isAfter(now.minus(WARN_AGE))).isPresent()
        ? of(operations.mails().find(OLD, MailOrder.AGE, 0, FIRST), now)
        : Finding.HEALTHY;
  }

  static Finding of(MailPage old, Instant now) {
    return old.mails().stream()
        .filter(mail -> mail.state() != MailState.HELD)
        .findFirst()
        .map(mail -> Finding.degraded(words(mail, old.total(), now)))
        .orElse(Finding.HEALTHY);
  }

  private static String words(OpenMail mail, long all, Instant now) {
    return "%s from %s to %s has been on its way for %d hours, with %d attempts%s%s"
            .formatted(
                mail.id(),
                mail.sender(),
                String.join(", ", mail.recipients()),
                Duration.between(mail.since(), now).toHours(),
                mail.attempts(),
                mail.why().map(why -> ", the last: " + why.status() + " " + why.text()).orElse(""),
                all > 1 ? "; " + all + " mails are as old" : "")
        + ". postroad mails list --older-than 24h tells of all; after expiry (5 days) mail goes back"
        + " to its sender";
  }
}
