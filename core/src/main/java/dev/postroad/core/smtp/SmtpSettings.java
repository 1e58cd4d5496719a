// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

/**
 * How the SMTP client behaves, the same for all its sessions.
 *
 * @param timeouts how long to wait at each stage
 * @param pipelining whether commands are sent in groups where the peer offers PIPELINING (RFC 2920)
 * @param chunking whether messages are sent with BDAT where the peer offers CHUNKING (RFC 3030)
 */
public record SmtpSettings(SmtpTimeouts timeouts, boolean pipelining, boolean chunking) {

  /** RFC 5321's time-outs, and what the peer offers. */
  public static final SmtpSettings STANDARD = new SmtpSettings(SmtpTimeouts.STANDARD, true, true);

  /** The same with other time-outs. */
  public SmtpSettings with(SmtpTimeouts newTimeouts) {
    return new SmtpSettings(newTimeouts, pipelining, chunking);
  }
}
