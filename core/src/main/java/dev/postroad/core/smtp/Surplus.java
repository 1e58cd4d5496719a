// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import java.io.IOException;

/**
 * What a peer says though every command has its reply. It may close the connection, which it may at
 * any time; or else one of the replies before was to no command, and those after it were taken for
 * replies to the wrong ones.
 */
final class Surplus {
  private Surplus() {}

  /** The fact that some reply was one too many. */
  static Failed at(Stage stage) {
    return new Failed(stage, Failure.MALFORMED_REPLY, "there were more replies than commands");
  }

  /** Takes what came unasked before a command, or the message, was sent; the session is over. */
  static Evidence take(SmtpSession session, Stage stage) {
    session.outOfStep();
    try {
      Reply reply = session.connection().read(session.timeouts().quit());
      if (reply.isFarewell()) {
        return new Replied(stage, reply);
      }
    } catch (IOException | MalformedReply e) {
      session.miscounted();
      return session.connection().failure(stage, e);
    }
    session.miscounted();
    return at(stage);
  }
}
