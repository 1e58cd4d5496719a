// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;

/** Base64 (RFC 2045 §6.8) in lines of 76 octets. */
final class Base64Encoder implements BodyEncoder {
  private static final int OCTETS_A_LINE = 57;
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] NONE = {};

  private final OutputStream out;
  private final boolean exact;
  private final byte[] group = new byte[OCTETS_A_LINE];
  private int filled;
  private byte[] heldBreak = NONE;

  /**
   * @param exact whether line ends are kept as they are; otherwise they become CRLF, the canonical
   *     form of text
   */
  Base64Encoder(OutputStream out, boolean exact) {
    this.out = out;
    this.exact = exact;
  }

  @Override
  public void take(byte[] octets, int length, byte[] terminator) throws IOException {
    add(heldBreak, heldBreak.length);
    add(octets, length);
    heldBreak = terminator.length == 0 || exact ? terminator : CRLF;
  }

  private void add(byte[] octets, int length) throws IOException {
    for (int i = 0; i < length; i++) {
      group[filled++] = octets[i];
      if (filled == OCTETS_A_LINE) {
        flushGroup();
      }
    }
  }

  private void flushGroup() throws IOException {
    byte[] octets = filled == group.length ? group : java.util.Arrays.copyOf(group, filled);
    out.write(Base64.getEncoder().encode(octets));
    out.write(CRLF, 0, 2);
    filled = 0;
  }

  @Override
  public void end(boolean atBoundary) throws IOException {
    if (!atBoundary) {
      add(heldBreak, heldBreak.length);
    }
    if (filled > 0) {
      flushGroup();
    }
  }
}
