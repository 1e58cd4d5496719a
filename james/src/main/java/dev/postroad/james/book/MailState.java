// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import java.util.Locale;

/** Where a mail that has not ended stands. */
public enum MailState {
  /** In James' queue, and not taken from it yet. */
  QUEUED,
  /** Taken from the queue; waits for its turn at its site. */
  WAITING,
  /** An attempt is under way. */
  SENDING,
  /** Kept until its next attempt is due. */
  DEFERRED,
  /** Kept until an operator lets it go on. */
  HELD;

  /** As it stands in requests and answers: {@code deferred}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
