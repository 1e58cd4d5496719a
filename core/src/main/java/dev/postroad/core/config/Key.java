// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One configuration key, declared once: the parser, the reference page and the samples all go by
 * this declaration.
 *
 * @param <T> the type of its value
 * @param name as an operator writes it
 * @param aliases other spellings that mean the same
 * @param type how the value is written
 * @param defaultText the value when it is not given, in the words an operator would use; empty if
 *     there is none
 * @param unset what it means not to give it, where there is no default value to name; maybe empty
 * @param documentation one paragraph for the reference
 * @param example a value that makes sense
 * @param secret whether the value may never be shown
 * @param shared whether all MxRemoteDelivery of a server have one value together
 */
public record Key<T>(
    String name,
    List<String> aliases,
    ValueType<T> type,
    Optional<String> defaultText,
    String unset,
    String documentation,
    String example,
    boolean secret,
    boolean shared) {

  public Key {
    aliases = List.copyOf(aliases);
  }

  /** A key without default or other spellings. */
  public static <T> Key<T> of(
      String name, ValueType<T> type, String example, String documentation) {
    return new Key<>(
        name, List.of(), type, Optional.empty(), "", documentation, example, false, false);
  }

  /** The same with a default, written as an operator would write it. */
  public Key<T> defaultsTo(String text) {
    return new Key<>(
        name, aliases, type, Optional.of(text), unset, documentation, example, secret, shared);
  }

  /** The same without a default value, saying what not giving it means. */
  public Key<T> unsetMeans(String meaning) {
    return new Key<>(
        name, aliases, type, Optional.empty(), meaning, documentation, example, secret, shared);
  }

  /** The same with further spellings. */
  public Key<T> alias(String... spellings) {
    List<String> all = new ArrayList<>(aliases);
    all.addAll(List.of(spellings));
    return new Key<>(name, all, type, defaultText, unset, documentation, example, secret, shared);
  }

  /** The same, its value never to be shown. */
  public Key<T> keptSecret() {
    return new Key<>(name, aliases, type, defaultText, unset, documentation, example, true, shared);
  }

  /** The same, all mailets that have it having one value together. */
  public Key<T> sharedByAll() {
    return new Key<>(name, aliases, type, defaultText, unset, documentation, example, secret, true);
  }

  /** Its name and all its other spellings. */
  public Stream<String> spellings() {
    return Stream.concat(Stream.of(name), aliases.stream());
  }

  @Override
  public String toString() {
    return name;
  }
}
