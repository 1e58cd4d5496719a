// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON document that another program wrote. What is asked for and is not there, or is
 * of another kind, is absent, never an exception: the other side may be older or newer than this.
 */
public final class Json {
  private static final JSON MAPS =
      // Escaped to ASCII, nothing that a stranger wrote can steer the terminal.
      JSON.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                  .build())
          .enable(JSON.Feature.WRITE_NULL_PROPERTIES)
          .build();

  /** A map, a list, a string, a number, a truth value, or null; absent is null, too. */
  private final @Nullable Object value;

  private Json(@Nullable Object value) {
    this.value = value;
  }

  /**
   * Reads a document.
   *
   * @throws IOException if it is not JSON, or not one value
   */
  public static Json parse(String text) throws IOException {
    try (JsonParser parser = MAPS.createParser(text)) {
      Object value = MAPS.anyFrom(parser);
      if (parser.nextToken() != null) {
        throw new IOException("more than one JSON value");
      }
      return new Json(value);
    }
  }

  /** A member of an object. */
  public Json get(String name) {
    return new Json(value instanceof Map<?, ?> object ? object.get(name) : null);
  }

  /** Whether there is a value, other than null. */
  public boolean isPresent() {
    return value != null;
  }

  public boolean isObject() {
    return value instanceof Map;
  }

  /** A member that is a string, a number or a truth value, as text. */
  public Optional<String> text(String name) {
    return get(name).asText();
  }

  /** As {@link #text(String)}, with something to show where there is none. */
  public String text(String name, String otherwise) {
    return text(name).orElse(otherwise);
  }

  /** This value as text, if it is a string, a number or a truth value. */
  public Optional<String> asText() {
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  /** A member that is a number, without its fraction. */
  public OptionalLong number(String name) {
    return get(name).value instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  /** As {@link #number(String)}; 0 where there is none. */
  public long count(String name) {
    return number(name).orElse(0);
  }

  /** A member that is a number, with its fraction; 0 where there is none. */
  public double decimal(String name) {
    return get(name).value instanceof Number number ? number.doubleValue() : 0;
  }

  /** Whether a member is true. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(get(name).value);
  }

  /** Whether a member is false, and not merely absent. */
  public boolean denies(String name) {
    return Boolean.FALSE.equals(get(name).value);
  }

  /** A member that is an instant in ISO 8601. */
  public Optional<Instant> instant(String name) {
    try {
      return text(name).map(Instant::parse);
    } catch (DateTimeParseException other) {
      return Optional.empty();
    }
  }

  /** The elements of a member that is an array. */
  public List<Json> items(String name) {
    return get(name).value instanceof List<?> array
        ? array.stream().map(Json::new).toList()
        : List.of();
  }

  /** The elements of a member that is an array of strings. */
  public List<String> texts(String name) {
    return items(name).stream().flatMap(item -> item.asText().stream()).toList();
  }

  /** The value on one line, in ASCII, without the line's end. */
  public String line() {
    try {
      return MAPS.asString(value);
    } catch (IOException impossible) {
      throw new UncheckedIOException("a string takes all that is written", impossible);
    }
  }

  @Override
  public String toString() {
    return line();
  }
}
