// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.sink;

import java.nio.ByteBuffer;

/** Finds the lone dot that ends a message (RFC 5321 §4.1.1.4) in content that comes in pieces. */
final class EndOfContent {
  private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};

  /** How many octets of {@link #END} the content seen so far ends with. */
  private int matched;

  /** Begins a message: its first line may be the dot already. */
  void begin() {
    matched = 2;
  }

  /** Takes octets up to the end of the message, or all; returns whether the end was there. */
  boolean take(ByteBuffer content) {
    byte[] octets = content.array();
    int from = content.arrayOffset() + content.position();
    int limit = content.arrayOffset() + content.limit();
    for (int i = from; i < limit; i++) {
      byte octet = octets[i];
      if (octet == END[matched]) {
        matched++;
        if (matched == END.length) {
          content.position(i + 1 - content.arrayOffset());
          return true;
        }
      } else {
        matched = octet == '\r' ? 1 : 0;
      }
    }
    content.position(content.limit());
    return false;
  }
}
