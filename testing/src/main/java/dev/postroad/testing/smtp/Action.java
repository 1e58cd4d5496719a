// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.time.Duration;
import java.util.Optional;

/** One thing that a rule makes the server do. */
sealed interface Action {
  /** Bytes to write; consecutive ones leave in one segment. The first of a rule decides. */
  final class Send implements Action {
    final byte[] bytes;

    Send(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /** Bytes to write one at a time. */
  final class Drip implements Action {
    final byte[] bytes;
    final Duration each;

    Drip(byte[] bytes, Duration each) {
      this.bytes = bytes;
      this.each = each;
    }
  }

  /** Bytes to write again and again until the connection is closed. */
  final class Endless implements Action {
    final byte[] bytes;

    Endless(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /** What the server would have replied without the rule. */
  record Default() implements Action {}

  /**
   * A pause.
   *
   * @param length empty for as long as the connection lives
   * @param reading whether arriving bytes are still taken from the socket, so that the peer's
   *     writes succeed and its close is seen
   */
  record Stall(Optional<Duration> length, boolean reading) implements Action {}

  /** A wait until the client has sent something more. */
  record AwaitInput() implements Action {}

  /**
   * The end of the connection.
   *
   * @param reset whether by RST instead of FIN
   */
  record Close(boolean reset) implements Action {}
}
