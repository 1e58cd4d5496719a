// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.config.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of one relay, {@code name=value}. What is wrong with one is said of its word. */
final class RelayOptions {
  private record Written(Token word, String value) {}

  private final Map<String, Written> all = new LinkedHashMap<>();

  private RelayOptions() {}

  /**
   * Reads what stands behind the URL.
   *
   * @param known the names that options have
   */
  static RelayOptions of(TableLine line, List<String> known) throws InvalidValueException {
    RelayOptions options = new RelayOptions();
    for (Token word : line.tokens().subList(2, line.tokens().size())) {
      try {
        options.add(word, known);
      } catch (InvalidValueException e) {
        throw e.at(word);
      }
    }
    return options;
  }

  private void add(Token word, List<String> known) throws InvalidValueException {
    Token.Option option =
        word.option()
            .orElseThrow(
                () ->
                    new InvalidValueException(
                        "behind the URL there can only be options",
                        "write them as NAME=VALUE, with no blanks around the ="));
    if (!known.contains(option.name())) {
      throw new InvalidValueException(
          "there is no option \"" + option.name() + "\"", Suggestions.remedy(option.name(), known));
    }
    if (option.value().isEmpty()) {
      throw new InvalidValueException("there is no value for " + option.name() + "=", "");
    }
    if (all.putIfAbsent(option.name(), new Written(word, option.value())) != null) {
      throw new InvalidValueException(option.name() + "= is given twice", "keep one");
    }
  }

  boolean has(String name) {
    return all.containsKey(name);
  }

  /** The value of an option; empty if it is not given. */
  <T> Optional<T> read(String name, ValueType.Parser<T> parser) throws InvalidValueException {
    Written written = all.get(name);
    if (written == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.parse(written.value()));
    } catch (InvalidValueException e) {
      throw e.at(written.word());
    }
  }

  /** A problem with an option that is given, which agrees with others badly. */
  InvalidValueException problem(String name, String why, String remedy) {
    InvalidValueException problem = new InvalidValueException(why, remedy);
    Written written = all.get(name);
    return written == null ? problem : problem.at(written.word());
  }
}
