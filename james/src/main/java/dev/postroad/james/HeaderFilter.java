// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Passes a message on without the header fields of certain names, while it streams: nothing but the
 * first few octets of a line is ever held back.
 *
 * <p>A field goes with all its continuation lines. CRLF, LF and CR each end a line here, since each
 * of them leaves as a CRLF: a field that only a lenient reader would see must not slip through. The
 * body is not looked at.
 */
final class HeaderFilter extends OutputStream {
  /** Longer than any name dropped, with room for blanks before the colon. */
  private static final int LONGEST_NAME = 64;

  private enum Place {
    LINE_START,
    NAME,
    REST_OF_LINE,
    BODY
  }

  private final OutputStream out;
  private final Set<String> dropped;
  private final byte[] held = new byte[LONGEST_NAME];
  private int heldLength;
  private Place place = Place.LINE_START;
  private boolean dropping;
  private boolean afterCr;

  /**
   * @param dropped names of header fields, in lower case
   * @param out takes what is left; not closed
   */
  HeaderFilter(OutputStream out, Set<String> dropped) {
    this.out = out;
    this.dropped = dropped;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      at =
          switch (place) {
            case LINE_START -> lineStart(octets, at);
            case NAME -> name(octets, at);
            case REST_OF_LINE -> restOfLine(octets, at, end);
            case BODY -> body(octets, at, end);
          };
    }
  }

  /** Passes on what is still held back: the message has no more octets. */
  void finish() throws IOException {
    passHeld();
  }

  private int lineStart(byte[] octets, int at) throws IOException {
    byte octet = octets[at];
    if (afterCr) {
      afterCr = false;
      if (octet == '\n') {
        if (!dropping) {
          out.write(octet);
        }
        return at + 1;
      }
    }
    if (octet == '\r' || octet == '\n') {
      place = Place.BODY;
      return at;
    }
    if (octet == ' ' || octet == '\t') {
      place = Place.REST_OF_LINE;
      return at;
    }
    dropping = false;
    place = Place.NAME;
    return at;
  }

  private int name(byte[] octets, int at) throws IOException {
    byte octet = octets[at];
    boolean named = octet == ':';
    if (named || octet == '\r' || octet == '\n' || heldLength == LONGEST_NAME) {
      dropping = named && dropped.contains(heldName());
      if (dropping) {
        heldLength = 0;
      }
      passHeld();
      place = Place.REST_OF_LINE;
      return at;
    }
    held[heldLength++] = octet;
    return at + 1;
  }

  private String heldName() {
    return new String(held, 0, heldLength, StandardCharsets.ISO_8859_1)
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private int restOfLine(byte[] octets, int at, int end) throws IOException {
    int next = at;
    while (next < end && octets[next] != '\r' && octets[next] != '\n') {
      next++;
    }
    if (next < end) {
      afterCr = octets[next] == '\r';
      place = Place.LINE_START;
      next++;
    }
    if (!dropping) {
      out.write(octets, at, next - at);
    }
    return next;
  }

  private int body(byte[] octets, int at, int end) throws IOException {
    out.write(octets, at, end - at);
    return end;
  }

  private void passHeld() throws IOException {
    out.write(held, 0, heldLength);
    heldLength = 0;
  }
}
