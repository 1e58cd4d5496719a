// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds line ends, eight octets at a time, and remembers what else it came across. Every message is
 * looked through for its line ends, so this is where the time of a delivery would go.
 */
final class LineFinder {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;

  /** One above CR: NUL, TAB, LF, CR and other rare controls are below. */
  private static final int ABOVE_CR = '\r' + 1;

  private long seenBits;
  private boolean seenNul;

  /** Where the first LF or CR is; {@code end} if there is none. */
  int lineEnd(byte[] octets, int from, int end) {
    long bits = 0;
    int at = from;
    while (at + Long.BYTES <= end) {
      long eight = (long) LONGS.get(octets, at);
      bits |= eight;
      long controls = (eight - ONES * ABOVE_CR) & ~eight & HIGH_BITS;
      if (controls == 0) {
        at += Long.BYTES;
        continue;
      }
      // Of several only the lowest is certain: the subtraction borrows from the octets above it.
      at += Long.numberOfTrailingZeros(controls) / Byte.SIZE;
      if (isLineEnd(octets[at])) {
        break;
      }
      at++;
    }
    if (at + Long.BYTES > end) {
      while (at < end && !isLineEnd(octets[at])) {
        bits |= octets[at++];
      }
    }
    seenBits |= bits;
    return at;
  }

  private boolean isLineEnd(byte octet) {
    seenNul |= octet == 0;
    return octet == '\n' || octet == '\r';
  }

  /**
   * Whether some octet is above 127, of those before the line ends that were found, and maybe of
   * those up to the end of where they were looked for.
   */
  boolean hasSeenEightBit() {
    return (seenBits & HIGH_BITS) != 0;
  }

  /** Whether some octet before the line ends that were found is NUL. */
  boolean hasSeenNul() {
    return seenNul;
  }
}
