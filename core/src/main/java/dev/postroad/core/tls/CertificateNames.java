// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Printable;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names a certificate speaks for (RFC 9525): its DNS and IP subject alternative names, each for
 * its own kind only. A certificate's common name is not one of them, nor is an address written as a
 * DNS name: authorities do not check such.
 */
final class CertificateNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final List<String> names;
  private final Set<InetAddress> addresses;

  private CertificateNames(List<String> names, Set<InetAddress> addresses) {
    this.names = names;
    this.addresses = addresses;
  }

  static CertificateNames of(X509Certificate certificate) throws CertificateParsingException {
    List<String> names = new ArrayList<>();
    Set<InetAddress> addresses = new LinkedHashSet<>();
    var alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        Object type = alternative.get(0);
        String value = alternative.get(1).toString();
        if (type.equals(DNS_NAME)) {
          names.add(value.toLowerCase(Locale.ROOT));
        } else if (type.equals(IP_ADDRESS)) {
          IpAddresses.tryParse(value).ifPresent(addresses::add);
        }
      }
    }
    return new CertificateNames(names, addresses);
  }

  /** Whether the certificate speaks for one of these host names or bare addresses. */
  boolean coverAnyOf(List<String> hosts) {
    return hosts.stream().anyMatch(this::cover);
  }

  private boolean cover(String host) {
    Optional<InetAddress> address = IpAddresses.tryParse(host);
    if (address.isPresent()) {
      return addresses.contains(address.get());
    }
    String reference = withoutTrailingDot(host.toLowerCase(Locale.ROOT));
    return !isAddress(reference)
        && names.stream().anyMatch(presented -> matches(withoutTrailingDot(presented), reference));
  }

  private static boolean matches(String presented, String reference) {
    if (!presented.startsWith("*.")) {
      return presented.equals(reference);
    }
    // RFC 9525 §6.3: the asterisk is the whole left-most label and stands for exactly one. A
    // wildcard over a top-level domain is not credible.
    int dot = reference.indexOf('.');
    return dot > 0
        && presented.indexOf('.', 2) > 0
        && presented.substring(1).equals(reference.substring(dot));
  }

  /** Whether it is an address, if maybe one that is not written as it should be. */
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static String withoutTrailingDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  @Override
  public String toString() {
    List<String> all = new ArrayList<>(names);
    addresses.forEach(address -> all.add(IpAddresses.format(address)));
    return all.isEmpty() ? "no name at all" : Printable.spaced(String.join(", ", all));
  }
}
