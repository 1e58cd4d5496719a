// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One mail that a server took, or did not take, after its content had come. Immutable. */
public final class ReceivedMail {
  private final long session;
  private final Instant time;
  private final EnvelopeAddress sender;
  private final List<EnvelopeAddress> recipients;
  private final Content content;
  private final String reply;
  private final Optional<TlsInfo> tls;
  private final Optional<String> user;

  ReceivedMail(
      long session,
      Instant time,
      EnvelopeAddress sender,
      List<EnvelopeAddress> recipients,
      Content content,
      String reply,
      Optional<TlsInfo> tls,
      Optional<String> user) {
    this.session = session;
    this.time = time;
    this.sender = sender;
    this.recipients = List.copyOf(recipients);
    this.content = content;
    this.reply = reply;
    this.tls = tls;
    this.user = user;
  }

  /** The number of the connection it came by. */
  public long session() {
    return session;
  }

  /** When its last octet was read. */
  public Instant time() {
    return time;
  }

  /** The address of MAIL with its parameters. */
  public EnvelopeAddress sender() {
    return sender;
  }

  /** The accepted recipients with their parameters, in order. */
  public List<EnvelopeAddress> recipients() {
    return recipients;
  }

  /** The sender's bare address; empty for the null sender. */
  public String from() {
    return sender.address();
  }

  /** The accepted recipients' bare addresses, in order. */
  public List<String> to() {
    return recipients.stream().map(EnvelopeAddress::address).toList();
  }

  /** The first line of the final reply, without CRLF; empty if a rule sent none. */
  public String reply() {
    return reply;
  }

  /** The TLS it came by; empty if it came in the clear. */
  public Optional<TlsInfo> tls() {
    return tls;
  }

  /** Who had authenticated. */
  public Optional<String> user() {
    return user;
  }

  /** The octets of content: unstuffed and without the final dot; by BDAT, of all chunks. */
  public long size() {
    return content.size();
  }

  /** The SHA-256 of the content, in lower-case hexadecimal digits. */
  public String sha256() {
    return content.sha256();
  }

  /**
   * The content exactly as received, unstuffed and without the final dot.
   *
   * @throws IllegalStateException if the server keeps no bytes, see {@link Keep}
   */
  public byte[] content() {
    return content.isChunked() ? content.wire() : unstuffed(content.wire());
  }

  /**
   * The bytes as they were on the wire: still stuffed and with the final dot; by BDAT, of all
   * chunks.
   *
   * @throws IllegalStateException if the server keeps no bytes, see {@link Keep}
   */
  public byte[] wire() {
    return content.wire();
  }

  /** The sizes of the BDAT chunks in order; empty by DATA. */
  public List<Long> chunks() {
    return content.chunks();
  }

  /** The content as text: UTF-8, or ISO 8859-1 if it is not that. */
  public String text() {
    return Texts.decode(content());
  }

  /** The value of the first header field of that name, unfolded; empty if there is none. */
  public Optional<String> header(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    String[] fields = headerSection().replaceAll("\r\n([ \t])", "$1").split("\r\n", -1);
    for (String field : fields) {
      if (field.toLowerCase(Locale.ROOT).startsWith(prefix)) {
        return Optional.of(field.substring(prefix.length()).strip());
      }
    }
    return Optional.empty();
  }

  /** What follows the header's empty line, as text; empty if there is none. */
  public String body() {
    String text = text();
    int end = text.indexOf("\r\n\r\n");
    return end < 0 ? "" : text.substring(end + 4);
  }

  @Override
  public String toString() {
    return "mail from <%s> to %s, %d octets, answered \"%s\""
        .formatted(from(), to(), size(), reply);
  }

  private String headerSection() {
    String text = text();
    int end = text.indexOf("\r\n\r\n");
    return end < 0 ? text : text.substring(0, end);
  }

  private static byte[] unstuffed(byte[] wire) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(wire.length);
    new DotDecoder(out::write).decode(wire, 0, wire.length);
    return out.toByteArray();
  }

  /**
   * The content and what is known of it without its bytes.
   *
   * <p>The digest of kept bytes is computed when asked, that of others while they passed.
   */
  interface Content {
    long size();

    String sha256();

    byte[] wire();

    boolean isChunked();

    List<Long> chunks();
  }

  /** Reads bytes for people and for comparisons. */
  static final class Texts {
    private Texts() {}

    static String decode(byte[] bytes) {
      String utf8 = new String(bytes, UTF_8);
      return utf8.indexOf('\uFFFD') < 0 ? utf8 : new String(bytes, ISO_8859_1);
    }
  }
}
