// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.sink;

import java.util.Arrays;

/**
 * When which mail arrived. A mail is known by the number that the local part of its recipient ends
 * with.
 */
public final class Arrivals {
  private static final int AT_FIRST = 16_384;

  /** By number; zero where nothing arrived. */
  private long[] nanos = new long[AT_FIRST];

  Arrivals() {}

  /** Notes a mail; returns whether it is the first of its number. */
  boolean add(int number, long now) {
    if (number >= nanos.length) {
      nanos = Arrays.copyOf(nanos, Math.max(number + 1, 2 * nanos.length));
    }
    boolean first = nanos[number] == 0;
    if (first) {
      nanos[number] = now;
    }
    return first;
  }

  void clear() {
    Arrays.fill(nanos, 0);
  }

  /** Returns whether the mail of that number arrived. */
  public boolean has(int number) {
    return number < nanos.length && nanos[number] != 0;
  }

  /** Returns when the mail of that number arrived first, by {@link System#nanoTime}. */
  public long nanos(int number) {
    if (!has(number)) {
      throw new IllegalArgumentException("no mail number " + number + " arrived");
    }
    return nanos[number];
  }

  String line() {
    StringBuilder line = new StringBuilder();
    for (int number = 0; number < nanos.length; number++) {
      if (nanos[number] != 0) {
        line.append(number).append(':').append(nanos[number]).append(' ');
      }
    }
    return line.toString().strip();
  }

  static Arrivals ofLine(String line) {
    Arrivals arrivals = new Arrivals();
    if (!line.isEmpty()) {
      for (String one : line.split(" ", -1)) {
        int colon = one.indexOf(':');
        boolean unused =
            arrivals.add(
                Integer.parseInt(one.substring(0, colon)),
                Long.parseLong(one.substring(colon + 1)));
      }
    }
    return arrivals;
  }
}
