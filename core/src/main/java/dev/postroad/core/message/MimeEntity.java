// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Optional;

/** A message or body part, as far as its header has been read (RFC 2045). */
final class MimeEntity {
  private final int index;
  private final boolean message;
  private String type;
  private Optional<String> boundary = Optional.empty();
  private String encoding = "";
  private boolean typed;
  private boolean versioned;

  /**
   * @param index how many entities came before it in the message
   * @param message whether it is a message, the whole or an enclosed one, and not a part
   * @param type what it is if its header does not say
   */
  MimeEntity(int index, boolean message, String type) {
    this.index = index;
    this.message = message;
    this.type = type;
  }

  int index() {
    return index;
  }

  /** Whether it is a message, whose header must say that it is MIME (RFC 2045 §4). */
  boolean isMessage() {
    return message;
  }

  /** The content type in lower case, without parameters. */
  String type() {
    return type;
  }

  boolean isText() {
    return type.startsWith("text/");
  }

  /** Whether there was a Content-Type field. */
  boolean isTyped() {
    return typed;
  }

  /** Whether there was a MIME-Version field. */
  boolean isVersioned() {
    return versioned;
  }

  /** The content transfer encoding in lower case; empty if the header does not say. */
  String encoding() {
    return encoding;
  }

  /** Whether the content stands there as it is (RFC 2045 §6.2). */
  boolean isIdentity() {
    return switch (encoding) {
      case "", "7bit", "8bit", "binary" -> true;
      default -> false;
    };
  }

  /** The boundary, if this is a multipart whose parts can be seen. */
  Optional<String> boundary() {
    return type.startsWith("multipart/") && isIdentity() ? boundary : Optional.empty();
  }

  /** Whether the body is a message whose header can be seen. */
  boolean holdsMessage() {
    return (type.equals("message/rfc822") || type.equals("message/global")) && isIdentity();
  }

  /** The type of parts that do not say (RFC 2046 §5.1.5). */
  String typeOfParts() {
    return type.equals("multipart/digest") ? "message/rfc822" : "text/plain";
  }

  void learn(byte[] field) {
    String text = new String(field, ISO_8859_1);
    switch (nameOf(field)) {
      case "mime-version" -> versioned = true;
      case "content-transfer-encoding" -> encoding = value(text).strip().toLowerCase(Locale.ROOT);
      case "content-type" -> {
        typed = true;
        String value = value(text);
        int semicolon = value.indexOf(';');
        String named = semicolon < 0 ? value : value.substring(0, semicolon);
        type = named.strip().toLowerCase(Locale.ROOT);
        boundary = semicolon < 0 ? Optional.empty() : boundary(value.substring(semicolon));
      }
      default -> {}
    }
  }

  /** The name of a field in lower case; empty if it has none. */
  static String nameOf(byte[] field) {
    if (field.length == 0 || field[0] == ' ' || field[0] == '\t') {
      return "";
    }
    for (int i = 0; i < field.length; i++) {
      if (field[i] == ':') {
        return new String(field, 0, i, ISO_8859_1).strip().toLowerCase(Locale.ROOT);
      }
      if (field[i] <= ' ' && field[i] != ' ' && field[i] != '\t') {
        return "";
      }
    }
    return "";
  }

  private static String value(String field) {
    return field.substring(field.indexOf(':') + 1).replace('\r', ' ').replace('\n', ' ');
  }

  /** The boundary among parameters, each of which begins with a semicolon. */
  private static Optional<String> boundary(String parameters) {
    int at = 0;
    while (at < parameters.length()) {
      int nameEnd = at + 1;
      while (nameEnd < parameters.length() && "=;".indexOf(parameters.charAt(nameEnd)) < 0) {
        nameEnd++;
      }
      String name = parameters.substring(at + 1, nameEnd).strip();
      if (nameEnd == parameters.length() || parameters.charAt(nameEnd) == ';') {
        at = nameEnd;
        continue;
      }
      StringBuilder value = new StringBuilder();
      at = readValue(parameters, nameEnd + 1, value);
      if (name.equalsIgnoreCase("boundary") && !value.isEmpty()) {
        return Optional.of(value.toString());
      }
    }
    return Optional.empty();
  }

  /** Reads a token or quoted string; answers where the next semicolon is. */
  private static int readValue(String text, int from, StringBuilder value) {
    boolean quoted = false;
    int at = from;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\' && at + 1 < text.length()) {
        value.append(text.charAt(++at));
      } else if (!quoted && c == ';') {
        break;
      } else if (quoted || c > ' ') {
        value.append(c);
      }
    }
    // Blanks at the end of a boundary are no part of it (RFC 2046 §5.1.1).
    while (!value.isEmpty() && value.charAt(value.length() - 1) == ' ') {
      value.setLength(value.length() - 1);
    }
    return at;
  }
}
