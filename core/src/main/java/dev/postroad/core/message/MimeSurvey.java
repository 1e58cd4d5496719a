// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.util.BitSet;

/**
 * Finds out which bodies of a message cannot travel as they are, and how each is best encoded.
 * Keeps a few bits for every entity.
 */
final class MimeSurvey implements MimeVisitor {
  private final boolean eightBitAllowed;
  private final BitSet unfit = new BitSet();
  private final BitSet readable = new BitSet();
  private final Utf8Check utf8 = new Utf8Check();
  private boolean wholeIsUtf8 = true;

  private long lineLength;
  private long octetsInBody;
  private long eightBitOctets;
  private boolean nul;
  private boolean longLine;

  MimeSurvey(boolean eightBitAllowed) {
    this.eightBitAllowed = eightBitAllowed;
  }

  /** Whether the body of an entity must be encoded anew. */
  boolean isUnfit(MimeEntity entity) {
    return unfit.get(entity.index());
  }

  /** Whether an unfit body is text and mostly ASCII, so that quoted-printable suits it. */
  boolean isReadable(MimeEntity entity) {
    return readable.get(entity.index());
  }

  /** Whether the body of a message that is no composite is well-formed UTF-8. */
  boolean isUtf8() {
    return wholeIsUtf8 && utf8.isComplete();
  }

  @Override
  public void field(MimeEntity entity, byte[] field) {}

  @Override
  public void headerEnd(MimeEntity entity, boolean blankLine) {
    lineLength = 0;
    octetsInBody = 0;
    eightBitOctets = 0;
    nul = false;
    longLine = false;
  }

  @Override
  public void body(MimeEntity entity, byte[] octets, int length, byte[] terminator) {
    for (int i = 0; i < length; i++) {
      if (octets[i] < 0) {
        eightBitOctets++;
      } else if (octets[i] == 0) {
        nul = true;
      }
    }
    if (entity.index() == 0 && wholeIsUtf8) {
      wholeIsUtf8 = utf8.take(octets, length);
    }
    octetsInBody += length;
    lineLength += length;
    longLine |= lineLength > ContentTraits.LINE_LIMIT;
    if (terminator.length > 0) {
      lineLength = 0;
    }
  }

  @Override
  public void bodyEnd(MimeEntity entity, boolean atBoundary) {
    boolean eightBit = eightBitOctets > 0 && !eightBitAllowed;
    if (eightBit || nul || longLine) {
      unfit.set(entity.index());
    }
    // Each octet above 127 takes three in quoted-printable; base64 makes four of any three.
    if (entity.isText()
        && eightBitOctets * 6 <= octetsInBody
        && !entity.encoding().equals("binary")) {
      readable.set(entity.index());
    }
  }

  @Override
  public void between(byte[] octets, int length, byte[] terminator) {}

  /** Whether octets that come in pieces are well-formed UTF-8, but for overlong forms. */
  static final class Utf8Check {
    private int expected;

    boolean take(byte[] octets, int length) {
      for (int i = 0; i < length; i++) {
        int octet = octets[i] & 0xff;
        boolean continuation = (octet & 0xc0) == 0x80;
        if (continuation != expected > 0) {
          return false;
        }
        if (continuation) {
          expected--;
        } else if (octet >= 0xc2 && octet <= 0xf4) {
          expected = octet >= 0xf0 ? 3 : octet >= 0xe0 ? 2 : 1;
        } else if (octet >= 0x80) {
          return false;
        }
      }
      return true;
    }

    boolean isComplete() {
      return expected == 0;
    }
  }
}
