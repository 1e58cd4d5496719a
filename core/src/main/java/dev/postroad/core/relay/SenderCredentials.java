// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.TableParser;
import dev.postroad.core.config.Token;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.smtp.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials by sender, in a file: an address, {@code @domain}, {@code <>} or {@code *}, and the
 * user and the password of those.
 *
 * <pre>{@code
 * amy@corp.example   amy       "her password"
 * @payroll.example   payroll   secret
 * *                  hub       secret
 * }</pre>
 *
 * <p>The narrowest line counts, wherever it stands. A sender without a line is never sent for as
 * somebody else, nor unauthenticated. A changed file counts from the next session on.
 */
final class SenderCredentials implements CredentialSource {
  /** What a reference to such a file begins with. */
  static final String PREFIX = "senders:";

  private static final String EVERYBODY = "*";
  private static final String NOBODY = "<>";

  private final ChangingFile<Map<String, Credentials>> file;
  private final List<String> mechanisms;

  SenderCredentials(String reference, List<String> mechanisms, FileResolver files) {
    this.mechanisms = List.copyOf(mechanisms);
    this.file =
        new ChangingFile<>(reference, files, octets -> parse(reference, this.mechanisms, octets));
  }

  @Override
  public String reference() {
    return file.reference();
  }

  @Override
  public void check() throws IOException {
    file.read();
  }

  @Override
  public Credentials read(Optional<Mailbox> sender) throws IOException {
    Map<String, Credentials> bySender = file.read();
    for (String key : keys(sender)) {
      Credentials found = bySender.get(key);
      if (found != null) {
        return found;
      }
    }
    throw new IOException(
        reference()
            + ": there is no line for "
            + sender.map(Mailbox::toString).orElse("mail without a sender")
            + "; add one, or one for *");
  }

  /** Where a sender may stand, the narrowest first. */
  private static List<String> keys(Optional<Mailbox> sender) {
    return sender
        .map(mailbox -> List.of(key(mailbox.localPart(), mailbox), key("", mailbox), EVERYBODY))
        .orElse(List.of(NOBODY, EVERYBODY));
  }

  private static String key(String localPart, Mailbox mailbox) {
    return localPart.toLowerCase(Locale.ROOT) + "@" + mailbox.domain().canonical();
  }

  private static Map<String, Credentials> parse(
      String reference, List<String> mechanisms, byte[] octets) throws IOException {
    Problems problems = new Problems();
    List<TableLine> lines =
        TableParser.parse(new String(octets, StandardCharsets.UTF_8), "the file", problems);
    Map<String, Credentials> bySender = new HashMap<>();
    for (TableLine line : lines) {
      add(reference, line, mechanisms, bySender);
    }
    if (problems.hasErrors() || bySender.isEmpty()) {
      throw malformed(reference, "", "there must be lines with a sender, a user and a password");
    }
    return bySender;
  }

  private static void add(
      String reference, TableLine line, List<String> mechanisms, Map<String, Credentials> bySender)
      throws IOException {
    String where = " line " + line.place().line();
    List<Token> words = line.tokens();
    if (words.size() != 3) {
      throw malformed(reference, where, "there must be a sender, a user and a password");
    }
    Credentials credentials;
    try {
      credentials = new Credentials(words.get(1).text(), words.get(2).text(), mechanisms);
    } catch (IllegalArgumentException e) {
      throw malformed(reference, where, "its user or password cannot be one");
    }
    if (bySender.put(sender(reference, words.get(0).text(), where), credentials) != null) {
      throw malformed(reference, where, "the sender has a line already");
    }
  }

  private static String sender(String reference, String text, String where) throws IOException {
    if (text.equals(EVERYBODY) || text.equals(NOBODY)) {
      return text;
    }
    try {
      boolean domain = text.startsWith("@");
      Mailbox mailbox = Mailbox.parse(domain ? "any" + text : text);
      return key(domain ? "" : mailbox.localPart(), mailbox);
    } catch (IllegalArgumentException e) {
      throw malformed(reference, where, "it begins with no sender: an address, @domain, <> or *");
    }
  }

  private static StoredCredentials.MalformedException malformed(
      String reference, String where, String why) {
    return new StoredCredentials.MalformedException(
        reference, why + (where.isEmpty() ? "" : "," + where));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SenderCredentials that
        && that.file.equals(file)
        && that.mechanisms.equals(mechanisms);
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }

  @Override
  public String toString() {
    return PREFIX + reference();
  }
}
