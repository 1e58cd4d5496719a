// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** One SMTP connection, a command at a time; nothing is interpreted but the reply's form. */
public final class SmtpDialogue implements AutoCloseable {
  private static final String SHOWN_SECRET = "********";

  private final Transcript transcript = new Transcript();
  private final LineChannel channel;

  private SmtpDialogue(InetSocketAddress server) throws IOException {
    channel = LineChannel.connect(server, transcript);
  }

  /** Connects and reads the greeting. */
  public static SmtpDialogue with(InetSocketAddress server) throws IOException {
    SmtpDialogue dialogue = new SmtpDialogue(server);
    try {
      dialogue.reply();
      return dialogue;
    } catch (IOException e) {
      dialogue.close();
      throw e;
    }
  }

  /** Sends a command and returns the reply to it. */
  public SmtpReply command(String line) throws IOException {
    channel.say(line);
    return reply();
  }

  /** Authenticates by {@code AUTH PLAIN} (RFC 4616); the transcript does not show the secret. */
  public SmtpReply authPlain(String user, String password) throws IOException {
    String response = "\0" + user + "\0" + password;
    channel.sayUnder(
        "AUTH PLAIN " + SHOWN_SECRET,
        "AUTH PLAIN "
            + Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8)));
    return reply();
  }

  /**
   * Sends a message after {@code DATA} was accepted.
   *
   * @param message the message, lines ended by LF or CRLF
   */
  public SmtpReply content(String message) throws IOException {
    StringBuilder text = new StringBuilder();
    message
        .lines()
        .forEach(line -> text.append(line.startsWith(".") ? "." : "").append(line).append("\r\n"));
    channel.send(text.toString());
    channel.note("(" + text.length() + " octets of message)");
    channel.say(".");
    return reply();
  }

  /** Returns what was said so far. */
  public Transcript transcript() {
    return transcript;
  }

  private SmtpReply reply() throws IOException {
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = channel.hear();
      if (!line.matches("[2-5][0-9][0-9]([ -].*)?")) {
        throw new IOException("not a reply: " + line);
      }
      lines.add(line.length() > 4 ? line.substring(4) : "");
      if (line.length() == 3 || line.charAt(3) == ' ') {
        return new SmtpReply(Integer.parseInt(line.substring(0, 3)), lines);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
