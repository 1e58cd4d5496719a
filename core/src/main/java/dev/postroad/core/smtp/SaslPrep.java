// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.smtp.SaslExchange.SaslFailure;
import java.text.Normalizer;

/**
 * SASLprep (RFC 4013) for the strings of a query: what looks the same becomes the same, and what
 * cannot be typed is refused. Characters newer than Unicode 3.2 are let through (RFC 3454 §7).
 */
final class SaslPrep {
  private SaslPrep() {}

  /**
   * @param what the string is, for the error, which does not show the string
   * @throws SaslFailure if the string holds characters that SASLprep forbids
   */
  static String prepare(String text, String what) throws SaslFailure {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return text;
    }
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !isMappedToNothing(c))
        .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    if (prepared.codePoints().anyMatch(SaslPrep::isProhibited)) {
      throw new SaslFailure("the " + what + " holds a character that SASLprep forbids");
    }
    if (mixesDirections(prepared)) {
      throw new SaslFailure("the " + what + " mixes directions as SASLprep forbids");
    }
    return prepared;
  }

  /** RFC 3454 table B.1. */
  private static boolean isMappedToNothing(int c) {
    return c == 0x00AD
        || c == 0x034F
        || c == 0x1806
        || (c >= 0x180B && c <= 0x180D)
        || (c >= 0x200B && c <= 0x200D)
        || c == 0x2060
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFEFF;
  }

  /** RFC 4013 §2.3. */
  private static boolean isProhibited(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default ->
          (c >= 0xFDD0 && c <= 0xFDEF)
              || (c & 0xFFFE) == 0xFFFE
              || c == 0xFFFC
              || c == 0xFFFD
              || (c >= 0x2FF0 && c <= 0x2FFB)
              || c == 0x0340
              || c == 0x0341;
    };
  }

  /** RFC 3454 §6: right-to-left text stands alone, and begins and ends as such. */
  private static boolean mixesDirections(String text) {
    if (text.codePoints().noneMatch(SaslPrep::isRightToLeft)) {
      return false;
    }
    return text.codePoints().anyMatch(c -> direction(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT)
        || !isRightToLeft(text.codePointAt(0))
        || !isRightToLeft(text.codePointBefore(text.length()));
  }

  private static boolean isRightToLeft(int c) {
    byte direction = direction(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }

  private static byte direction(int c) {
    return Character.getDirectionality(c);
  }
}
