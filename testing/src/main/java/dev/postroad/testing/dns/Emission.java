// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Bytes to send in answer to one question, and over UDP from where. */
final class Emission {
  private final byte[] bytes;
  private final Optional<InetSocketAddress> source;

  Emission(byte[] bytes) {
    this(bytes, Optional.empty());
  }

  Emission(byte[] bytes, Optional<InetSocketAddress> source) {
    this.bytes = bytes;
    this.source = source;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Empty for the server's own socket. */
  Optional<InetSocketAddress> source() {
    return source;
  }
}
