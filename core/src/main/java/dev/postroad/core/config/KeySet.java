// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All the keys of one mailet or command: those it understands, those it refuses with a reason, and
 * what must hold between them.
 *
 * @param keys in the order of the reference
 * @param refused spellings that are no keys, though somebody may think so
 * @param checks rules between values, each of which sees only values that are right by themselves
 */
public record KeySet(List<Key<?>> keys, List<Refused> refused, List<Check> checks) {

  /**
   * A spelling that is no key.
   *
   * @param name the spelling; with a trailing {@code *} all that begin so
   * @param why it is no key
   * @param remedy what to write instead
   */
  public record Refused(String name, String why, String remedy) implements Predicate<String> {
    @Override
    public boolean test(String spelling) {
      return name.endsWith("*")
          ? spelling.startsWith(name.substring(0, name.length() - 1))
          : spelling.equals(name);
    }
  }

  /** Looks for values that contradict each other. */
  @FunctionalInterface
  public interface Check {
    /**
     * Notes what does not go together.
     *
     * @param settings what was given, as far as it could be read
     */
    void check(Settings settings, Problems problems);
  }

  public KeySet {
    keys = List.copyOf(keys);
    refused = List.copyOf(refused);
    checks = List.copyOf(checks);
    List<String> spellings = keys.stream().flatMap(Key::spellings).toList();
    if (spellings.stream().distinct().count() != spellings.size()) {
      throw new IllegalArgumentException("two keys share a spelling: " + spellings);
    }
  }

  /** The key that is written so. */
  Optional<Key<?>> find(String spelling) {
    for (Key<?> key : keys) {
      if (key.spellings().anyMatch(spelling::equals)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  /** Every spelling of every key. */
  List<String> spellings() {
    return keys.stream().flatMap(Key::spellings).toList();
  }
}
