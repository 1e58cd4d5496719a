// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import dev.postroad.testing.smtp.Violation.Kind;
import java.util.EnumMap;
import java.util.Map;

/** Looks for what no content may have; keeps the first place of each kind. */
final class ContentChecker {
  private static final int LONGEST_LINE = 998;

  private final Map<Kind, String> found = new EnumMap<>(Kind.class);
  private long position;
  private int lineLength;
  private byte previous = '\n';

  void check(byte[] buffer, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      byte octet = buffer[i];
      if (previous == '\r' && octet != '\n') {
        note(Kind.BARE_CR, position - 1);
        lineLength++;
      }
      if (octet == '\n') {
        if (previous != '\r') {
          note(Kind.BARE_LF, position);
        }
        lineLength = 0;
      } else if (octet != '\r') {
        countOctet(octet);
      }
      previous = octet;
      position++;
    }
  }

  /** Says that the content is complete, and what was found. */
  Map<Kind, String> finish(boolean chunked) {
    if (previous == '\r') {
      note(Kind.BARE_CR, position - 1);
    }
    if (chunked && position > 0 && previous != '\n') {
      note(Kind.NO_FINAL_CRLF, position);
    }
    return found;
  }

  private void countOctet(byte octet) {
    lineLength++;
    if (lineLength > LONGEST_LINE) {
      note(Kind.LONG_LINE, position);
    }
    if (octet < 0) {
      note(Kind.UNDECLARED_EIGHT_BIT, position);
    } else if (octet == 0) {
      note(Kind.NUL, position);
    }
  }

  private void note(Kind kind, long where) {
    if (!found.containsKey(kind)) {
      found.put(kind, "at octet " + where + " of the content");
    }
  }
}
