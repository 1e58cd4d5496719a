// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.cli.server.Query;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.MailWords;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A mail that {@code route} is asked about, as it is written: a recipient, and maybe the sender,
 * the user and the client.
 *
 * @param sender {@code <>} for notifications
 * @param user null for a mail that nobody logged in for
 * @param client null if it is not said
 * @param words what else is said, of all lines alike
 */
record BatchLine(
    String recipient,
    String sender,
    @Nullable String user,
    @Nullable String client,
    MailWords words) {
  private static final int MOST_WORDS = 4;
  private static final String NOTHING = "-";

  /**
   * Reads a line: words divided by blanks outside of quotes, {@code -} for one that is not said. As
   * in tables, a word that begins with {@code #} begins a comment.
   *
   * @param text has a word before any comment
   * @param given holds where the line says nothing
   * @throws IllegalArgumentException if there are too many words
   */
  static BatchLine parse(String text, BatchLine given) {
    List<String> words = words(text);
    if (words.size() > MOST_WORDS) {
      throw new IllegalArgumentException(
          "a line has a recipient, and maybe sender, user and client; there is \""
              + words.get(MOST_WORDS)
              + "\", too");
    }
    return new BatchLine(
        words.get(0),
        words.size() > 1 && !words.get(1).equals(NOTHING) ? words.get(1) : given.sender,
        word(words, 2, given.user),
        word(words, 3, given.client),
        given.words);
  }

  private static @Nullable String word(List<String> words, int at, @Nullable String given) {
    return at < words.size() && !words.get(at).equals(NOTHING) ? words.get(at) : given;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escaped = quoted && i > 0 && text.charAt(i - 1) == '\\';
      quoted ^= c == '"' && !escaped;
      if (Character.isWhitespace(c) && !quoted) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else if (c == '#' && word.isEmpty()) {
        break;
      } else {
        word.append(c);
      }
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  /**
   * The question as a server is asked it.
   *
   * @param recipient in its canonical form
   */
  Query query(String recipient) {
    return new Query()
        .with("recipient", recipient)
        .with("sender", sender)
        .with("user", user)
        .with("client", client)
        .with("attempt", words.attempt().isPresent() ? words.attempt().getAsInt() : null)
        .with("last", words.last().map(BatchLine::written).orElse(null))
        .with("size", words.size().isPresent() ? words.size().getAsLong() : null)
        .with(
            "header",
            words.headers().isEmpty()
                ? null
                : words.headers().stream().sorted().collect(Collectors.joining(",")))
        .with("priority", words.priority().isPresent() ? words.priority().getAsInt() : null);
  }

  private static String written(DeliveryStatus last) {
    return last.code() + " " + last.enhanced();
  }

  /**
   * What rules may know of the mail.
   *
   * @throws IllegalArgumentException if a part of it is malformed
   */
  MailFacts facts() {
    Optional<InetAddress> address = Optional.ofNullable(client).map(IpAddresses::parse);
    if (address.isEmpty() && user != null) {
      address = Optional.of(IpAddresses.parse("127.0.0.1"));
    }
    return new MailFacts(
        Mailboxes.parseSender(sender),
        Optional.ofNullable(user),
        address,
        words.message(),
        words.progress());
  }
}
