// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import dev.postroad.core.history.By;
import java.time.Instant;

/**
 * What is to be done to a mail. If nobody can lay hands on it just now, it is obeyed when its
 * attempt ends, by whoever would keep it otherwise.
 *
 * @param action what is to be done
 * @param regardless whether a mail that is flushed is tried even where hosts are known to be down
 * @param by on whose word
 * @param whenObeyed told if it is obeyed later; not told if the mail ends by itself
 */
public record Order(MailAction action, boolean regardless, By by, WhenObeyed whenObeyed) {

  /** Wants to know of an order that is obeyed. */
  @FunctionalInterface
  public interface WhenObeyed {

    /** Does nothing. */
    WhenObeyed NOTHING = (at, result) -> {};

    /**
     * It has been obeyed.
     *
     * @param at since when it shows: not later than anything that comes of it
     * @param result what has come of it, in words
     */
    void obeyed(Instant at, String result);
  }

  /** The same, but that somebody else is told. */
  public Order telling(WhenObeyed other) {
    return new Order(action, regardless, by, other);
  }
}
