// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A message as it travels: every line ends in CRLF, the last one too, and neither CR nor LF stands
 * anywhere else (RFC 5321 §2.3.8). A lone LF and a lone CR end a line as well, whichever way they
 * came there: if the next server read them otherwise, a message could be made to hold another (SMTP
 * smuggling). CRs before a CRLF belong to it, so that {@code CR CR LF} ends a header field, and not
 * the header.
 *
 * <p>With dot-stuffing, a dot that begins a line is doubled (RFC 5321 §4.5.2).
 *
 * <p>Octets are otherwise untouched. {@link #finish} ends the last line; closing and flushing do
 * nothing, since the stream below belongs to somebody else. Not thread-safe.
 */
public final class WireText extends OutputStream {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] DOT = {'.'};

  private final OutputStream out;
  private final boolean dotStuffing;
  private final LineFinder lines = new LineFinder();
  private boolean atLineStart = true;
  private long heldCrs;
  private long size;
  private long lineLength;
  private long longestLine;
  private boolean anyLeadingDot;

  private WireText(OutputStream out, boolean dotStuffing) {
    this.out = out;
    this.dotStuffing = dotStuffing;
  }

  /** Normalises line ends only, as for BDAT. */
  public static WireText plain(OutputStream out) {
    return new WireText(out, false);
  }

  /** Normalises line ends and doubles leading dots, as for DATA. */
  public static WireText dotStuffed(OutputStream out) {
    return new WireText(out, true);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    int end = offset + length;
    // What lies between these two is fit to travel as it is.
    int from = offset;
    int to = offset;
    while (to < end) {
      if (heldCrs > 0) {
        to = afterHeldCrs(octets[to], to);
        from = to;
        continue;
      }
      if (atLineStart && octets[to] == '.') {
        anyLeadingDot = true;
        if (dotStuffing) {
          out.write(octets, from, to - from);
          out.write(DOT, 0, 1);
          from = to;
        }
      }
      int lineEnd = lines.lineEnd(octets, to, end);
      lineLength += lineEnd - to;
      to = lineEnd;
      atLineStart = false;
      if (to == end) {
        break;
      }
      if (octets[to] == '\r' && to + 1 < end && octets[to + 1] == '\n') {
        to += 2;
        lineEnded();
        continue;
      }
      out.write(octets, from, to - from);
      if (octets[to] == '\n') {
        endLine();
      } else {
        heldCrs = 1;
      }
      to++;
      from = to;
    }
    if (from < end) {
      out.write(octets, from, end - from);
    }
  }

  /** Deals with CRs of which it was not known what follows; answers where to go on. */
  private int afterHeldCrs(byte next, int at) throws IOException {
    if (next == '\r') {
      heldCrs++;
      return at + 1;
    }
    if (next == '\n') {
      heldCrs = 0;
      endLine();
      return at + 1;
    }
    releaseHeldCrs();
    return at;
  }

  private void releaseHeldCrs() throws IOException {
    for (; heldCrs > 0; heldCrs--) {
      endLine();
    }
  }

  private void endLine() throws IOException {
    out.write(CRLF, 0, 2);
    lineEnded();
  }

  private void lineEnded() {
    size += lineLength + 2;
    longestLine = Math.max(longestLine, lineLength);
    lineLength = 0;
    atLineStart = true;
  }

  /** Ends the last line, if it has no end yet. To be called once, after the whole message. */
  public void finish() throws IOException {
    releaseHeldCrs();
    if (!atLineStart) {
      endLine();
    }
  }

  /** The traits of the message, once it is finished; doubled dots are not counted. */
  ContentTraits traits() {
    return new ContentTraits(size, lines.hasSeenEightBit(), lines.hasSeenNul(), longestLine);
  }

  /** Whether some line begins with a dot. */
  boolean anyLeadingDot() {
    return anyLeadingDot;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
