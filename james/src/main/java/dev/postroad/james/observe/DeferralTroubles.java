// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.domain.Printable;
import dev.postroad.james.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Mails that James did not take when they were to be kept for later, or given elsewhere. A mail is
 * forgotten when it has been dealt with after all, or was not heard of for a quarter of an hour.
 */
final class DeferralTroubles implements Watcher {
  private static final Duration MEMORY = Duration.ofMinutes(15);
  static final int MOST = 1_000;
  private static final int LONGEST_WORDS = 200;

  private final Clock clock;
  private final Map<String, Trouble> troubles = new LinkedHashMap<>();

  DeferralTroubles(Clock clock) {
    this.clock = clock;
  }

  private record Trouble(String mail, String queue, String why, Instant at) {}

  /**
   * How it stands.
   *
   * @param mails how many could not be given away
   * @param mail the last one
   * @param queue the queue that it is from
   * @param why what it came to
   * @param at when that was
   */
  record Latest(int mails, String mail, String queue, String why, Instant at) {}

  synchronized Optional<Latest> latest(Instant now) {
    troubles.values().removeIf(trouble -> trouble.at().isBefore(now.minus(MEMORY)));
    return troubles.values().stream()
        .reduce((earlier, later) -> later)
        .map(last -> new Latest(troubles.size(), last.mail(), last.queue(), last.why(), last.at()));
  }

  @Override
  public synchronized void stuck(String queue, String mail, Throwable why) {
    troubles.remove(mail);
    if (troubles.size() < MOST) {
      troubles.put(
          mail,
          new Trouble(
              mail,
              queue,
              Printable.cut(Printable.spaced(why.toString()), LONGEST_WORDS),
              clock.instant()));
    }
  }

  @Override
  public synchronized void ended(String queue, String mail, boolean givenBack) {
    if (!givenBack && !troubles.isEmpty()) {
      troubles.remove(mail);
    }
  }
}
