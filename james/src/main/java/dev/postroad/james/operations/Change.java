// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.util.Optional;

/**
 * What is to become of a value.
 *
 * @param isAsked whether anything is; if not, the value stays as it is
 * @param value what it is to be; empty to take it back
 */
public record Change<T>(boolean isAsked, Optional<T> value) {

  /** It stays as it is. */
  public static <T> Change<T> keep() {
    return new Change<>(false, Optional.empty());
  }

  /** It is taken back. */
  public static <T> Change<T> none() {
    return new Change<>(true, Optional.empty());
  }

  /** It is to be this from now on. */
  public static <T> Change<T> to(T value) {
    return new Change<>(true, Optional.of(value));
  }

  /** What it is then. */
  Optional<T> after(Optional<T> before) {
    return isAsked ? value : before;
  }
}
