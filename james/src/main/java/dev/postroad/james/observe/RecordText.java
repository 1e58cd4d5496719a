// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as a line of text. */
public final class RecordText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL_LENGTH = 512;

  private RecordText() {}

  /**
   * {@code key=value} after {@code key=value}, without what there is not. A value with anything in
   * it but what names, numbers and addresses are made of stands in quotes, in which {@code "} and
   * {@code \} have a {@code \} before them and control characters are written as <code>&#92;uXXXX
   * </code>: whatever a peer says, a record is one line.
   */
  static String keyValue(Map<String, ? extends @Nullable Object> fields) {
    StringBuilder line = new StringBuilder(USUAL_LENGTH);
    fields.forEach(
        (key, value) -> {
          if (value != null) {
            line.append(line.isEmpty() ? "" : " ").append(key).append('=');
            appendQuoted(line, value.toString());
          }
        });
    return line.toString();
  }

  private static void appendQuoted(StringBuilder text, String value) {
    if (isPlain(value)) {
      text.append(value);
      return;
    }
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '=') {
        return false;
      }
    }
    return !value.isEmpty();
  }

  /** A JSON object on one line, every field in it. */
  static String json(Map<String, ? extends @Nullable Object> fields) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      write(json, fields);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("a string takes all that is written", impossible);
    }
    return line.toString();
  }

  /** Writes every field as a member of an object that is open. */
  public static void write(JsonGenerator json, Map<String, ? extends @Nullable Object> fields)
      throws IOException {
    for (Map.Entry<String, ? extends @Nullable Object> field : fields.entrySet()) {
      json.writeFieldName(field.getKey());
      Object value = field.getValue();
      if (value == null) {
        json.writeNull();
      } else if (value instanceof Number number) {
        json.writeNumber(number.longValue());
      } else {
        json.writeString(value.toString());
      }
    }
  }
}
