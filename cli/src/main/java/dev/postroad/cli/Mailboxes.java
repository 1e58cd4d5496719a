// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.message.Mailbox;
import java.util.Optional;

/** Addresses as options and batches give them. */
final class Mailboxes {
  /** The null sender. */
  static final String NOBODY = "<>";

  private Mailboxes() {}

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Mailbox parse(String text) {
    try {
      return ValueTypes.MAILBOX.parse(text);
    } catch (InvalidValueException e) {
      throw new IllegalArgumentException(e.why(), e);
    }
  }

  /**
   * Reads a sender; empty for the null sender.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Optional<Mailbox> parseSender(String text) {
    return text.equals(NOBODY) ? Optional.empty() : Optional.of(parse(text));
  }
}
