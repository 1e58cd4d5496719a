// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import java.util.Locale;
import java.util.Optional;

/**
 * What an operator has done to a mail.
 *
 * @param kind what
 * @param text for {@link Kind#BOUNCE}: what the sender is told; empty for our own words
 * @param processor for {@link Kind#REQUEUE}: where the mail begins anew; empty for the processor
 *     that a RelayPolicy stands in, else {@code root}
 */
public record MailAction(Kind kind, Optional<String> text, Optional<String> processor) {

  /** What may be done. */
  public enum Kind {
    /** It is tried now. */
    FLUSH,
    /** It goes through a processor again, as if it had just come. */
    REQUEUE,
    /** It stays where it is until it is released. */
    HOLD,
    /** It is held no more, and is tried now. */
    RELEASE,
    /** It ends, and its sender is told. */
    BOUNCE,
    /** It ends, and nobody is told. */
    DELETE;

    /** As it stands in requests and logs: {@code flush}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An action that needs no more words. */
  public static MailAction of(Kind kind) {
    return new MailAction(kind, Optional.empty(), Optional.empty());
  }

  /**
   * A bounce.
   *
   * @param text what the sender is told, in one line
   */
  public static MailAction bounce(String text) {
    return new MailAction(Kind.BOUNCE, Optional.of(text), Optional.empty());
  }

  /**
   * A new beginning.
   *
   * @param processor where
   */
  public static MailAction requeue(String processor) {
    return new MailAction(Kind.REQUEUE, Optional.empty(), Optional.of(processor));
  }
}
