// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of the keys that all MxRemoteDelivery of a server {@linkplain Key#shared share}: what
 * one mailet gives holds for all, and whoever gives another value is told who gave the first. Not
 * thread-safe.
 */
public final class SharedSettings {
  private static final List<Key<?>> KEYS =
      DeliveryKeys.ALL.keys().stream().filter(Key::shared).toList();

  private final Map<Key<?>, Given> given = new HashMap<>();
  private Optional<String> settledBy = Optional.empty();

  /**
   * Takes over what a mailet gives. Values that cannot be read are left to those who read all its
   * keys.
   *
   * @param raw its parameters as the operator wrote them, by the spelling used
   * @param where it stands, so that an operator can tell it from others
   * @param problems where it is noted that another mailet gives something else
   */
  public void add(Map<String, String> raw, String where, Problems problems) {
    for (Key<?> key : KEYS) {
      given(key, raw, where).ifPresent(here -> add(key, here, problems));
    }
  }

  private void add(Key<?> key, Given here, Problems problems) {
    Optional<Given> other =
        Optional.ofNullable(given.get(key)).or(() -> settledBy.map(by -> unset(key, by)));
    if (other.isPresent() && !other.get().value().equals(here.value())) {
      disagree(key, here, other.get(), problems);
    } else {
      given.putIfAbsent(key, here);
    }
  }

  /**
   * The values are in use from now on: keys that nobody has given have their default.
   *
   * @param where the mailet stands whose start that was
   */
  public void settle(String where) {
    settledBy = Optional.of(where);
  }

  /** Where a key was given first; empty if nobody has given it. */
  public Optional<String> giver(Key<?> key) {
    return Optional.ofNullable(given.get(key)).map(Given::where);
  }

  /** A mailet's parameters, and beside them what others give of the shared keys. */
  public Map<String, String> complete(Map<String, String> raw) {
    Map<String, String> whole = new LinkedHashMap<>(raw);
    given.forEach(
        (key, value) -> {
          if (key.spellings().noneMatch(raw::containsKey)) {
            whole.put(key.name(), value.text());
          }
        });
    return whole;
  }

  private static Optional<Given> given(Key<?> key, Map<String, String> raw, String where) {
    Optional<String> spelling = key.spellings().filter(raw::containsKey).findFirst();
    if (spelling.isEmpty()) {
      return Optional.empty();
    }
    String text = raw.getOrDefault(spelling.get(), "").strip();
    try {
      return Optional.of(new Given(Optional.of(key.type().parse(text)), text, where));
    } catch (InvalidValueException e) {
      return Optional.empty();
    }
  }

  /** What holds where nobody gives a key. */
  private static Given unset(Key<?> key, String where) {
    Optional<Object> value = key.defaultText().map(text -> Settings.defaultOf(key));
    return new Given(
        value, key.defaultText().map(text -> text + ", the default,").orElse("none"), where);
  }

  private static void disagree(Key<?> key, Given here, Given other, Problems problems) {
    problems.error(
        here.where() + "/" + key.name(),
        here.text() + " here, and " + other.text() + " in " + other.where(),
        "all MxRemoteDelivery deliver over one engine, which has one value",
        "write the same in both, or leave it out in one");
  }

  /**
   * A value, and who gave it.
   *
   * @param value as read; empty for a key without value or default
   */
  private record Given(Optional<Object> value, String text, String where) {}
}
