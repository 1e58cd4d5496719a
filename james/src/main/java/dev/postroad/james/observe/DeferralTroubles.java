// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.james.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.mailet.Mail;

/**
 * Mails that James did not keep for later when it was asked to. A mail is forgotten when it has
 * been dealt with after all, and all are when there was none for a quarter of an hour.
 */
final class DeferralTroubles implements Watcher {
  private static final Duration MEMORY = Duration.ofMinutes(15);
  private static final int MOST = 1_000;

  private final Clock clock;
  private final Map<String, Trouble> troubles = new LinkedHashMap<>();

  DeferralTroubles(Clock clock) {
    this.clock = clock;
  }

  private record Trouble(String mail, String queue, Instant at) {}

  /**
   * How it stands.
   *
   * @param mails how many could not be kept
   * @param mail the last one
   * @param queue the queue that it is from
   * @param at when that was
   */
  record Latest(int mails, String mail, String queue, Instant at) {}

  synchronized Optional<Latest> latest(Instant now) {
    troubles.values().removeIf(trouble -> trouble.at().isBefore(now.minus(MEMORY)));
    return troubles.values().stream()
        .reduce((earlier, later) -> later)
        .map(last -> new Latest(troubles.size(), last.mail(), last.queue(), last.at()));
  }

  @Override
  public synchronized void notKept(String queue, Mail rest) {
    troubles.remove(rest.getName());
    if (troubles.size() < MOST) {
      troubles.put(rest.getName(), new Trouble(rest.getName(), queue, clock.instant()));
    }
  }

  @Override
  public synchronized void ended(String queue, String mail, boolean givenBack) {
    if (!givenBack && !troubles.isEmpty()) {
      troubles.remove(mail);
    }
  }
}
