// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

/**
 * What several open mails come to.
 *
 * @param mails how many
 * @param oldest since when the oldest is open, in milliseconds since 1970; {@link #NEVER} if there
 *     is none
 * @param next when the first is due, likewise; {@link #NEVER} if none ever is
 */
public record Sum(int mails, long oldest, long next) {
  /** No time at all, later than any. */
  public static final long NEVER = Long.MAX_VALUE;

  /** No mails. */
  public static final Sum NOTHING = new Sum(0, NEVER, NEVER);

  Sum and(Entry entry) {
    return new Sum(mails + 1, Math.min(oldest, entry.facts().since()), Math.min(next, due(entry)));
  }

  /** Without a mail, as long as {@link #isOf} is false or there is no other. */
  Sum without() {
    return mails == 1 ? NOTHING : new Sum(mails - 1, oldest, next);
  }

  /** Whether some of these times may be those of this mail. */
  boolean isOf(Entry entry) {
    return oldest == entry.facts().since() || (next != NEVER && next == due(entry));
  }

  private static long due(Entry entry) {
    return entry.due() < 0 ? NEVER : entry.due();
  }
}
