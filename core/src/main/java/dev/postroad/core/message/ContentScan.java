// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

/** Takes a message as the host keeps it, learns its traits, and passes it on as it travels. */
final class ContentScan extends OutputStream {
  private final WireText text;
  private boolean eightBit;
  private boolean nul;

  ContentScan(OutputStream out) {
    text = WireText.plain(out);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    int end = offset + length;
    eightBit = eightBit || Octets.anyEightBit(octets, offset, end);
    nul = nul || Octets.anyNul(octets, offset, end);
    text.write(octets, offset, length);
  }

  /** The traits; to be called once, after the whole message. */
  ContentTraits finish() throws IOException {
    text.finish();
    return new ContentTraits(text.size(), eightBit, nul, text.longestLine());
  }

  /** Whether some line begins with a dot. */
  boolean anyLeadingDot() {
    return text.anyLeadingDot();
  }
}
