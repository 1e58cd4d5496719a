// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

/** Quoted-printable for text (RFC 2045 §6.7): lines stay lines, of 76 octets at most. */
final class QuotedPrintableEncoder implements BodyEncoder {
  private static final int LONGEST_LINE = 76;
  private static final byte[] HEX =
      "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};
  private static final int NONE = -1;

  private final OutputStream out;
  private final byte[] line = new byte[LONGEST_LINE];
  private int filled;
  private int heldBlank = NONE;
  private boolean heldBreak;

  QuotedPrintableEncoder(OutputStream out) {
    this.out = out;
  }

  @Override
  public void take(byte[] octets, int length, byte[] terminator) throws IOException {
    for (int i = 0; i < length; i++) {
      octet(octets[i]);
    }
    if (terminator.length > 0) {
      lineBreak();
    }
  }

  /** Adds an octet of content. */
  void octet(byte octet) throws IOException {
    releaseBreak();
    if (heldBlank != NONE) {
      literal((byte) heldBlank);
      heldBlank = NONE;
    }
    if (octet == ' ' || octet == '\t') {
      // At the end of a line a blank must be escaped; whether it is there will be seen.
      heldBlank = octet;
    } else if (octet > ' ' && octet < 0x7f && octet != '=') {
      literal(octet);
    } else {
      escaped(octet);
    }
  }

  /** Adds a line break of the content. */
  void lineBreak() throws IOException {
    releaseBreak();
    if (heldBlank != NONE) {
      escaped((byte) heldBlank);
      heldBlank = NONE;
    }
    heldBreak = true;
  }

  private void releaseBreak() throws IOException {
    if (heldBreak) {
      heldBreak = false;
      flushLine(CRLF);
    }
  }

  private void literal(byte octet) throws IOException {
    room(1);
    if (octet == '-' && filled == 1 && line[0] == '-') {
      // A line that begins with two hyphens might be a boundary, wherever it was broken.
      filled = 0;
      escaped((byte) '-');
    }
    line[filled++] = octet;
  }

  private void escaped(byte octet) throws IOException {
    room(3);
    line[filled++] = '=';
    line[filled++] = HEX[(octet >> 4) & 0xf];
    line[filled++] = HEX[octet & 0xf];
  }

  private void room(int octets) throws IOException {
    if (filled + octets >= LONGEST_LINE) {
      flushLine(SOFT_BREAK);
    }
  }

  private void flushLine(byte[] end) throws IOException {
    out.write(line, 0, filled);
    out.write(end, 0, end.length);
    filled = 0;
  }

  @Override
  public void end(boolean atBoundary) throws IOException {
    if (heldBlank != NONE) {
      escaped((byte) heldBlank);
    }
    if (heldBreak || filled > 0) {
      // Before a boundary this is the boundary's own line end, as the held one was.
      flushLine(CRLF);
    }
  }
}
