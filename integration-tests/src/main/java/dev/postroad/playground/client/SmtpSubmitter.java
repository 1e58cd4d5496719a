// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.client;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A mail user's program: submits a message as an authenticated user.
 *
 * @param server where to submit
 * @param user the full mail address to log in with
 * @param password its password
 */
public record SmtpSubmitter(InetSocketAddress server, String user, String password) {
  private static final String CLIENT_NAME = "laptop.example";

  /**
   * Submits the message and returns what was said.
   *
   * @throws IOException if the server refused any command; carries what was said
   */
  public Transcript submit(Message message) throws IOException {
    try (SmtpDialogue smtp = SmtpDialogue.with(server)) {
      demand(smtp, smtp.command("EHLO " + CLIENT_NAME));
      demand(smtp, smtp.authPlain(user, password));
      demand(
          smtp,
          smtp.command(
              ("MAIL FROM:<" + message.sender() + "> " + message.mailParameters()).strip()));
      for (String recipient : message.recipients()) {
        demand(
            smtp,
            smtp.command(("RCPT TO:<" + recipient + "> " + message.rcptParameters()).strip()));
      }
      SmtpReply data = smtp.command("DATA");
      if (data.code() != 354) {
        throw refused(smtp, data);
      }
      demand(smtp, smtp.content(message.text()));
      demand(smtp, smtp.command("QUIT"));
      return smtp.transcript();
    }
  }

  private static void demand(SmtpDialogue smtp, SmtpReply reply) throws IOException {
    if (!reply.isPositive()) {
      throw refused(smtp, reply);
    }
  }

  private static IOException refused(SmtpDialogue smtp, SmtpReply reply) {
    return new IOException("the server refused with " + reply + ":\n" + smtp.transcript());
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user + " at " + server;
  }
}
