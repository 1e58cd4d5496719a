// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.io.IOException;
import java.time.Duration;

/** A command and its reply, while a session is being opened. */
final class Exchange {
  private Exchange() {}

  /**
   * Sends one line and reads the reply to it.
   *
   * @throws SessionFailure if there is no reply, at this stage
   */
  static Reply command(SmtpConnection connection, Stage stage, String line, Duration timeout)
      throws SessionFailure {
    try {
      if (connection.hasInput()) {
        return unasked(connection, stage, timeout);
      }
      connection.writeLine(line, timeout);
      connection.flush(timeout);
    } catch (IOException e) {
      // The peer may have said why it hung up before we began to speak.
      return connection
          .lastWords()
          .filter(reply -> reply.classDigit() >= 4)
          .orElseThrow(() -> new SessionFailure(connection.failure(stage, e), e));
    }
    return read(connection, stage, timeout);
  }

  /** What the peer said to no command: it may be going, and else nobody knows what it means. */
  private static Reply unasked(SmtpConnection connection, Stage stage, Duration timeout)
      throws SessionFailure {
    Reply reply = read(connection, stage, timeout);
    if (!reply.isFarewell()) {
      throw new SessionFailure(Surplus.at(stage));
    }
    return reply;
  }

  private static Reply read(SmtpConnection connection, Stage stage, Duration timeout)
      throws SessionFailure {
    try {
      return connection.read(timeout);
    } catch (IOException | MalformedReply e) {
      throw new SessionFailure(connection.failure(stage, e), e);
    }
  }
}
