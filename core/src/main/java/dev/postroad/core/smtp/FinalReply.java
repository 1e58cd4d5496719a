// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
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

  /**
   * Waits for the reply to BDAT LAST. Acceptance with more behind it may have been said to an
   * earlier command, and the true verdict be yet to come: so it counts only if the peer then
   * leaves.
   */
  static Evidence awaitLastChunk(SmtpSession session) {
    Evidence evidence = await(session);
    SmtpConnection connection = session.connection();
    if (!(evidence instanceof Replied replied)
        || !replied.reply().isPositive()
        || connection.readAhead() == 0) {
      return evidence;
    }
    try {
      if (connection.read(session.timeouts().quit()).code() == 421) {
        return evidence;
      }
    } catch (IOException | MalformedReply e) {
      return connection.failure(Stage.FINAL_DOT, e);
    }
    return new Failed(
        Stage.FINAL_DOT, Failure.MALFORMED_REPLY, "there were more replies than commands");
  }

  /** Whether nothing sensible can follow: the peer closes, or answered to something else. */
  static boolean isLast(Reply reply) {
    return switch (reply.code()) {
      case 221, 421, 500, 501, 502, 503, 504 -> true;
      default -> reply.classDigit() == 1 || reply.classDigit() == 3;
    };
  }
}
