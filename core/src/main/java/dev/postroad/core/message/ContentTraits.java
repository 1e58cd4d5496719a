// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

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
   * Reads a message once.
   *
   * @throws IOException if the host cannot read it
   */
  public static ContentTraits scan(MessageContent content) throws IOException {
    Scan scan = new Scan();
    WireText text = WireText.plain(scan);
    content.writeTo(text);
    text.finish();
    return scan.traits();
  }

  /**
   * Whether the message cannot travel as text over a connection, and must be encoded anew.
   *
   * @param eightBitAllowed whether octets above 127 may be sent (RFC 6152)
   */
  public boolean needsEncoding(boolean eightBitAllowed) {
    return nul || longestLine > LINE_LIMIT || (eightBit && !eightBitAllowed);
  }

  private static final class Scan extends OutputStream {
    private long size;
    private int octetsSeen;
    private boolean nul;
    private long lineStart;
    private long longestLine;

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
      int all = 0;
      boolean zero = false;
      for (int i = offset; i < offset + length; i++) {
        byte octet = octets[i];
        all |= octet;
        if (octet == '\n') {
          long after = size + i - offset + 1;
          longestLine = Math.max(longestLine, after - 2 - lineStart);
          lineStart = after;
        } else if (octet == 0) {
          zero = true;
        }
      }
      octetsSeen |= all;
      nul |= zero;
      size += length;
    }

    private ContentTraits traits() {
      return new ContentTraits(size, (octetsSeen & 0x80) != 0, nul, longestLine);
    }
  }
}
