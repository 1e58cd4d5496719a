// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.Optional;

/**
 * One word of a table.
 *
 * @param text without the quotes if it is a quoted string as a whole, otherwise as written but for
 *     the quotes around an option's value
 * @param quoted whether it is a quoted string as a whole, and so never a keyword
 * @param line where it stands, from 1
 * @param column of its first character in that line, from 1; 0 if it is not known
 */
public record Token(String text, boolean quoted, int line, int column) {

  /** An option, {@code name=value}. */
  public record Option(String name, String value, int line) {}

  /** Whether it is this keyword. */
  public boolean is(String keyword) {
    return !quoted && text.equals(keyword);
  }

  /** Reads it as {@code name=value}; empty if it is something else. */
  public Optional<Option> option() {
    int equals = text.indexOf('=');
    if (quoted || equals < 1) {
      return Optional.empty();
    }
    for (int i = 0; i < equals; i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '-') {
        return Optional.empty();
      }
    }
    return Optional.of(new Option(text.substring(0, equals), text.substring(equals + 1), line));
  }
}
