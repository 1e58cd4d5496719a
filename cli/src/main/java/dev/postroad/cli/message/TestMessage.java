// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.message;

import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A small message to see whether mail gets through, with all that RFC 5322 §3.6 asks for. */
public final class TestMessage implements MessageContent {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

  private final byte[] bytes;

  /**
   * A message.
   *
   * @param from the sender; empty for the null reverse-path, the message is then from the
   *     postmaster of this host
   * @param to at least one
   * @param hostName of this host, for the identifier; a literal's brackets are fine
   * @param date when it is written
   * @param random makes the identifier unique
   */
  public TestMessage(
      Optional<Mailbox> from,
      List<Mailbox> to,
      String hostName,
      Instant date,
      RandomGenerator random) {
    String sender = from.map(Mailbox::toString).orElse("postmaster@" + hostName);
    String recipients = to.stream().map(Mailbox::toString).collect(Collectors.joining(",\r\n "));
    String message =
        String.join(
            "\r\n",
            "Date: " + DATE.format(date.atOffset(ZoneOffset.UTC)),
            "From: <" + sender + ">",
            "To: " + recipients,
            "Message-ID: <" + identifier(random) + "@" + hostName + ">",
            "Subject: Test message",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "",
            "This message was sent by \"postroad send\" to see whether mail gets through.",
            "");
    this.bytes = message.getBytes(StandardCharsets.UTF_8);
  }

  private static String identifier(RandomGenerator random) {
    byte[] unique = new byte[12];
    random.nextBytes(unique);
    return "postroad." + HexFormat.of().formatHex(unique);
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }
}
