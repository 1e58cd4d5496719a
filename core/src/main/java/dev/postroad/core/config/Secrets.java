// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.regex.Pattern;

/**
 * Hides what may be a password in words of a configuration that are about to be shown: it may stand
 * where none belongs, such as a relay's line in another table.
 */
final class Secrets {
  /** {@code USER:PASSWORD@HOST}; the colon of {@code smtp://} begins none. */
  private static final Pattern LOGIN = Pattern.compile("([^\\s:@/\"'=,<>]++:)(?!//)\\S+@");

  /** A login written where only a reference to one may stand; it may have blanks in it. */
  private static final Pattern OPTION =
      Pattern.compile("(?i)\\b(auth|pass|passwd|password|secret)=(?!file://|env:|senders:).+");

  private Secrets() {}

  /** The text with an ellipsis for each password in it. */
  static String hidden(String text) {
    String shown = text.indexOf('@') < 0 ? text : LOGIN.matcher(text).replaceAll("$1…@");
    return shown.indexOf('=') < 0 ? shown : OPTION.matcher(shown).replaceAll("$1=…");
  }
}
