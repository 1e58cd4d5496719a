// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.time.Duration;

/**
 * How long a transaction may take from MAIL to the end of the message. Each reply has a time-out of
 * its own (RFC 5321 §4.5.3.2), but a peer that answers thousands of recipients or chunks just in
 * time each would hold a worker for days. The wait for the reply to the message is not counted: to
 * give up there is to leave open whether it was taken.
 *
 * @param base for the envelope
 * @param octetsPerSecond the slowest that a message may travel beside that, 1 or more
 */
record TransactionLimit(Duration base, long octetsPerSecond) {
  /** Ample for a thousand recipients at a slow peer, and for a message over a modem's line. */
  static final TransactionLimit STANDARD = new TransactionLimit(Duration.ofMinutes(30), 8 * 1024);

  /** For a message of so many octets. */
  Duration forSize(long octets) {
    return base.plusSeconds(octets / octetsPerSecond);
  }
}
