// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import java.util.TreeMap;

/** What open mails come to of which the same becomes next, as they come and go. Thread-safe. */
final class Shelf {
  private int mails;

  /** How many mails have each time. */
  private final TreeMap<Long, Integer> since = new TreeMap<>();

  private final TreeMap<Long, Integer> due = new TreeMap<>();

  /**
   * One mail more.
   *
   * @param opened when it was, in milliseconds since 1970
   * @param next when it is due, likewise; {@link Sum#NEVER} if never
   */
  synchronized void put(long opened, long next) {
    mails++;
    since.merge(opened, 1, Integer::sum);
    due.merge(next, 1, Integer::sum);
  }

  /** One mail less, with the times that it was put there with. */
  synchronized void take(long opened, long next) {
    mails--;
    since.computeIfPresent(opened, (time, count) -> count == 1 ? null : count - 1);
    due.computeIfPresent(next, (time, count) -> count == 1 ? null : count - 1);
  }

  synchronized Sum sum() {
    return mails == 0 ? Sum.NOTHING : new Sum(mails, since.firstKey(), due.firstKey());
  }
}
