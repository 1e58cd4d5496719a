// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;

/**
 * Whole numbers from one to another, both included: {@code 3}, {@code 3-}, {@code 3-5}, {@code -5};
 * sizes with {@code k}, {@code M} or {@code G} behind a number, of 1024 each.
 *
 * @param text as written
 * @param least 0 or more
 * @param most not below it
 */
record Range(String text, long least, long most) {

  /**
   * Reads a range.
   *
   * @param largest what a number may be at most
   */
  static Range parse(String text, long largest) throws InvalidValueException {
    int hyphen = text.indexOf('-');
    if (hyphen < 0) {
      long only = number(text, largest);
      return new Range(text, only, only);
    }
    String from = text.substring(0, hyphen);
    String to = text.substring(hyphen + 1);
    if (from.isEmpty() && to.isEmpty()) {
      throw new InvalidValueException("\"" + text + "\" is no range", "write 3-, 3-5 or -5");
    }
    long least = from.isEmpty() ? 0 : number(from, largest);
    long most = to.isEmpty() ? Long.MAX_VALUE : number(to, largest);
    if (least > most) {
      throw new InvalidValueException(
          "\"" + text + "\" holds no number", "write the smaller one first");
    }
    return new Range(text, least, most);
  }

  /** A number of octets: {@code 800}, {@code 20M}. */
  static long size(String text) throws InvalidValueException {
    try {
      return number(text, 1L << 50);
    } catch (InvalidValueException e) {
      throw new InvalidValueException(e.why(), "write 800k, 20M or 1G");
    }
  }

  private static long number(String text, long largest) throws InvalidValueException {
    int unit = text.isEmpty() ? -1 : "kMG".indexOf(text.charAt(text.length() - 1));
    String digits = unit < 0 ? text : text.substring(0, text.length() - 1);
    if (!digits.matches("[0-9]{1,12}")) {
      throw new InvalidValueException(
          "\"" + text + "\" is no number", "write 3-, 3-5 or -5; sizes as 800k, 20M or 1G");
    }
    long number = Long.parseLong(digits) << (10 * (unit + 1));
    if (number > largest) {
      throw new InvalidValueException(text + " is too large", "at most " + largest);
    }
    return number;
  }

  boolean contains(long number) {
    return least <= number && number <= most;
  }

  /** Whether all numbers of another range are in this one. */
  boolean covers(Range other) {
    return least <= other.least && other.most <= most;
  }

  /** Whether no number is in this range and another. */
  boolean isApartFrom(Range other) {
    return most < other.least || other.most < least;
  }

  /** The same with no numbers but those that there can be. */
  Range within(long lowest, long highest) {
    return new Range(text, Math.max(least, lowest), Math.min(most, highest));
  }

  @Override
  public String toString() {
    return text;
  }
}
