// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Set;

/**
 * Gives a header field a form in which it can travel, if it has none yet.
 *
 * <ul>
 *   <li>Octets above 127, where not allowed, are put into encoded-words (RFC 2047), as UTF-8 if
 *       they are that, else as {@code unknown-8bit} (RFC 1428). In address fields a quoted string
 *       becomes a phrase of encoded-words, for inside quotes they would not be read.
 *   <li>A line longer than 998 octets is folded at a blank; after a comma or semicolon if it has no
 *       blank; and anywhere if it has neither.
 *   <li>NUL becomes a question mark.
 * </ul>
 *
 * <p>A field stays one field: no line of it is without anything but blanks, which some take for the
 * end of the header, and none becomes a boundary.
 */
final class HeaderField {
  private static final Set<String> OF_ADDRESSES =
      Set.of(
          "from",
          "sender",
          "reply-to",
          "to",
          "cc",
          "bcc",
          "resent-from",
          "resent-sender",
          "resent-to",
          "resent-cc",
          "resent-bcc",
          "disposition-notification-to");
  private static final int OCTETS_A_WORD = 42;

  /** What ends a word, beside blanks: encoded-words replace whole words only (RFC 2047 §5). */
  private static final String ADDRESS_SPECIALS = "()<>,;:\"@";

  private static final String PARAMETER_SPECIALS = ";=\"";

  private HeaderField() {}

  /**
   * The field without its last line end, fit to travel; empty if nothing of it is left.
   *
   * @param field as it is, with its line breaks but the last
   */
  static byte[] fit(byte[] field, boolean eightBitAllowed) {
    boolean eightBit = false;
    boolean nul = false;
    int lineStart = 0;
    int longest = 0;
    for (int i = 0; i < field.length; i++) {
      eightBit |= field[i] < 0;
      nul |= field[i] == 0;
      if (field[i] == '\n' || field[i] == '\r') {
        lineStart = i + 1;
      }
      longest = Math.max(longest, i + 1 - lineStart);
    }
    boolean changes = nul || (eightBit && !eightBitAllowed) || longest > ContentTraits.LINE_LIMIT;
    byte[] fit = field;
    if (changes) {
      String text = new String(fit, ISO_8859_1).replace('\0', '?');
      // No field has such a name, but it might become a boundary.
      fit = (text.startsWith("--") ? "X" + text : text).getBytes(ISO_8859_1);
    }
    if (eightBit && !eightBitAllowed) {
      fit = encoded(fit);
    }
    return longest > ContentTraits.LINE_LIMIT || fit.length > ContentTraits.LINE_LIMIT
        ? folded(fit)
        : fit;
  }

  private static byte[] encoded(byte[] field) {
    boolean utf8 = isUtf8(field);
    String name = MimeEntity.nameOf(field);
    boolean addresses = OF_ADDRESSES.contains(name);
    String specials =
        addresses ? ADDRESS_SPECIALS : name.startsWith("content-") ? PARAMETER_SPECIALS : "";
    // One char for each octet; the line breaks of folding go, the blanks after them stay.
    String text = new String(field, ISO_8859_1).replace("\r", "").replace("\n", "");
    StringBuilder result = new StringBuilder(text.length() * 2);
    int at = 0;
    while (at < text.length()) {
      int end = runEnd(text, at, specials);
      String run = text.substring(at, end);
      if (isAscii(run)) {
        result.append(run);
      } else {
        appendWords(result, unquoted(run, addresses), utf8);
      }
      at = end;
    }
    return result.toString().getBytes(US_ASCII);
  }

  /**
   * Where a run ends that is encoded as one or not at all: words beyond ASCII with the blanks
   * between them, since blanks between encoded-words are not read; or whatever is between such.
   */
  private static int runEnd(String text, int from, String specials) {
    boolean addresses = specials.equals(ADDRESS_SPECIALS);
    if (addresses && text.charAt(from) == '"') {
      return quotedEnd(text, from);
    }
    int end = wordEnd(text, from, specials);
    if (isAscii(text.substring(from, end))) {
      return end;
    }
    while (end < text.length() && isBlank(text.charAt(end))) {
      int next = end;
      while (next < text.length() && isBlank(text.charAt(next))) {
        next++;
      }
      int nextEnd = next < text.length() ? wordEnd(text, next, specials) : next;
      boolean quoted = addresses && next < text.length() && text.charAt(next) == '"';
      if (nextEnd == next || quoted || isAscii(text.substring(next, nextEnd))) {
        break;
      }
      end = nextEnd;
    }
    return end;
  }

  private static int quotedEnd(String text, int from) {
    for (int i = from + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '"') {
        return i + 1;
      }
    }
    return text.length();
  }

  /** The end of a word, or of a single character that is none. */
  private static int wordEnd(String text, int from, String specials) {
    int end = from;
    while (end < text.length() && isWord(text.charAt(end), specials)) {
      end++;
    }
    return Math.max(end, from + 1);
  }

  private static boolean isWord(char c, String specials) {
    return !isBlank(c) && specials.indexOf(c) < 0;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isAscii(String run) {
    return run.chars().allMatch(c -> c < 0x80);
  }

  private static String unquoted(String run, boolean addresses) {
    if (!addresses || !run.startsWith("\"")) {
      return run;
    }
    StringBuilder content = new StringBuilder();
    for (int i = 1; i < run.length(); i++) {
      char c = run.charAt(i);
      if (c == '\\' && i + 1 < run.length()) {
        content.append(run.charAt(++i));
      } else if (c != '"') {
        content.append(c);
      }
    }
    return content.toString();
  }

  /** Adds octets as encoded-words, each on a line of its own but the first. */
  private static void appendWords(StringBuilder result, String octets, boolean utf8) {
    byte[] bytes = octets.getBytes(ISO_8859_1);
    String charset = utf8 ? "utf-8" : "unknown-8bit";
    int from = 0;
    while (from < bytes.length) {
      int to = Math.min(from + OCTETS_A_WORD, bytes.length);
      while (utf8 && to < bytes.length && to > from + 1 && (bytes[to] & 0xc0) == 0x80) {
        to--;
      }
      byte[] part = java.util.Arrays.copyOfRange(bytes, from, to);
      result
          .append(from == 0 ? "" : "\r\n ")
          .append("=?")
          .append(charset)
          .append("?B?")
          .append(Base64.getEncoder().encodeToString(part))
          .append("?=");
      from = to;
    }
  }

  private static boolean isUtf8(byte[] field) {
    return java.util.Arrays.equals(new String(field, UTF_8).getBytes(UTF_8), field);
  }

  private static byte[] folded(byte[] field) {
    String text = new String(field, ISO_8859_1);
    StringBuilder result = new StringBuilder(text.length() + text.length() / 100);
    for (String line : text.split("\r*\n|\r", -1)) {
      if (!line.isBlank()) {
        result.append(result.isEmpty() ? "" : "\r\n");
        appendFolded(result, line);
      }
    }
    return result.toString().getBytes(ISO_8859_1);
  }

  private static void appendFolded(StringBuilder result, String line) {
    String rest = line;
    while (rest.length() > ContentTraits.LINE_LIMIT) {
      if (rest.substring(0, ContentTraits.LINE_LIMIT).isBlank()) {
        rest = " " + rest.stripLeading();
        continue;
      }
      int fold = foldAt(rest);
      result.append(rest, 0, fold);
      rest = isBlank(rest.charAt(fold)) ? rest.substring(fold) : " " + rest.substring(fold);
      if (rest.isBlank()) {
        return;
      }
      result.append("\r\n");
    }
    result.append(rest);
  }

  private static int foldAt(String line) {
    for (int i = ContentTraits.LINE_LIMIT; i > 1; i--) {
      // A line of blanks alone would look like the end of the header.
      if (isBlank(line.charAt(i)) && !line.substring(0, i).isBlank()) {
        return i;
      }
    }
    for (int i = ContentTraits.LINE_LIMIT - 1; i > 1; i--) {
      if (line.charAt(i - 1) == ',' || line.charAt(i - 1) == ';') {
        return i;
      }
    }
    return ContentTraits.LINE_LIMIT - 1;
  }
}
