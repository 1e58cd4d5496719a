// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import java.util.Locale;
import java.util.function.Predicate;

/** Addresses that somebody looks for: one, all of a domain, or the null reverse-path. */
public final class AddressFilter implements Predicate<String> {
  private final String wanted;
  private final boolean isDomain;

  private AddressFilter(String wanted, boolean isDomain) {
    this.wanted = wanted;
    this.isDomain = isDomain;
  }

  /**
   * Reads {@code local@domain}, {@code @domain} or {@code <>}. Case makes no difference: whoever
   * looks for an address does not know how its sender wrote it.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static AddressFilter parse(String text) {
    if (text.equals("<>")) {
      return new AddressFilter("", false);
    }
    int at = text.lastIndexOf('@');
    if (at < 0 || at == text.length() - 1) {
      throw new IllegalArgumentException(
          "an address is written user@domain.example, all of a domain @domain.example,"
              + " the null sender <>");
    }
    return new AddressFilter(at == 0 ? text.toLowerCase(Locale.ROOT) : text, at == 0);
  }

  /**
   * Whether an address is meant.
   *
   * @param address empty text for the null reverse-path
   */
  @Override
  public boolean test(String address) {
    return isDomain
        ? address.regionMatches(
            true, address.length() - wanted.length(), wanted, 0, wanted.length())
        : address.equalsIgnoreCase(wanted);
  }

  @Override
  public String toString() {
    return wanted.isEmpty() ? "<>" : wanted;
  }
}
