// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Undoes the percent-encoding of RFC 3986 §2.1. Spark undoes that of a path as if it were a form,
 * so that a plus sign would become a blank.
 */
final class Percent {
  private static final int HEX = 16;

  private Percent() {}

  /** A segment of a path. */
  static String decodeSegment(String raw) {
    return decode(raw, false);
  }

  /** A name or value of a query, where a plus sign stands for a blank. */
  static String decodeForm(String raw) {
    return decode(raw, true);
  }

  /**
   * @throws IllegalArgumentException if what follows a percent sign is no octet, or the octets are
   *     not UTF-8
   */
  private static String decode(String raw, boolean form) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(raw.length());
    int at = 0;
    while (at < raw.length()) {
      char c = raw.charAt(at);
      if (c == '%') {
        octets.write(octet(raw, at + 1));
        at += 3;
      } else if (c == '+' && form) {
        octets.write(' ');
        at++;
      } else {
        int codePoint = raw.codePointAt(at);
        octets.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(codePoint);
      }
    }
    return utf8(octets.toByteArray());
  }

  private static int octet(String raw, int at) {
    int high = at + 1 < raw.length() ? Character.digit(raw.charAt(at), HEX) : -1;
    int low = at + 1 < raw.length() ? Character.digit(raw.charAt(at + 1), HEX) : -1;
    if (high < 0 || low < 0) {
      throw new IllegalArgumentException("a percent sign is followed by two hexadecimal digits");
    }
    return high * HEX + low;
  }

  private static String utf8(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("what is percent-encoded is UTF-8", e);
    }
  }
}
