// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;

/** A measurement that cannot be made, or whose result would mean nothing. */
final class BenchFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean forLackOfRights;

  private BenchFailure(String message, boolean forLackOfRights) {
    super(message);
    this.forLackOfRights = forLackOfRights;
  }

  static BenchFailure because(String message) {
    return new BenchFailure(message, false);
  }

  /** This machine does not let us use a port that stock James is bound to. */
  static BenchFailure noPort(String message) {
    return new BenchFailure(message, true);
  }

  boolean isForLackOfRights() {
    return forLackOfRights;
  }
}
