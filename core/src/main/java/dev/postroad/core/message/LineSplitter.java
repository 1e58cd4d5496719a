// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Cuts octets into lines, by the same rules as {@link WireText}: CRLF, a lone LF and a lone CR end
 * a line, and CRs before a CRLF belong to it. Lines longer than {@value #LONGEST_FRAGMENT} octets
 * come in fragments, so that memory is bounded whatever the message.
 */
final class LineSplitter extends OutputStream {
  static final int LONGEST_FRAGMENT = 16 * 1024;

  private static final byte[] NONE = {};

  private final Lines lines;
  private final byte[] fragment = new byte[LONGEST_FRAGMENT];
  private int length;
  private boolean inLine;
  private int heldCrs;

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

  private static byte[] terminator(int crs) {
    byte[] terminator = new byte[crs + 1];
    java.util.Arrays.fill(terminator, (byte) '\r');
    terminator[crs] = '\n';
    return terminator;
  }

  private void releaseHeldCrs() throws IOException {
    for (; heldCrs > 0; heldCrs--) {
      emit(new byte[] {'\r'});
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
