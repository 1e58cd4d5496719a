// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import dev.postroad.core.dns.DnsClient.AddressFamily;
import java.util.Locale;

/**
 * What the DNS is asked.
 *
 * @param name in lower case, without a dot at its end
 */
public record DnsQuestion(String name, Type type) {

  /** The records that mail asks for. */
  public enum Type {
    MX,
    A,
    AAAA,
    SRV
  }

  public DnsQuestion {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    name = bare.toLowerCase(Locale.ROOT);
  }

  /** The question for the addresses of a host. */
  static DnsQuestion addresses(String host, AddressFamily family) {
    return new DnsQuestion(host, family == AddressFamily.IPV4 ? Type.A : Type.AAAA);
  }

  /** What a client answers; blocks if it does. */
  DnsAnswer<?> put(DnsClient dns) {
    return switch (type) {
      case MX -> dns.mx(name);
      case A -> dns.addresses(name, AddressFamily.IPV4);
      case AAAA -> dns.addresses(name, AddressFamily.IPV6);
      case SRV -> dns.services(name);
    };
  }
}
