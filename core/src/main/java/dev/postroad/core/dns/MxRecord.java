// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

/**
 * One MX record (RFC 1035 §3.3.9).
 *
 * @param preference 0 to 65535; lower is tried first
 * @param exchange the host in canonical form, without trailing dot; empty for the root, which is
 *     the null MX of RFC 7505
 */
public record MxRecord(int preference, String exchange) {
  public MxRecord {
    if (preference < 0 || preference > 65_535) {
      throw new IllegalArgumentException("an MX preference has 16 bits: " + preference);
    }
  }
}
