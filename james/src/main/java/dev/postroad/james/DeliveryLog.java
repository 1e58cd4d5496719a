// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.report.Attempt;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One line of log for each recipient of each attempt: what was decided, and by whose words. */
final class DeliveryLog {
  private DeliveryLog() {}

  /**
   * The lines about one mail: {@code NAME to RECIPIENT: deferred, HOST[ADDRESS]:25, tls none,
   * attempt 1: 450 4.2.1 greylisted; next attempt in 5 minutes, at 2026-03-01T10:05:00Z}.
   */
  static List<String> lines(Decided decided) {
    return decided.consequences().stream().map(own -> line(decided, own)).toList();
  }

  private static String line(Decided decided, Consequence own) {
    RecipientOutcome outcome = own.outcome();
    return "%s to %s: %s, %s: %s%s"
        .formatted(
            decided.mail(),
            outcome.address().asString(),
            own.kind(),
            decided.attempt().isPresent()
                ? outcome.decisive().map(DeliveryLog::peer).orElse("no host tried")
                    + ", attempt "
                    + decided.attempt().getAsInt()
                : "no attempt",
            outcome.status(),
            own.kind().isKept() ? next(decided) : "");
  }

  private static String next(Decided decided) {
    return decided
        .next()
        .map(
            at ->
                "; next attempt in %s, at %s"
                    .formatted(
                        inWords(Duration.between(decided.at(), at)),
                        at.truncatedTo(ChronoUnit.SECONDS)))
        .orElse("");
  }

  /** A duration, roughly. */
  static String inWords(Duration duration) {
    if (duration.compareTo(Duration.ofDays(2)) >= 0) {
      return duration.toDays() + " days";
    }
    if (duration.compareTo(Duration.ofHours(2)) >= 0) {
      return duration.toHours() + " hours";
    }
    return duration.compareTo(Duration.ofMinutes(2)) >= 0
        ? duration.toMinutes() + " minutes"
        : duration.toSeconds() + " seconds";
  }

  private static String peer(Attempt attempt) {
    return attempt.host()
        + "["
        + attempt.address()
        + "]:"
        + attempt.port()
        + ", tls "
        + attempt.tls();
  }
}
