// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes one JSON object on one line (JSON Lines), without the line's end. */
public final class JsonLine {

  // Escaped to ASCII, a line means the same whatever the terminal's encoding.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonLine() {}

  /** Writes the members of an object. */
  @FunctionalInterface
  public interface Members {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** An object with these members. */
  public static String of(Members members) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(line)) {
      object(json, members);
    } catch (IOException impossible) {
      throw new UncheckedIOException("a string takes all that is written", impossible);
    }
    return line.toString();
  }

  /** Writes an object as the value that is due. */
  public static void object(JsonGenerator json, Members members) throws IOException {
    json.writeStartObject();
    members.writeTo(json);
    json.writeEndObject();
  }

  /** Writes an array of objects as a member. */
  public static <T> void objects(
      JsonGenerator json, String name, Iterable<T> elements, ElementWriter<T> writer)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T element : elements) {
      json.writeStartObject();
      writer.write(json, element);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes the members of one element's object. */
  @FunctionalInterface
  public interface ElementWriter<T> {
    void write(JsonGenerator json, T element) throws IOException;
  }

  /** Writes an array of strings as a member. */
  public static void strings(JsonGenerator json, String name, Iterable<String> elements)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String element : elements) {
      json.writeString(element);
    }
    json.writeEndArray();
  }
}
