// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.postroad.core.config.Suggestions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON object in the body of a request. Its fields are known, as parameters are; a value is a
 * text, a whole number, true or false, null, or an object of these.
 */
final class Body {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /** Stands for null, which is not the same as nothing. */
  private static final Object NULL = new Object();

  private static final int DEEPEST = 2;

  private final String path;
  private final Map<String, Object> fields;

  private Body(String path, Map<String, Object> fields) {
    this.path = path;
    this.fields = fields;
  }

  /**
   * Reads a body; one that is empty has no fields.
   *
   * @param known the fields that it may have, at the top
   */
  static Body parse(String text, List<String> known) {
    if (text.isBlank()) {
      return new Body("", Map.of());
    }
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Refusal.badRequest("the body is to be a JSON object: {…}");
      }
      Body body = new Body("", object(parser, 1));
      if (parser.nextToken() != null) {
        throw Refusal.badRequest("something follows the JSON object in the body");
      }
      body.expect(known);
      return body;
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest(
          "the body is no JSON: "
              + Refusal.shown(e.getOriginalMessage())
              + ", line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr());
    } catch (IOException impossible) {
      throw new UncheckedIOException("a string is read without trouble", impossible);
    }
  }

  private static Map<String, Object> object(JsonParser parser, int depth) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      fields.put(name, value(parser, name, depth));
    }
    return fields;
  }

  private static Object value(JsonParser parser, String name, int depth) throws IOException {
    return switch (parser.nextToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue().toString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NULL;
      case START_OBJECT -> {
        if (depth == DEEPEST) {
          throw wrongKind(name);
        }
        yield object(parser, depth + 1);
      }
      default -> throw wrongKind(name);
    };
  }

  private static RuntimeException wrongKind(String name) {
    return Refusal.field(
        Refusal.shown(name), "is neither text, a whole number, true, false, null nor an object");
  }

  private void expect(List<String> known) {
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        throw Refusal.field(
            path + Refusal.shown(name),
            "there is no such field; "
                + (known.isEmpty() ? "none is taken here" : Suggestions.remedy(name, known)));
      }
    }
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  boolean isNull(String name) {
    return fields.get(name) == NULL;
  }

  /** How a field is called in an error. */
  String nameOf(String field) {
    return path + field;
  }

  Optional<Boolean> flag(String name) {
    return get(name, Boolean.class, "is true or false");
  }

  /** A text; a number, too, as it is written. */
  Optional<String> text(String name) {
    return get(name, String.class, "is text");
  }

  /** An object in the object. */
  Optional<Body> object(String name, List<String> known) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw Refusal.field(path + name, "is an object, or null");
    }
    Map<String, Object> inner = new LinkedHashMap<>();
    map.forEach((key, each) -> inner.put(String.valueOf(key), each));
    Body body = new Body(path + name + ".", inner);
    body.expect(known);
    return Optional.of(body);
  }

  private <T> Optional<T> get(String name, Class<T> type, String allowed) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw Refusal.field(path + name, allowed);
    }
    return Optional.of(type.cast(value));
  }
}
