// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

/**
 * What one reading of a message tells about it, as it will travel (line ends normalised, before any
 * dot-stuffing).
 *
 * @param size octets on the wire: the value of SIZE (RFC 1870 §5)
 * @param eightBit whether some octet is above 127
 * @param nul whether some octet is NUL
 * @param longestLine octets of the longest line, without its CRLF
 */
public record ContentTraits(long size, boolean eightBit, boolean nul, long longestLine) {

  /** The most octets a line may have, without its CRLF (RFC 5322 §2.1.1, RFC 5321 §4.5.3.1.6). */
  public static final int LINE_LIMIT = 998;

  /**
   * Whether the message cannot travel as text over a connection, and must be encoded anew.
   *
   * @param eightBitAllowed whether octets above 127 may be sent (RFC 6152)
   */
  public boolean needsEncoding(boolean eightBitAllowed) {
    return nul || longestLine > LINE_LIMIT || (eightBit && !eightBitAllowed);
  }
}
