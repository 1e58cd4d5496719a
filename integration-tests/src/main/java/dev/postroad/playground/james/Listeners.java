// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.net.InetSocketAddress;

/** Where a James listens; every address is a loopback address with a fixed port. */
public record Listeners(
    InetSocketAddress smtp, InetSocketAddress pop3, InetSocketAddress webAdmin) {

  /** Returns listeners on 127.0.0.1, at ports that were free a moment ago. */
  public static Listeners onFreePorts() {
    return new Listeners(
        LoopbackPorts.free("127.0.0.1"),
        LoopbackPorts.free("127.0.0.1"),
        LoopbackPorts.free("127.0.0.1"));
  }
}
