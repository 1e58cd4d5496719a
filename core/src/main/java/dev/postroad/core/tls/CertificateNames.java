// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The names a certificate speaks for (RFC 9525): its DNS and IP subject alternative names. A
 * certificate's common name is not one of them.
 */
final class CertificateNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final List<String> names;

  private CertificateNames(List<String> names) {
    this.names = names;
  }

  static CertificateNames of(X509Certificate certificate) throws CertificateParsingException {
    List<String> names = new ArrayList<>();
    var alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        Object type = alternative.get(0);
        if (type.equals(DNS_NAME) || type.equals(IP_ADDRESS)) {
          names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
        }
      }
    }
    return new CertificateNames(names);
  }

  /** Whether the certificate speaks for one of these host names or bare addresses. */
  boolean coverAnyOf(List<String> hosts) {
    return hosts.stream().anyMatch(this::cover);
  }

  private boolean cover(String host) {
    String reference = withoutTrailingDot(host.toLowerCase(Locale.ROOT));
    return names.stream().anyMatch(presented -> matches(withoutTrailingDot(presented), reference));
  }

  private static boolean matches(String presented, String reference) {
    if (!presented.startsWith("*.")) {
      return presented.equals(reference);
    }
    // RFC 9525 §6.3: the asterisk is the whole left-most label and stands for exactly one. An
    // address has no labels, and a wildcard over a top-level domain is not credible.
    int dot = reference.indexOf('.');
    return dot > 0
        && presented.indexOf('.', 2) > 0
        && !isAddress(reference)
        && presented.substring(1).equals(reference.substring(dot));
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static String withoutTrailingDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  @Override
  public String toString() {
    return names.isEmpty() ? "no name at all" : String.join(", ", names);
  }
}
