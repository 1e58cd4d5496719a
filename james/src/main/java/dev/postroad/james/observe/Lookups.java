// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.james.Watcher;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last thousand questions that name servers were asked. */
final class Lookups implements Watcher {
  private static final int MOST = 1_000;

  private final Clock clock;
  private final Deque<Lookup> latest = new ArrayDeque<>();

  Lookups(Clock clock) {
    this.clock = clock;
  }

  private record Lookup(Instant at, boolean answered, String words) {}

  /**
   * How many there were.
   *
   * @param asked all
   * @param unanswered those of them without an answer
   * @param words why the last of these has none
   */
  record Sums(int asked, int unanswered, String words) {}

  @Override
  public void dnsAnswered(DnsAnswer<?> answer) {
    Lookup lookup =
        answer instanceof DnsAnswer.TryAgain<?> again
            ? new Lookup(clock.instant(), false, again.why())
            : new Lookup(clock.instant(), true, "");
    synchronized (latest) {
      latest.addLast(lookup);
      if (latest.size() > MOST) {
        latest.removeFirst();
      }
    }
  }

  Sums since(Instant begin) {
    int asked = 0;
    int unanswered = 0;
    String words = "";
    synchronized (latest) {
      for (Lookup lookup : latest) {
        if (lookup.at().isAfter(begin)) {
          asked++;
          if (!lookup.answered()) {
            unanswered++;
            words = lookup.words();
          }
        }
      }
    }
    return new Sums(asked, unanswered, words);
  }
}
