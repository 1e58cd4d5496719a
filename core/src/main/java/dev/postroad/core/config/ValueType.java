// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

/**
 * A kind of value that a key can have.
 *
 * @param <T> what a value is once read
 * @param grammar how it is written, for the reference: {@code a whole number from 1 to 100}
 * @param parser reads it
 */
public record ValueType<T>(String grammar, Parser<T> parser) {

  /** Reads a value. */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * Reads a text that is trimmed and not empty.
     *
     * @throws InvalidValueException if it is no such value
     */
    T parse(String text) throws InvalidValueException;
  }

  /** Reads a text that is trimmed and not empty. */
  public T parse(String text) throws InvalidValueException {
    return parser.parse(text);
  }
}
