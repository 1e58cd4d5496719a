// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Cuts octets into lines, by the same rules as {@link WireText}: CRLF, a lone LF and a lone CR end
 * a line, and CRs before a CRLF belong to it. Lines longer than {@value #LONGEST_FRAGMENT} octets
 * come in fragments, so that memory is bounded whatever the message; of more CRs than that before
 * an LF the rest is left out.
 */
final class LineSplitter extends OutputStream {
  static final int LONGEST_FRAGMENT = 16 * 1024;

  private static final byte[] NONE = {};
  private static final byte[] CR = {'\r'};
  private static final byte[] LF = {'\n'};
  private static final byte[] CRLF = {'\r', '\n'};

  private final Lines lines;
  private final byte[] fragment = new byte[LONGEST_FRAGMENT];
  private int length;
  private boolean inLine;
  private long heldCrs;

  /** Takes the lines. */
  interface Lines {
    /**
     * A line, or a part of one. The array is reused afterwards.
     *
     * @param starts whether a line starts here
     * @param terminator the octets that end the line; none if it goes on
     */
    void fragment(byte[] octets, int length, boolean starts, byte[] terminator) throws IOException;
  }

  LineSplitter(Lines lines) {
    this.lines = lines;
  }

  @Override
  public void write(int octet) throws IOException {
    take((byte) octet);
  }

  @Override
  public void write(byte[] octets, int offset, int count) throws IOException {
    for (int i = offset; i < offset + count; i++) {
      take(octets[i]);
    }
  }

  private void take(byte octet) throws IOException {
    if (octet == '\r') {
      heldCrs++;
      return;
    }
    if (octet == '\n') {
      byte[] terminator = terminator(heldCrs);
      heldCrs = 0;
      emit(terminator);
      return;
    }
    releaseHeldCrs();
    if (length == LONGEST_FRAGMENT) {
      emit(NONE);
    }
    fragment[length++] = octet;
  }

  private static byte[] terminator(long crs) {
    if (crs < 2) {
      return crs == 0 ? LF : CRLF;
    }
    int kept = (int) Math.min(crs, LONGEST_FRAGMENT - 1);
    byte[] terminator = new byte[kept + 1];
    Arrays.fill(terminator, (byte) '\r');
    terminator[kept] = '\n';
    return terminator;
  }

  private void releaseHeldCrs() throws IOException {
    for (; heldCrs > 0; heldCrs--) {
      emit(CR);
    }
  }

  private void emit(byte[] terminator) throws IOException {
    lines.fragment(fragment, length, !inLine, terminator);
    length = 0;
    inLine = terminator.length == 0;
  }

  /** Delivers the last line, which may have no end. */
  void finish() throws IOException {
    releaseHeldCrs();
    if (length > 0 || inLine) {
      emit(NONE);
    }
  }
}
