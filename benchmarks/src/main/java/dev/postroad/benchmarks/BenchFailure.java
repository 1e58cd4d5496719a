// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.Tally;
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

  /**
   * Fails unless every mail arrived and none did twice.
   *
   * @param mails that were sent
   * @param arrived what arrived when nothing more was to come
   */
  static void unlessArrivedOnce(int mails, Tally arrived) throws BenchFailure {
    if (arrived.repeated() != 0 || arrived.mails() != mails) {
      throw because(
          "%d mails were sent; %d arrived, %d of them for the second time"
              .formatted(mails, arrived.mails(), arrived.repeated()));
    }
  }

  boolean isForLackOfRights() {
    return forLackOfRights;
  }
}
