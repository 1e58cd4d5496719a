// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Reads what claims to be quoted-printable and writes what is: octets that should have been escaped
 * are, lines that are too long are broken softly, and an equals sign that begins no escape stands
 * for itself.
 */
final class QuotedPrintableRepair implements BodyEncoder {
  private final QuotedPrintableEncoder encoder;
  private final byte[] held = new byte[3];
  private int heldCount;

  QuotedPrintableRepair(OutputStream out) {
    this.encoder = new QuotedPrintableEncoder(out);
  }

  @Override
  public void take(byte[] octets, int length, byte[] terminator) throws IOException {
    for (int i = 0; i < length; i++) {
      take(octets[i]);
    }
    if (terminator.length > 0) {
      boolean soft = heldCount == 1;
      if (soft) {
        heldCount = 0;
      } else {
        releaseHeld();
        encoder.lineBreak();
      }
    }
  }

  private void take(byte octet) throws IOException {
    if (heldCount == 0 && octet != '=') {
      encoder.octet(octet);
      return;
    }
    if (heldCount > 0 && Character.digit(octet, 16) < 0) {
      releaseHeld();
      take(octet);
      return;
    }
    held[heldCount++] = octet;
    if (heldCount == 3) {
      heldCount = 0;
      encoder.octet((byte) (Character.digit(held[1], 16) * 16 + Character.digit(held[2], 16)));
    }
  }

  private void releaseHeld() throws IOException {
    for (int i = 0; i < heldCount; i++) {
      encoder.octet(held[i]);
    }
    heldCount = 0;
  }

  @Override
  public void end(boolean atBoundary) throws IOException {
    releaseHeld();
    encoder.end(atBoundary);
  }
}
