// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where mail is addressed to: a domain name in A-labels, lower case and without trailing dot, or an
 * address literal (RFC 5321 §4.1.3). Equal names are equal objects, so this is the only key type.
 */
public final class DomainName implements Comparable<DomainName> {
  private final String canonical;
  private final Optional<InetAddress> literal;

  private DomainName(String canonical, Optional<InetAddress> literal) {
    this.canonical = canonical;
    this.literal = literal;
  }

  /**
   * Reads a domain as it stands in an address: {@code example.org}, {@code bücher.example}, {@code
   * example.org.}, {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static DomainName parse(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return new DomainName(name.toLowerCase(java.util.Locale.ROOT), Optional.empty());
  }

  /** The address of a literal; empty for a name. */
  public Optional<InetAddress> literal() {
    return literal;
  }

  /** The canonical text: A-labels, or the bare address of a literal. */
  public String canonical() {
    return canonical;
  }

  /** As it stands after the {@code @}: a name as it is, a literal in its brackets. */
  public String inAddress() {
    return canonical;
  }

  /** The text, fit to be shown: control characters replaced, and cut where it is very long. */
  static String printable(String text) {
    String shown = text.replaceAll("[\\p{Cntrl}]", "?");
    return shown.length() <= 300 ? shown : shown.substring(0, 300) + "…";
  }

  @Override
  public int compareTo(DomainName other) {
    return canonical.compareTo(other.canonical);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DomainName that && that.canonical.equals(canonical);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }

  @Override
  public String toString() {
    return canonical;
  }
}
