// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import dev.postroad.core.dns.DnsClient.AddressFamily;
import java.util.Locale;

/** Which address family is used, and which of a host's is tried first. */
public enum AddressPreference {
  /** Both, in turn; a throw of dice says which begins. */
  ANY,
  /** Both, in turn, beginning with IPv4. */
  IPV4,
  /** Both, in turn, beginning with IPv6. */
  IPV6,
  /** Only IPv4, for machines without IPv6. */
  IPV4_ONLY,
  /** Only IPv6. */
  IPV6_ONLY;

  boolean uses(AddressFamily family) {
    return switch (this) {
      case ANY, IPV4, IPV6 -> true;
      case IPV4_ONLY -> family == AddressFamily.IPV4;
      case IPV6_ONLY -> family == AddressFamily.IPV6;
    };
  }

  /** As the operator writes it: {@code ipv4-only}. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
