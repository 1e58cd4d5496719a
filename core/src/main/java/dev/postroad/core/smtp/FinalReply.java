// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.smtp.Evidence.Replied;
import java.io.IOException;

/** The reply to a whole message: the peer takes responsibility for it, or not. */
final class FinalReply {
  private FinalReply() {}

  /** Waits for the reply to the end of the message; from here on losing it is ambiguous. */
  static Evidence await(SmtpSession session) {
    SmtpConnection connection = session.connection();
    Reply reply;
    try {
      reply = connection.read(session.timeouts().finalDot());
    } catch (IOException | MalformedReply e) {
      session.outOfStep();
      return connection.failure(Stage.FINAL_DOT, e);
    }
    if (isLast(reply) || connection.readAhead() > 0) {
      session.outOfStep();
    }
    // After a refused BDAT only RSET leads back to a known state (RFC 3030 §2).
    session.resetDue(!reply.isPositive());
    return new Replied(Stage.FINAL_DOT, reply);
  }

  /** Whether nothing sensible can follow: the peer closes, or answered to something else. */
  static boolean isLast(Reply reply) {
    return switch (reply.code()) {
      case 221, 421, 500, 501, 502, 503, 504 -> true;
      default -> reply.classDigit() == 1 || reply.classDigit() == 3;
    };
  }
}
