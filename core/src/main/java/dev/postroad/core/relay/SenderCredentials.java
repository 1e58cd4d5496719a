// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.TableParser;
import dev.postroad.core.config.Token;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.smtp.Credentials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

  /** What belongs into such a file. */
  static final String WANTED = "lines with a sender, a user and a password";

  /** Where its lines stand, for as long as they are read. */
  private static final String FILE = "file";

  private static final int MOST_TOLD = 8;
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
  public String wanted() {
    return WANTED;
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
    List<TableLine> lines = TableParser.parse(text(reference, octets), FILE, problems);
    Map<String, Credentials> bySender = new HashMap<>();
    for (TableLine line : lines) {
      try {
        add(line, mechanisms, bySender);
      } catch (InvalidValueException e) {
        problems.error(line.where(e), e.why(), "", "");
      }
    }
    if (problems.hasErrors()) {
      throw new StoredCredentials.MalformedException(reference, told(problems), "");
    }
    if (bySender.isEmpty()) {
      throw new StoredCredentials.MalformedException(reference, "there must be " + WANTED, "");
    }
    return bySender;
  }

  private static String text(String reference, byte[] octets) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      throw StoredCredentials.MalformedException.notInUtf8(reference);
    }
  }

  /** The mistakes in the order of their lines; nothing of what the lines say. */
  private static String told(Problems problems) {
    List<String> told =
        problems.all().stream()
            .map(problem -> problem.where().substring(FILE.length() + 1) + ": " + problem.what())
            .toList();
    return String.join("; ", told.subList(0, Math.min(told.size(), MOST_TOLD)))
        + (told.size() > MOST_TOLD ? "; and " + (told.size() - MOST_TOLD) + " more" : "");
  }

  private static void add(
      TableLine line, List<String> mechanisms, Map<String, Credentials> bySender)
      throws InvalidValueException {
    List<Token> words = line.tokens();
    if (words.size() != 3) {
      throw new InvalidValueException("there must be a sender, a user and a password", "");
    }
    String sender = sender(words.get(0));
    try {
      if (bySender.put(
              sender, new Credentials(words.get(1).text(), words.get(2).text(), mechanisms))
          != null) {
        throw new InvalidValueException("the sender has a line already", "").at(words.get(0));
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("its user or password cannot be one", "").at(words.get(1));
    }
  }

  private static String sender(Token word) throws InvalidValueException {
    String text = word.text();
    if (text.equals(EVERYBODY) || text.equals(NOBODY)) {
      return text;
    }
    try {
      boolean domain = text.startsWith("@");
      if (text.startsWith("*@")) {
        throw new InvalidValueException(
                "a star before the @ stands for nothing: write @DOMAIN for all of its senders", "")
            .at(word);
      }
      Mailbox mailbox = Mailbox.parse(domain ? "any" + text : text);
      return key(domain ? "" : mailbox.localPart(), mailbox);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("it begins with no sender: an address, @domain, <> or *", "")
          .at(word);
    }
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
