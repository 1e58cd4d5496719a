// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks through octets eight at a time. Every message is read for its line ends, so this is where
 * the time of a delivery would go.
 */
final class Octets {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;

  /** One above CR: NUL, TAB, LF, CR and other rare controls are below. */
  private static final int ABOVE_CR = '\r' + 1;

  private Octets() {}

  /** Where the first LF or CR is; {@code end} if there is none. */
  static int lineEnd(byte[] octets, int from, int end) {
    int at = from;
    while (at + Long.BYTES <= end) {
      long controls = below((long) LONGS.get(octets, at), ABOVE_CR);
      if (controls == 0) {
        at += Long.BYTES;
        continue;
      }
      at += Long.numberOfTrailingZeros(controls) / Byte.SIZE;
      if (isLineEnd(octets[at])) {
        return at;
      }
      at++;
    }
    while (at < end && !isLineEnd(octets[at])) {
      at++;
    }
    return at;
  }

  /** Whether some octet is above 127. */
  static boolean anyEightBit(byte[] octets, int from, int end) {
    long all = 0;
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      all |= (long) LONGS.get(octets, at);
    }
    for (; at < end; at++) {
      all |= octets[at] & 0x80;
    }
    return (all & HIGH_BITS) != 0;
  }

  /** Whether some octet is NUL. */
  static boolean anyNul(byte[] octets, int from, int end) {
    long found = 0;
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      found |= below((long) LONGS.get(octets, at), 1);
    }
    for (; at < end; at++) {
      found |= octets[at] == 0 ? 1 : 0;
    }
    return found != 0;
  }

  /**
   * The high bits of those of eight octets that are below a limit. Of several only the lowest is
   * certain: the subtraction borrows from the octets above it.
   */
  private static long below(long eight, int limit) {
    return (eight - ONES * limit) & ~eight & HIGH_BITS;
  }

  private static boolean isLineEnd(byte octet) {
    return octet == '\n' || octet == '\r';
  }
}
