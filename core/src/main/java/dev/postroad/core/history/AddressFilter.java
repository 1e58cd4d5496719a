// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import dev.postroad.core.domain.DomainName;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Addresses that somebody looks for: one, all of a domain, or the null reverse-path. */
public final class AddressFilter implements Predicate<String> {
  private static final int ASCII = 0x80;

  private final String wanted;
  private final boolean isDomain;

  /** What is wanted with its domain in A-labels, if that is another text. */
  private final @Nullable String inALabels;

  private AddressFilter(String wanted, boolean isDomain) {
    this.wanted = wanted;
    this.isDomain = isDomain;
    String other = inALabels(wanted);
    this.inALabels = wanted.equalsIgnoreCase(other) ? null : other;
  }

  /**
   * Reads {@code local@domain}, {@code @domain} or {@code <>}. Case makes no difference: whoever
   * looks for an address does not know how its sender wrote it. An internationalized domain is
   * meant in either form, {@code @bücher.example} or {@code @xn--bcher-kva.example}.
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
    if (isMeant(address, wanted)) {
      return true;
    }
    String other = isAscii(address) ? address : inALabels(address);
    // Nearly all domains have one form alone, and a hundred thousand addresses may be asked after.
    return other != null
        && (inALabels != null || !other.equals(address))
        && isMeant(other, inALabels == null ? wanted : inALabels);
  }

  private boolean isMeant(String address, String text) {
    return isDomain
        ? address.regionMatches(true, address.length() - text.length(), text, 0, text.length())
        : address.equalsIgnoreCase(text);
  }

  /** An address with its domain in A-labels; null if it has none that can be written so. */
  private static @Nullable String inALabels(String address) {
    int domain = address.lastIndexOf('@') + 1;
    if (domain == 0) {
      return null;
    }
    try {
      return address.substring(0, domain) + DomainName.parse(address.substring(domain)).inAddress();
    } catch (IllegalArgumentException e) {
      // Whatever stands there is looked for as it is written.
      return null;
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= ASCII) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return wanted.isEmpty() ? "<>" : wanted;
  }
}
