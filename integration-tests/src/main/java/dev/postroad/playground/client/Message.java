// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.client;

import java.util.ArrayList;
import java.util.List;

/**
 * A small message with its envelope.
 *
 * @param sender the reverse-path, without angle brackets; empty for the null sender
 * @param recipients the forward-paths
 * @param subject one line; tells messages apart
 * @param body lines ended by LF
 * @param mailParameters what follows {@code MAIL FROM:<…>}, such as {@code RET=HDRS}; may be empty
 * @param rcptParameters what follows every {@code RCPT TO:<…>}, such as {@code NOTIFY=FAILURE}; may
 *     be empty
 */
public record Message(
    String sender,
    List<String> recipients,
    String subject,
    String body,
    String mailParameters,
    String rcptParameters) {
  public Message {
    recipients = List.copyOf(recipients);
  }

  /** Returns a message without any parameters. */
  public static Message of(String sender, List<String> recipients, String subject) {
    return new Message(
        sender,
        recipients,
        subject,
        "Hello from " + sender + ".\n.a line that begins with a dot\n",
        "",
        "");
  }

  /** Returns this message with DSN wishes (RFC 3461). */
  public Message with(String newMailParameters, String newRcptParameters) {
    return new Message(sender, recipients, subject, body, newMailParameters, newRcptParameters);
  }

  /** Returns header and body, lines ended by LF. */
  public String text() {
    return "From: <%s>%nTo: %s%nSubject: %s%nMIME-Version: 1.0%nContent-Type: text/plain; charset=utf-8%n%n%s"
        .formatted(sender, to(), subject, body)
        .replace("\r\n", "\n");
  }

  private String to() {
    List<String> bracketed = new ArrayList<>();
    recipients.forEach(recipient -> bracketed.add("<" + recipient + ">"));
    return String.join(",\n ", bracketed);
  }
}
