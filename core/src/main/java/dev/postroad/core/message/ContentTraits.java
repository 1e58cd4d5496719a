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
    return scan(content, OutputStream.nullOutputStream());
  }

  /** The same, and copies the message as it travels. */
  static ContentTraits scan(MessageContent content, OutputStream copy) throws IOException {
    Scan scan = new Scan(copy);
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
    private final OutputStream copy;
    private long size;
    private boolean eightBit;
    private boolean nul;
    private long lineStart;
    private long longestLine;

    Scan(OutputStream copy) {
      this.copy = copy;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      int end = offset + length;
      for (int at = Octets.control(octets, offset, end);
          at < end;
          at = Octets.control(octets, at + 1, end)) {
        if (octets[at] == '\n') {
          long after = size + at - offset + 1;
          longestLine = Math.max(longestLine, after - 2 - lineStart);
          lineStart = after;
        } else if (octets[at] == 0) {
          nul = true;
        }
      }
      eightBit = eightBit || Octets.anyEightBit(octets, offset, end);
      size += length;
      copy.write(octets, offset, length);
    }

    private ContentTraits traits() {
      return new ContentTraits(size, eightBit, nul, longestLine);
    }
  }
}
