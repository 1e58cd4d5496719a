// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import dev.postroad.core.history.By;
import java.util.function.Consumer;

/**
 * What is to be done to a mail. If nobody can lay hands on it just now, it is obeyed when its
 * attempt ends, by whoever would keep it otherwise.
 *
 * @param action what is to be done
 * @param regardless whether a mail that is flushed is tried even where hosts are known to be down
 * @param by on whose word
 * @param whenObeyed told what has come of it, in words, if it is obeyed later; not told if the mail
 *     ends by itself
 */
public record Order(MailAction action, boolean regardless, By by, Consumer<String> whenObeyed) {

  /** The same, but that somebody else is told. */
  public Order telling(Consumer<String> other) {
    return new Order(action, regardless, by, other);
  }
}
