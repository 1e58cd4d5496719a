// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.outcome;

import dev.postroad.core.domain.Printable;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Reply;

/**
 * How an attempt ended for a recipient, in the terms of SMTP: the peer's own words where it said
 * something, ours where it could not.
 *
 * @param code reply code, 200 to 599; its class always equals that of {@code enhanced}
 * @param enhanced enhanced status code (RFC 3463)
 * @param text one line for humans; no control characters, no secrets; at most {@value #MOST_TEXT}
 *     characters, since it is kept for every recipient, and strangers have a hand in it
 */
public record DeliveryStatus(int code, EnhancedStatus enhanced, String text) {
  /** The most text there is, in characters: what a peer may say, and as much of ours. */
  public static final int MOST_TEXT = 2 * Reply.MOST_TEXT;

  private static final EnhancedStatus EXPIRED = new EnhancedStatus(4, 4, 7);

  public DeliveryStatus {
    if (code / 100 != enhanced.classDigit()) {
      throw new IllegalArgumentException(code + " and " + enhanced + " disagree");
    }
    text = Printable.cut(Printable.spaced(text), MOST_TEXT);
  }

  /**
   * What becomes of this when a mail has waited for too long: delivery time expired (RFC 3463
   * §3.5), with the code of the last temporary reply.
   */
  public DeliveryStatus expired(String why) {
    return new DeliveryStatus(isPermanent() ? 451 : code, EXPIRED, why);
  }

  /** Permanent status of our own. */
  public static DeliveryStatus permanent(int code, String enhanced, String text) {
    return new DeliveryStatus(code, EnhancedStatus.parse(enhanced), text);
  }

  /** Temporary status of our own, with code 451. */
  public static DeliveryStatus temporary(String enhanced, String text) {
    return new DeliveryStatus(451, EnhancedStatus.parse(enhanced), text);
  }

  public boolean isPermanent() {
    return enhanced.classDigit() == 5;
  }

  /** As it stands in a bounce or a log: {@code 550 5.1.1 no such user}. */
  @Override
  public String toString() {
    return code + " " + enhanced + " " + text;
  }
}
