// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a mailet says of the queue it delivers from. Mailets may share a queue if they say the same:
 * whoever takes a mail from a queue delivers it by its own settings.
 *
 * @param raw the mailet's parameters as the operator wrote them, by the spelling used; some may be
 *     secret
 * @param where the mailet stands
 */
public record QueueSettings(Map<String, String> raw, String where) {
  public QueueSettings {
    raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
  }

  /**
   * Compares two mailets of one queue by what their values mean. Keys that all mailets {@linkplain
   * Key#shared share} are left to {@link SharedSettings}, values that cannot be read to those who
   * read them.
   *
   * @param here the later one
   * @param other the earlier one
   * @param problems where each difference is noted, without the values of keys that are secret
   */
  public static void compare(QueueSettings here, QueueSettings other, Problems problems) {
    for (Key<?> key : DeliveryKeys.ALL.keys()) {
      if (!key.shared()) {
        compare(key, here, other, problems);
      }
    }
  }

  private static void compare(
      Key<?> key, QueueSettings here, QueueSettings other, Problems problems) {
    if (here.written(key).equals(other.written(key))) {
      return;
    }
    try {
      if (!here.value(key).equals(other.value(key))) {
        problems.error(
            here.where() + "/" + key.name(),
            key.secret()
                ? "another value than in " + other.where()
                : here.text(key) + " here, and " + other.text(key) + " in " + other.where(),
            "both deliver what is in the queue \""
                + here.queue()
                + "\", and mail could leave by either",
            "give each a queue of its own in <outgoing>, or the same parameters to both");
      }
    } catch (InvalidValueException e) {
      // Whoever reads all keys of that mailet says so.
    }
  }

  private String queue() {
    return written(DeliveryKeys.OUTGOING).or(DeliveryKeys.OUTGOING::defaultText).orElse("");
  }

  private Optional<String> written(Key<?> key) {
    return key.spellings()
        .filter(raw::containsKey)
        .findFirst()
        .map(spelling -> raw.getOrDefault(spelling, "").strip());
  }

  private <T> Optional<T> value(Key<T> key) throws InvalidValueException {
    Optional<String> written = written(key).or(key::defaultText);
    return written.isPresent() ? Optional.of(key.type().parse(written.get())) : Optional.empty();
  }

  private String text(Key<?> key) {
    return written(key)
        .or(() -> key.defaultText().map(text -> text + ", the default,"))
        .orElse("none");
  }

  /** Without the values, some of which are secret. */
  @Override
  public String toString() {
    return where + " " + raw.keySet();
  }
}
