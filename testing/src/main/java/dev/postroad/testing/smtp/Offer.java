// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the last EHLO reply offered, read from the very text that was sent.
 *
 * @param keywords the rest of each line by its keyword in upper case
 */
record Offer(Map<String, String> keywords) {
  static final Offer NOTHING = new Offer(Map.of());

  /** Reads a reply; lines that are no part of one are passed over. */
  static Offer of(String reply) {
    Map<String, String> keywords = new HashMap<>();
    String[] lines = reply.split("\r\n", -1);
    for (int i = 1; i < lines.length; i++) {
      if (lines[i].length() > 4 && lines[i].startsWith("250")) {
        String[] words = lines[i].substring(4).strip().split("[ =]", 2);
        keywords.put(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
      }
    }
    return new Offer(Map.copyOf(keywords));
  }

  boolean has(String keyword) {
    return keywords.containsKey(keyword);
  }

  /** The greatest message in octets (RFC 1870); empty without a limit. */
  OptionalLong sizeLimit() {
    return number(keywords.getOrDefault("SIZE", ""));
  }

  /** A limit of RFC 9422, such as {@code RCPTMAX}. */
  OptionalLong limit(String name) {
    for (String word : keywords.getOrDefault("LIMITS", "").split(" ", -1)) {
      if (word.startsWith(name + "=")) {
        return number(word.substring(name.length() + 1));
      }
    }
    return OptionalLong.empty();
  }

  /** The extension that a MAIL or RCPT parameter belongs to; empty if it is not known. */
  static Optional<String> extensionOf(String parameter, String value) {
    return switch (parameter) {
      case "BODY" -> Optional.of(value.equalsIgnoreCase("BINARYMIME") ? "BINARYMIME" : "8BITMIME");
      case "RET", "ENVID", "NOTIFY", "ORCPT" -> Optional.of("DSN");
      case "BY" -> Optional.of("DELIVERBY");
      case "HOLDFOR", "HOLDUNTIL" -> Optional.of("FUTURERELEASE");
      case "SIZE", "SMTPUTF8", "AUTH", "REQUIRETLS", "MT-PRIORITY", "RRVS" ->
          Optional.of(parameter);
      default -> Optional.empty();
    };
  }

  private static OptionalLong number(String digits) {
    if (!digits.matches("[0-9]{1,18}") || digits.matches("0+")) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(digits));
  }
}
