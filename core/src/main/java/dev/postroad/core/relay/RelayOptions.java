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
import java.util.Objects;
import java.util.Optional;

/** The options of one relay, {@code name=value}. What is wrong with one is said of its word. */
final class RelayOptions {
  private record Written(Token word, String value) {}

  private final Map<String, Written> all = new LinkedHashMap<>();
  private final Faults faults;

  private RelayOptions(Faults faults) {
    this.faults = faults;
  }

  /**
   * Reads what stands behind the URL.
   *
   * @param known the names that options have
   * @param faults takes what is wrong, now and later
   */
  static RelayOptions of(TableLine line, List<String> known, Faults faults) {
    RelayOptions options = new RelayOptions(faults);
    for (Token word : line.tokens().subList(2, line.tokens().size())) {
      try {
        options.add(word, known);
      } catch (InvalidValueException e) {
        faults.add(e.at(word));
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

  /** Whether an option is given, though maybe with a value that cannot be read. */
  boolean has(String name) {
    return all.containsKey(name);
  }

  /** The word of an option that is given. */
  Token word(String name) {
    return Objects.requireNonNull(all.get(name), name).word();
  }

  /** The value of an option; empty if it is not given, or something is wrong with it. */
  <T> Optional<T> read(String name, ValueType.Parser<T> parser) {
    Written written = all.get(name);
    if (written == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.parse(written.value()));
    } catch (InvalidValueException e) {
      faults.add(e.at(written.word()));
      return Optional.empty();
    }
  }

  /** Notes that an option agrees badly with others. */
  void disagrees(String name, String why, String remedy) {
    InvalidValueException problem = new InvalidValueException(why, remedy);
    Written written = all.get(name);
    faults.add(written == null ? problem : problem.at(written.word()));
  }
}
