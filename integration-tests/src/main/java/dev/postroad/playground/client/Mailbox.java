// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A user's inbox as POP3 shows it.
 *
 * @param server where it is read
 * @param user the full mail address to log in with
 * @param password its password
 */
public record Mailbox(InetSocketAddress server, String user, String password) {

  /** Opens a POP3 session. */
  public Pop3Client open() throws IOException {
    return Pop3Client.login(server, user, password);
  }

  /** Returns every message in it, oldest first, lines ended by LF; deletes nothing. */
  public List<String> messages() throws IOException {
    return messagesAfter(0);
  }

  /** Returns the messages but for the oldest ones, which the caller knows already. */
  public List<String> messagesAfter(int known) throws IOException {
    try (Pop3Client pop3 = open()) {
      List<String> messages = new ArrayList<>();
      int count = pop3.stat().messages();
      for (int number = known + 1; number <= count; number++) {
        messages.add(pop3.retr(number));
      }
      pop3.quit();
      return messages;
    }
  }

  /** Returns the messages that contain a text. */
  public List<String> messagesWith(String text) throws IOException {
    return messages().stream().filter(message -> message.contains(text)).toList();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user + " at " + server;
  }
}
