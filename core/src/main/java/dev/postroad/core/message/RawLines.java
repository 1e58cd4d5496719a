// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Passes lines on as they are; and those that could not travel, in the crude way that is left where
 * there is no encoding to be had: a line that is too long is broken, and NUL, or an octet above 127
 * that is not allowed, becomes a question mark.
 *
 * <p>None of that makes a line a boundary that was none before: what is broken off begins with a
 * blank, and so does a changed line that began with two hyphens.
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
    if (column == 0 && beginsWithHyphens(octets, length) && isChanged(octets, length)) {
      passed[filled++] = ' ';
      column++;
    }
    for (int i = 0; i < length; i++) {
      byte octet = octets[i];
      if (column == ContentTraits.LINE_LIMIT) {
        out.write(passed, 0, filled);
        out.write(CRLF, 0, 2);
        passed[0] = ' ';
        filled = 1;
        column = 1;
      } else if (filled == passed.length) {
        out.write(passed, 0, filled);
        filled = 0;
      }
      passed[filled++] = isForbidden(octet) ? (byte) '?' : octet;
      column++;
    }
    out.write(passed, 0, filled);
    out.write(terminator);
    if (terminator.length > 0) {
      column = 0;
    }
  }

  private static boolean beginsWithHyphens(byte[] octets, int length) {
    return length > 1 && octets[0] == '-' && octets[1] == '-';
  }

  private boolean isChanged(byte[] octets, int length) {
    boolean changed = length > ContentTraits.LINE_LIMIT;
    for (int i = 0; i < length && !changed; i++) {
      changed = isForbidden(octets[i]);
    }
    return changed;
  }

  private boolean isForbidden(byte octet) {
    return octet == 0 || (octet < 0 && !eightBitAllowed);
  }

  @Override
  public void end(boolean atBoundary) {
    column = 0;
  }
}
