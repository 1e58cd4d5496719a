// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.ValueType;
import dev.postroad.core.config.ValueTypes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import spark.HaltException;

/**
 * The parameters of a request. Each is known and given once: one that is misspelt selects more than
 * was meant, so it is refused, as is every value that cannot be read.
 */
final class Query {
  private static final ValueType<Integer> LIMIT = ValueTypes.integer(1, 1_000);
  private static final ValueType<Integer> OFFSET = ValueTypes.integer(0, Integer.MAX_VALUE);
  private static final int DEFAULT_LIMIT = 50;

  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a query.
   *
   * @param raw what follows the question mark; null without one
   * @param known the names that may be given
   * @throws HaltException naming what is not as it should be
   */
  static Query parse(@Nullable String raw, List<String> known) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals), "the query");
      if (!known.contains(name)) {
        throw unknown(name, known);
      }
      String value = decoded(equals < 0 ? "" : pair.substring(equals + 1), name);
      if (value.isEmpty()) {
        throw Refusal.field(name, "has no value; leave it out, or write " + name + "=VALUE");
      }
      if (values.put(name, value) != null) {
        throw Refusal.field(name, "is given twice, and may be given once");
      }
    }
    return new Query(values);
  }

  /** The same of parameters that were read before, by {@link #texts}. */
  static Query of(Map<String, String> values) {
    return new Query(Map.copyOf(values));
  }

  private static String decoded(String raw, String field) {
    try {
      return Percent.decodeForm(raw);
    } catch (IllegalArgumentException e) {
      throw Refusal.field(field, String.valueOf(e.getMessage()), raw);
    }
  }

  private static HaltException unknown(String name, List<String> known) {
    return Refusal.field(
        Refusal.shown(name),
        "there is no such parameter; "
            + (known.isEmpty() ? "none is taken here" : Suggestions.remedy(name, known)));
  }

  /** Those of these that are given, as they are given. */
  Map<String, String> texts(List<String> names) {
    Map<String, String> texts = new LinkedHashMap<>(values);
    texts.keySet().retainAll(names);
    return texts;
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String required(String name) {
    return text(name).orElseThrow(() -> Refusal.field(name, "is missing"));
  }

  /** A value as the configuration reads it. */
  <T> Optional<T> value(String name, ValueType<T> type) {
    return text(name).map(text -> Values.read(name, text, type));
  }

  /**
   * A value that is read by somebody else.
   *
   * @param reader throws IllegalArgumentException with what is allowed
   */
  <T> Optional<T> parsed(String name, Function<String, T> reader) {
    return text(name).map(text -> Values.read(name, text, reader));
  }

  /** One of the constants of an enum, by the words that stand for them. */
  <E> Optional<E> word(String name, E[] constants, Function<E, String> word) {
    return text(name).map(text -> Values.word(name, text, constants, word));
  }

  /** Whether something is asked for; without it, it is not. */
  boolean isOn(String name) {
    return value(name, ValueTypes.BOOLEAN).orElse(false);
  }

  int limit() {
    return value("limit", LIMIT).orElse(DEFAULT_LIMIT);
  }

  int offset() {
    return value("offset", OFFSET).orElse(0);
  }

  /** Reads values, and refuses those that are none. */
  static final class Values {
    private Values() {}

    static <T> T read(String name, String text, ValueType<T> type) {
      try {
        return type.parse(text.strip());
      } catch (InvalidValueException e) {
        throw Refusal.field(name, e.why() + (e.remedy().isEmpty() ? "" : "; " + e.remedy()), text);
      }
    }

    static <T> T read(String name, String text, Function<String, T> reader) {
      try {
        return reader.apply(text);
      } catch (IllegalArgumentException e) {
        throw Refusal.field(name, String.valueOf(e.getMessage()), text);
      }
    }

    static <E> E word(String name, String text, E[] constants, Function<E, String> word) {
      return Arrays.stream(constants)
          .filter(constant -> word.apply(constant).equals(text))
          .findFirst()
          .orElseThrow(
              () -> {
                List<String> words = Arrays.stream(constants).map(word).toList();
                return Refusal.field(name, "is one of " + String.join(", ", words), text);
              });
    }
  }
}
