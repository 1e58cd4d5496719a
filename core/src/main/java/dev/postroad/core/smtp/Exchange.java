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
      connection.writeLine(line, timeout);
      connection.flush(timeout);
    } catch (IOException e) {
      // The peer may have said why it hung up before we began to speak.
      return connection
          .lastWords()
          .filter(reply -> reply.classDigit() >= 4)
          .orElseThrow(() -> new SessionFailure(connection.failure(stage, e), e));
    }
    try {
      return connection.read(timeout);
    } catch (IOException | MalformedReply e) {
      throw new SessionFailure(connection.failure(stage, e), e);
    }
  }
}
