// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

/**
 * How the SMTP client behaves, the same for all its sessions.
 *
 * @param timeouts how long to wait at each stage
 * @param pipelining whether commands are sent in groups where the peer offers PIPELINING (RFC 2920)
 * @param chunking whether messages are sent with BDAT where the peer offers CHUNKING (RFC 3030)
 * @param recipientsPerTransaction most recipients named in one transaction, 1 or more; a peer's
 *     RCPTMAX (RFC 9422) may be less
 */
public record SmtpSettings(
    SmtpTimeouts timeouts, boolean pipelining, boolean chunking, int recipientsPerTransaction) {

  /** What every peer must take (RFC 5321 §4.5.3.1.8). */
  public static final int MOST_RECIPIENTS = 100;

  /** RFC 5321's time-outs, and what the peer offers. */
  public static final SmtpSettings STANDARD = new SmtpSettings(SmtpTimeouts.STANDARD, true, true);

  public SmtpSettings {
    if (recipientsPerTransaction < 1) {
      throw new IllegalArgumentException(
          "a transaction has at least one recipient: " + recipientsPerTransaction);
    }
  }

  /** Settings with {@value #MOST_RECIPIENTS} recipients in a transaction. */
  public SmtpSettings(SmtpTimeouts timeouts, boolean pipelining, boolean chunking) {
    this(timeouts, pipelining, chunking, MOST_RECIPIENTS);
  }

  /** The same with other time-outs. */
  public SmtpSettings with(SmtpTimeouts newTimeouts) {
    return new SmtpSettings(newTimeouts, pipelining, chunking, recipientsPerTransaction);
  }
}
