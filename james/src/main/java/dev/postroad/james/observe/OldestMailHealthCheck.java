// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import com.google.inject.ProvidedBy;
import dev.postroad.james.Entrance;
import dev.postroad.james.operations.MailPage;
import dev.postroad.james.operations.Moment;
import dev.postroad.james.operations.OpenMail;
import dev.postroad.james.operations.Operations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.inject.Inject;

/** Whether some mail has been on its way for too long; what operators hold does not count. */
@ProvidedBy(OldestMailHealthCheck.Door.class)
public final class OldestMailHealthCheck extends Check {
  /** Long enough for greylisting and a night's outage, soon enough before mail is given up. */
  static final Duration WARN_AGE = Duration.ofDays(1);

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
    return of(operations.mails().onItsWayFor(WARN_AGE), clock.instant());
  }

  /** Which it is is looked for only where one is that old. */
  @Override
  Finding look(Moment moment) {
    Instant latest = clock.instant().minus(WARN_AGE);
    return moment.mails().oldest().filter(since -> !since.isAfter(latest)).isPresent()
        ? look()
        : Finding.HEALTHY;
  }

  /**
   * What is to be said.
   *
   * @param old the mails that are too old and that nobody holds, the oldest of them shown
   */
  static Finding of(MailPage old, Instant now) {
    return old.mails().stream()
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
        + ". postroad mails list --older-than 24h tells of all; when its queue gives it up"
        + " (expiry, maxRetries), mail goes back to its sender";
  }

  static final class Door extends Entrance<OldestMailHealthCheck> {
    Door() {
      super(OldestMailHealthCheck.class);
    }
  }
}
