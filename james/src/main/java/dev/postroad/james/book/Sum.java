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
}
