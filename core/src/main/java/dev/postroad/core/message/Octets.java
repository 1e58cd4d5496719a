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
    int at = control(octets, from, end);
    while (at < end && octets[at] != '\n' && octets[at] != '\r') {
      at = control(octets, at + 1, end);
    }
    return at;
  }

  /** Where the first octet is that is CR or below it; {@code end} if there is none. */
  static int control(byte[] octets, int from, int end) {
    int at = from;
    while (at + Long.BYTES <= end && !hasControl((long) LONGS.get(octets, at))) {
      at += Long.BYTES;
    }
    while (at < end && (octets[at] < 0 || octets[at] >= ABOVE_CR)) {
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

  /** Whether some of eight octets may be below {@link #ABOVE_CR}; says yes too often, not no. */
  private static boolean hasControl(long eight) {
    return ((eight - ONES * ABOVE_CR) & ~eight & HIGH_BITS) != 0;
  }
}
