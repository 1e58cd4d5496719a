// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Passes lines on as they are; and those that could not travel, in the crude way that is left where
 * there is no encoding to be had: a line that is too long is broken, NUL is left out, and an octet
 * above 127 that is not allowed becomes a question mark.
 */
final class RawLines implements BodyEncoder {
  private static final byte[] CRLF = {'\r', '\n'};

  private final OutputStream out;
  private final boolean eightBitAllowed;
  private final byte[] passed = new byte[ContentTraits.LINE_LIMIT];
  private int column;

  RawLines(OutputStream out, boolean eightBitAllowed) {
    this.out = out;
    this.eightBitAllowed = eightBitAllowed;
  }

  @Override
  public void take(byte[] octets, int length, byte[] terminator) throws IOException {
    int filled = 0;
    for (int i = 0; i < length; i++) {
      byte octet = octets[i];
      if (octet == 0) {
        continue;
      }
      if (column == ContentTraits.LINE_LIMIT) {
        out.write(passed, 0, filled);
        out.write(CRLF, 0, 2);
        filled = 0;
        column = 0;
      } else if (filled == passed.length) {
        out.write(passed, 0, filled);
        filled = 0;
      }
      passed[filled++] = octet < 0 && !eightBitAllowed ? (byte) '?' : octet;
      column++;
    }
    out.write(passed, 0, filled);
    out.write(terminator);
    if (terminator.length > 0) {
      column = 0;
    }
  }

  @Override
  public void end(boolean atBoundary) {
    column = 0;
  }
}
