// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.net.IDN;
import java.util.Locale;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Between the strings of the fixture's users and the types of dnsjava. */
final class Names {
  private Names() {}

  /**
   * Reads an absolute name; the final dot is optional and U-labels become A-labels.
   *
   * @throws IllegalArgumentException if the text is no domain name
   */
  static Name absolute(String text) {
    try {
      return Name.fromString(isAscii(text) ? text : IDN.toASCII(text), Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("not a domain name: \"" + text + "\"", e);
    }
  }

  /** Lower case, no final dot, so that tests compare plain strings. */
  static String plain(Name name) {
    return name.equals(Name.root) ? "." : name.toString(true).toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a type's mnemonic.
   *
   * @throws IllegalArgumentException if there is no such type
   */
  static int type(String mnemonic) {
    int type = Type.value(mnemonic, true);
    if (type < 0) {
      throw new IllegalArgumentException("no such record type: \"" + mnemonic + "\"");
    }
    return type;
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
