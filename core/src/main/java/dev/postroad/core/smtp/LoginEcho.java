// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes our login out of what a peer says to it. Servers repeat a command they do not take, and
 * some the password they do not know; their words go to logs, terminals and bounces.
 *
 * <p>What is removed is the secret, its base64, and every word we said but for the verb and the
 * name of the mechanism, in any case; of a word that the peer cut short, its beginning.
 */
final class LoginEcho {
  private static final String WITHHELD = "reply withheld: it repeats our login";
  private static final int SHORTEST_WORD = 4;
  private static final int SHORTEST_BEGINNING = 8;

  private final Set<String> ours = new LinkedHashSet<>();

  LoginEcho(Credentials credentials) {
    if (!credentials.secret().isEmpty()) {
      ours.add(credentials.secret());
      ours.add(Base64.getEncoder().encodeToString(credentials.secret().getBytes(UTF_8)));
    }
  }

  /** Remembers a line that is being sent. */
  void sent(String line) {
    for (String word : line.split(" ", -1)) {
      boolean harmless = word.equals("AUTH") || SaslMechanism.of(word).isPresent();
      if (word.length() >= SHORTEST_WORD && !harmless) {
        ours.add(word);
      }
    }
  }

  /** The reply without our login; without any words if they are it, split or wrapped. */
  Reply removedFrom(Reply reply) {
    List<String> whole =
        reply.lines().stream().map(line -> removedFrom(line, Integer.MAX_VALUE)).toList();
    String joined = folded(String.join("", whole));
    if (ours.stream().map(LoginEcho::folded).anyMatch(w -> !w.isEmpty() && joined.contains(w))) {
      return new Reply(reply.code(), reply.enhanced(), List.of(WITHHELD));
    }
    return new Reply(
        reply.code(),
        reply.enhanced(),
        whole.stream().map(line -> removedFrom(line, SHORTEST_BEGINNING)).toList());
  }

  private String removedFrom(String text, int shortestBeginning) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int length = repeatedAt(text, i, shortestBeginning);
      if (length == 0) {
        clean.append(text.charAt(i++));
      } else {
        clean.append('…');
        i += length;
      }
    }
    return clean.toString();
  }

  /** How many characters from there on repeat a word of ours, or the beginning of one. */
  private int repeatedAt(String text, int from, int shortestBeginning) {
    int longest = 0;
    for (String word : ours) {
      int most = Math.min(word.length(), text.length() - from);
      int same = 0;
      while (same < most && text.regionMatches(true, from + same, word, same, 1)) {
        same++;
      }
      if (same == word.length() || same >= shortestBeginning) {
        longest = Math.max(longest, same);
      }
    }
    return longest;
  }

  /** Only what survives any wrapping and any charset: ASCII that can be seen, in one case. */
  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.chars().filter(c -> c > ' ' && c < 0x7f).forEach(c -> folded.append((char) c));
    return folded.toString().toLowerCase(Locale.ROOT);
  }
}
