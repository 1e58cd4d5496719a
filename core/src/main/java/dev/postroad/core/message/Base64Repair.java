// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Breaks base64 into lines that may travel, and drops the octets that do not belong there, as every
 * decoder does (RFC 2045 §6.8).
 */
final class Base64Repair implements BodyEncoder {
  private static final int LINE = 76;

  private final OutputStream out;
  private final byte[] line = new byte[LINE + 2];
  private int filled;

  Base64Repair(OutputStream out) {
    this.out = out;
  }

  @Override
  public void take(byte[] octets, int length, byte[] terminator) throws IOException {
    for (int i = 0; i < length; i++) {
      if (isBase64(octets[i])) {
        line[filled++] = octets[i];
        if (filled == LINE) {
          flushLine();
        }
      }
    }
  }

  private static boolean isBase64(byte octet) {
    return (octet >= 'A' && octet <= 'Z')
        || (octet >= 'a' && octet <= 'z')
        || (octet >= '0' && octet <= '9')
        || octet == '+'
        || octet == '/'
        || octet == '=';
  }

  private void flushLine() throws IOException {
    line[filled] = '\r';
    line[filled + 1] = '\n';
    out.write(line, 0, filled + 2);
    filled = 0;
  }

  @Override
  public void end(boolean atBoundary) throws IOException {
    if (filled > 0) {
      flushLine();
    }
  }
}
