// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.text.Normalizer;
import java.util.Locale;

/**
 * One label of a domain name, brought to its A-label.
 *
 * <p>Non-ASCII labels are mapped as UTS 46 maps them in its non-transitional form, as far as the
 * JDK's own Unicode tables allow: compatibility composed (NFKC), case folded by lower-casing, then
 * encoded by Punycode. {@code java.net.IDN} is not used: it knows IDNA2003 only, which turns {@code
 * ß} into {@code ss} and so sends mail to a domain that belongs to somebody else.
 *
 * <p>What IDNA2008 allows in a name is letters, marks and decimal digits (RFC 5892), so symbols,
 * emoji, blanks and invisible characters are refused; such a name can still be written as its
 * A-label. The rules of RFC 5892 on context and of RFC 5893 on mixed directions are not checked:
 * they guard what is registered, and a name that is not registered is not found.
 */
final class Label {
  static final int MOST_OCTETS = 63;

  private Label() {}

  /**
   * The A-label, lower case.
   *
   * @throws IllegalArgumentException saying what is wrong with the label
   */
  static String canonical(String label) {
    if (label.isEmpty()) {
      throw new IllegalArgumentException("an empty label (two dots in a row, or a leading dot)");
    }
    String ascii = isAscii(label) ? label.toLowerCase(Locale.ROOT) : aLabel(label);
    if (ascii.length() > MOST_OCTETS) {
      throw new IllegalArgumentException(
          "a label of " + ascii.length() + " octets, the most is " + MOST_OCTETS);
    }
    return requireHostName(ascii);
  }

  private static String aLabel(String label) {
    String composed = Normalizer.normalize(label, Normalizer.Form.NFKC);
    String folded = fold(composed);
    String mapped = Normalizer.normalize(folded, Normalizer.Form.NFKC);
    if (isAscii(mapped)) {
      return mapped;
    }
    mapped.codePoints().forEach(Label::requireLetterOrDigit);
    if (isMark(mapped.codePointAt(0))) {
      throw new IllegalArgumentException("a label cannot begin with a combining mark");
    }
    if (mapped.startsWith("-") || mapped.endsWith("-") || mapped.startsWith("--", 2)) {
      throw new IllegalArgumentException("a misplaced hyphen in an internationalized label");
    }
    if (mapped.codePointCount(0, mapped.length()) > MOST_OCTETS) {
      throw new IllegalArgumentException("a label of more than " + MOST_OCTETS + " characters");
    }
    return "xn--" + Punycode.encode(mapped);
  }

  /** Lower-cases each character for itself: a final sigma stays what it was written as. */
  private static String fold(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == 'İ') {
                folded.append("i̇");
              } else {
                folded.appendCodePoint(Character.toLowerCase(c));
              }
            });
    return folded.toString();
  }

  /** Whether an A-label may have it, in lower case. */
  static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }

  private static String requireHostName(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      char c = ascii.charAt(i);
      if (!isAllowed(c)) {
        throw new IllegalArgumentException("the character " + shown(c) + ", not allowed in a name");
      }
    }
    if (ascii.startsWith("-") || ascii.endsWith("-")) {
      throw new IllegalArgumentException("a label that begins or ends with a hyphen");
    }
    return ascii;
  }

  private static void requireLetterOrDigit(int codePoint) {
    boolean allowed =
        codePoint == '-'
            || codePoint == '_'
            || isMark(codePoint)
            || isContextual(codePoint)
            || (Character.isLetterOrDigit(codePoint)
                && !Character.isUpperCase(codePoint)
                && !isInvisible(codePoint));
    if (!allowed) {
      throw new IllegalArgumentException(
          "the character " + shown(codePoint) + ", not allowed in a name");
    }
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return (type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK)
        && !isInvisible(codePoint);
  }

  /** The characters that RFC 5892 appendix A allows where their neighbours make sense of them. */
  private static boolean isContextual(int codePoint) {
    return switch (codePoint) {
      case 0x00B7, 0x0375, 0x05F3, 0x05F4, 0x30FB, 0x200C, 0x200D -> true;
      default -> false;
    };
  }

  /**
   * Letters and marks that show nothing: fillers, joiners, inherent vowels, variation selectors.
   */
  private static boolean isInvisible(int codePoint) {
    return switch (codePoint) {
      case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0 -> true;
      default ->
          (codePoint >= 0x180B && codePoint <= 0x180D)
              || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
              || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
    };
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String shown(int codePoint) {
    boolean visible = codePoint > ' ' && codePoint < 0x7f;
    String code = String.format(Locale.ROOT, "U+%04X", codePoint);
    return visible ? "'" + Character.toString(codePoint) + "' (" + code + ")" : code;
  }
}
