// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One forward-path of an envelope with what its sender wishes to be told about it (RFC 3461).
 *
 * @param mailbox the forward-path
 * @param notifyOn when to notify; empty means the sender did not say (RFC 3461 §4.1: treat as
 *     FAILURE and, at the server's wish, DELAY)
 * @param originalRecipient the ORCPT value in its wire form, {@code addr-type;xtext}
 */
public record Recipient(Mailbox mailbox, Set<Notify> notifyOn, Optional<String> originalRecipient) {

  /** When a sender wishes to be notified (RFC 3461 §4.1). NEVER stands alone. */
  public enum Notify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY
  }

  public Recipient {
    if (notifyOn.contains(Notify.NEVER) && notifyOn.size() > 1) {
      throw new IllegalArgumentException(
          "NOTIFY=NEVER cannot be combined with others: " + notifyOn);
    }
    notifyOn = notifyOn.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(notifyOn));
  }

  /** A recipient without delivery-notification wishes. */
  public static Recipient of(Mailbox mailbox) {
    return new Recipient(mailbox, Set.of(), Optional.empty());
  }

  @Override
  public String toString() {
    return mailbox.toString();
  }
}
