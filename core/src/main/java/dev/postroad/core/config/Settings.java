// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of a {@link KeySet}, read and checked. Immutable; prints no value, since some are
 * secret.
 */
public final class Settings {
  /** What James reads itself in any mailet's parameters: they are not ours to know or to refuse. */
  private static final Set<String> OF_THE_HOST = Set.of("onMailetException", "onMatchException");

  private final String where;
  private final Map<Key<?>, Object> values;
  private final List<Problem> warnings;

  private Settings(String where, Map<Key<?>, Object> values, List<Problem> warnings) {
    this.where = where;
    this.values = Map.copyOf(values);
    this.warnings = warnings;
  }

  /**
   * Reads all values and checks them, each by itself and all together.
   *
   * @param raw as the operator wrote them, by the spelling used; text that stands in no element has
   *     the empty one
   * @param where they stand, such as {@code mailetcontainer.xml MxRemoteDelivery}
   * @param keys what is understood
   * @throws ConfigurationProblems with everything that is wrong: unknown keys, bad values,
   *     contradictions
   */
  public static Settings parse(Map<String, String> raw, String where, KeySet keys)
      throws ConfigurationProblems {
    Problems problems = new Problems();
    Settings settings = parse(raw, where, keys, problems);
    problems.throwIfErrors();
    return settings;
  }

  /** As {@link #parse(Map, String, KeySet)}, leaving it to the caller to end with the problems. */
  public static Settings parse(
      Map<String, String> raw, String where, KeySet keys, Problems problems) {
    Map<Key<?>, String> spellings = new LinkedHashMap<>();
    for (String spelling : raw.keySet()) {
      if (spelling.isEmpty()) {
        noteBareText(text(raw, spelling), where, problems);
        continue;
      }
      Optional<Key<?>> key = keys.find(spelling);
      if (key.isEmpty() && OF_THE_HOST.contains(spelling)) {
        continue;
      }
      if (key.isEmpty()) {
        noteUnknown(spelling, where, keys, problems);
        continue;
      }
      String earlier = spellings.putIfAbsent(key.get(), spelling);
      if (earlier != null && !text(raw, earlier).equals(text(raw, spelling))) {
        problems.error(
            where + "/" + spelling,
            spelling + " and " + earlier + " are given with different values",
            "they are one key",
            "keep " + key.get().name());
      }
    }
    Map<Key<?>, Object> values = new HashMap<>();
    spellings.forEach(
        (key, spelling) ->
            read(key, text(raw, spelling), where + "/" + spelling, problems)
                .ifPresent(value -> values.put(key, value)));
    Settings given = new Settings(where, values, List.of());
    for (KeySet.Check check : keys.checks()) {
      check.check(given, problems);
    }
    return new Settings(where, values, problems.warnings());
  }

  /** The value given for a key; empty if none was, whatever the default. */
  @SuppressWarnings("unchecked") // read() put it there from the key's own type
  public <T> Optional<T> given(Key<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  public boolean isGiven(Key<?> key) {
    return values.containsKey(key);
  }

  /**
   * The value given for a key, or else its default.
   *
   * @throws IllegalArgumentException if the key has no default: ask {@link #given} for such keys
   */
  public <T> T get(Key<T> key) {
    return given(key).orElseGet(() -> defaultOf(key));
  }

  /** The default of a key, read by its own type. */
  static <T> T defaultOf(Key<T> key) {
    String text =
        key.defaultText().orElseThrow(() -> new IllegalArgumentException(key + " has no default"));
    try {
      return key.type().parse(text);
    } catch (InvalidValueException e) {
      throw new IllegalArgumentException("the default of " + key + " is no value of it", e);
    }
  }

  /** Where a key stands, or would stand: {@code mailetcontainer.xml MxRemoteDelivery/maxHosts}. */
  public String where(Key<?> key) {
    return where + "/" + key.name();
  }

  /** What likely was not meant, though it can be used. */
  public List<Problem> warnings() {
    return warnings;
  }

  @Override
  public String toString() {
    return where + " " + values.keySet();
  }

  private static String text(Map<String, String> raw, String spelling) {
    String text = raw.get(spelling);
    return text == null ? "" : text.strip();
  }

  private static Optional<Object> read(Key<?> key, String text, String where, Problems problems) {
    if (text.isEmpty()) {
      problems.error(
          where, "there is no value", "", "write " + key.example() + ", or leave it out");
      return Optional.empty();
    }
    try {
      return Optional.of(key.type().parse(text));
    } catch (InvalidValueException e) {
      problems.error(where, key.secret() ? "this value" : '"' + text + '"', e);
      return Optional.empty();
    }
  }

  /** The text may be a secret, so it is not shown. */
  private static void noteBareText(String text, String where, Problems problems) {
    if (!text.isEmpty()) {
      problems.error(
          where, "it has text that stands in no element", "", "write <KEY>TEXT</KEY> around it");
    }
  }

  private static void noteUnknown(String spelling, String where, KeySet keys, Problems problems) {
    Optional<KeySet.Refused> refused =
        keys.refused().stream().filter(candidate -> candidate.test(spelling)).findFirst();
    if (refused.isPresent()) {
      problems.error(
          where + "/" + spelling, "this is no key", refused.get().why(), refused.get().remedy());
      return;
    }
    Optional<String> nearest = Suggestions.nearest(spelling, keys.spellings());
    problems.error(
        where + "/" + spelling,
        "there is no key of this name",
        "",
        nearest
            .map(known -> "did you mean <" + known + ">?")
            .orElse("the operators' reference lists all keys"));
  }
}
