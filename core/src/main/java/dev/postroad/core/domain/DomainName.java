// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where mail is addressed to: a domain name in A-labels, lower case and without trailing dot, or an
 * address literal (RFC 5321 §4.1.3). Equal names are equal objects, so this is the only key type.
 *
 * <p>A name has letters, digits, hyphens and, since they are seen, underscores; at most 63 octets
 * in a label and 253 in all. How internationalized labels are read is told at {@link Label}.
 */
public final class DomainName implements Comparable<DomainName> {
  private static final int MOST_OCTETS = 253;
  private static final String IPV6_TAG = "IPv6:";

  private final String canonical;
  private final Optional<InetAddress> literal;

  private DomainName(String canonical, Optional<InetAddress> literal) {
    this.canonical = canonical;
    this.literal = literal;
  }

  /**
   * Reads a domain as it stands in an address: {@code example.org}, {@code bücher.example}, {@code
   * example.org.}, {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. The DNS is never asked.
   *
   * <p>An address without brackets, such as a mail host makes of a literal, is read as the literal,
   * since no name can look like that: the last label of a name is never a number.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static DomainName parse(String text) {
    if (isCanonicalName(text)) {
      return new DomainName(text, Optional.empty());
    }
    try {
      return text.startsWith("[") ? bracketed(text) : unbracketed(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a domain: \"" + printable(text) + "\" has " + e.getMessage(), e);
    }
  }

  /** The literal of an address. An IPv4-mapped IPv6 address is an IPv4 address to Java. */
  public static DomainName ofLiteral(InetAddress address) {
    return new DomainName(IpAddresses.format(address), Optional.of(address));
  }

  /** Whether it is what it would be made into: most names are, and lists have a million of them. */
  private static boolean isCanonicalName(String text) {
    int length = text.length();
    if (length > MOST_OCTETS) {
      return false;
    }
    int label = 0;
    boolean number = true;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (!isLabel(text, label, i)) {
          return false;
        }
        label = i + 1;
        number = true;
      } else if (Label.isAllowed(c)) {
        number &= c >= '0' && c <= '9';
      } else {
        return false;
      }
    }
    return !number && isLabel(text, label, length);
  }

  private static boolean isLabel(String text, int from, int to) {
    return from < to
        && to - from <= Label.MOST_OCTETS
        && text.charAt(from) != '-'
        && text.charAt(to - 1) != '-';
  }

  private static DomainName bracketed(String text) {
    if (!text.endsWith("]")) {
      throw new IllegalArgumentException("an opening bracket and none at its end");
    }
    String inner = text.substring(1, text.length() - 1);
    if (isTagged(inner)) {
      return taggedIpv6(inner);
    }
    if (inner.indexOf(':') >= 0) {
      String hint =
          IpAddresses.tryParse(inner).isPresent()
              ? "; an IPv6 address is written [" + IPV6_TAG + inner + "]"
              : "";
      throw new IllegalArgumentException("an address literal of no known kind" + hint);
    }
    return ofLiteral(
        IpAddresses.tryParse(inner)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no IPv4 address in its brackets (four numbers from 0 to 255)")));
  }

  private static boolean isTagged(String text) {
    return text.regionMatches(true, 0, IPV6_TAG, 0, IPV6_TAG.length());
  }

  private static DomainName taggedIpv6(String text) {
    String address = text.substring(IPV6_TAG.length());
    return ofLiteral(
        Optional.of(address)
            .filter(ipv6 -> ipv6.indexOf(':') >= 0)
            .flatMap(IpAddresses::tryParse)
            .orElseThrow(() -> new IllegalArgumentException("no IPv6 address after " + IPV6_TAG)));
  }

  private static DomainName unbracketed(String text) {
    if (isTagged(text)) {
      return taggedIpv6(text);
    }
    Optional<InetAddress> address = IpAddresses.tryParse(text);
    return address.isPresent() ? ofLiteral(address.get()) : name(text);
  }

  private static DomainName name(String text) {
    // RFC 3490 §3.1: these full stops also divide labels.
    String dotted = text.replace('。', '.').replace('．', '.').replace('｡', '.');
    String bare = dotted.endsWith(".") ? dotted.substring(0, dotted.length() - 1) : dotted;
    if (bare.isEmpty()) {
      throw new IllegalArgumentException("no labels");
    }
    // No label in Unicode is longer than its A-label, which bounds the work below.
    if (bare.length() > 4 * MOST_OCTETS) {
      throw new IllegalArgumentException("more than " + MOST_OCTETS + " octets");
    }
    StringBuilder canonical = new StringBuilder(bare.length() + 8);
    int start = 0;
    int lastLabel = 0;
    while (start <= bare.length()) {
      int dot = bare.indexOf('.', start);
      int end = dot < 0 ? bare.length() : dot;
      if (start > 0) {
        canonical.append('.');
      }
      lastLabel = canonical.length();
      canonical.append(Label.canonical(bare.substring(start, end)));
      start = end + 1;
    }
    if (canonical.length() > MOST_OCTETS) {
      throw new IllegalArgumentException(
          canonical.length() + " octets, the most is " + MOST_OCTETS);
    }
    if (canonical.chars().skip(lastLabel).allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(
          "a last label that is a number, and is no IPv4 address either");
    }
    return new DomainName(canonical.toString(), Optional.empty());
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
    return literal
        .map(address -> "[" + (address instanceof Inet6Address ? IPV6_TAG : "") + canonical + "]")
        .orElse(canonical);
  }

  /** The domain this one is directly below; empty for a top-level domain or a literal. */
  public Optional<DomainName> parent() {
    int dot = literal.isPresent() ? -1 : canonical.indexOf('.');
    return dot < 0
        ? Optional.empty()
        : Optional.of(new DomainName(canonical.substring(dot + 1), Optional.empty()));
  }

  /** Whether this is a name below the other, at any depth; a domain is not below itself. */
  public boolean isSubdomainOf(DomainName other) {
    int dot = canonical.length() - other.canonical.length() - 1;
    return literal.isEmpty()
        && other.literal.isEmpty()
        && dot > 0
        && canonical.charAt(dot) == '.'
        && canonical.endsWith(other.canonical);
  }

  /** The text, fit to be shown: control characters replaced, and cut where it is very long. */
  static String printable(String text) {
    return Printable.cut(Printable.marked(text), 300);
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

  /** The canonical text. */
  @Override
  public String toString() {
    return canonical;
  }
}
