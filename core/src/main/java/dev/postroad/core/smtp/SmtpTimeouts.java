// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.time.Duration;
import java.util.List;

/**
 * How long to wait at each stage (RFC 5321 §4.5.3.2); all positive.
 *
 * @param connect for the TCP connection
 * @param greeting for the 220
 * @param command for replies to EHLO, STARTTLS and its handshake, AUTH, RSET
 * @param mail for the reply to MAIL
 * @param rcpt for the reply to RCPT
 * @param data for the 354
 * @param block for each block of the message to be taken by the peer
 * @param finalDot for the reply to the final dot
 * @param quit for the reply to QUIT
 */
public record SmtpTimeouts(
    Duration connect,
    Duration greeting,
    Duration command,
    Duration mail,
    Duration rcpt,
    Duration data,
    Duration block,
    Duration finalDot,
    Duration quit) {

  public SmtpTimeouts {
    for (Duration each :
        List.of(connect, greeting, command, mail, rcpt, data, block, finalDot, quit)) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException("a time-out must be positive: " + each);
      }
    }
  }

  /** RFC 5321's minima, with a shorter connect (30 s, as Postfix) and QUIT (5 s). */
  public static final SmtpTimeouts STANDARD =
      new SmtpTimeouts(
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          Duration.ofMinutes(3),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5));

  private static final Duration HURRIED_CONNECT = Duration.ofSeconds(5);
  private static final Duration HURRIED = Duration.ofSeconds(10);

  /**
   * The same with less patience for whoever does not come as far as the message at once, for a time
   * in which many do not: until then nothing has been handed over, and nothing is lost by leaving.
   * RFC 5321 asks for more; a peer that needs it is one to come back to.
   */
  SmtpTimeouts hurried() {
    return new SmtpTimeouts(
        atMost(HURRIED_CONNECT, connect),
        atMost(HURRIED, greeting),
        atMost(HURRIED, command),
        atMost(HURRIED, mail),
        atMost(HURRIED, rcpt),
        atMost(HURRIED, data),
        block,
        finalDot,
        quit);
  }

  private static Duration atMost(Duration most, Duration given) {
    return given.compareTo(most) < 0 ? given : most;
  }
}
