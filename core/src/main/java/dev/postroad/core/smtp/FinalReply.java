// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.smtp.Evidence.Replied;
import java.io.IOException;

/** The reply to a whole message: the peer takes responsibility for it, or not. */
final class FinalReply {
  private FinalReply() {}

  /**
   * Waits for the reply to BDAT LAST; from here on losing it is ambiguous. Acceptance with more
   * behind it may have been said to an earlier command, and the true verdict be yet to come: so it
   * counts only if the peer then leaves.
   */
  static Evidence awaitLastChunk(SmtpSession session) {
    return await(session, false);
  }

  /**
   * Waits for a reply to the final dot; from here on losing it is ambiguous. SMTP has one, LMTP
   * (RFC 2033 §4.2) one for each recipient that was accepted, in their order.
   *
   * @param last whether no other follows
   */
  static Evidence awaitOneOf(SmtpSession session, boolean last) {
    if (last) {
      // 354 was the reply to DATA, so we have counted alike: what came first is to the message.
      return await(session, true);
    }
    SmtpConnection connection = session.connection();
    try {
      Reply reply = connection.readVerdict(session.timeouts().finalDot());
      if (endsSession(reply)) {
        session.outOfStep();
      }
      return new Replied(Stage.FINAL_DOT, reply);
    } catch (IOException | MalformedReply e) {
      session.outOfStep();
      return connection.failure(Stage.FINAL_DOT, e);
    }
  }

  private static Evidence await(SmtpSession session, boolean countedAlike) {
    SmtpConnection connection = session.connection();
    Reply reply;
    try {
      reply = connection.readVerdict(session.timeouts().finalDot());
    } catch (IOException | MalformedReply e) {
      session.outOfStep();
      return connection.failure(Stage.FINAL_DOT, e);
    }
    if (endsSession(reply)) {
      session.outOfStep();
    }
    // After a refused BDAT only RSET leads back to a known state (RFC 3030 §2).
    session.resetDue(!reply.isPositive());
    Replied evidence = new Replied(Stage.FINAL_DOT, reply);
    return connection.saysMore() ? withMore(session, evidence, countedAlike) : evidence;
  }

  private static Evidence withMore(SmtpSession session, Replied first, boolean countedAlike) {
    session.outOfStep();
    if (first.reply().isOutOfPlace() || (countedAlike && first.reply().isPositive())) {
      return first;
    }
    SmtpConnection connection = session.connection();
    try {
      if (connection.read(session.timeouts().quit()).isFarewell()) {
        return first;
      }
    } catch (IOException | MalformedReply e) {
      return connection.failure(Stage.FINAL_DOT, e);
    }
    if (!countedAlike) {
      session.miscounted();
    }
    return Surplus.at(Stage.FINAL_DOT);
  }

  /** Whether nothing sensible can follow: the peer closes, or answered to something else. */
  static boolean endsSession(Reply reply) {
    return reply.isOutOfPlace() || reply.isNotUnderstood();
  }
}
