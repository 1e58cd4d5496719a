// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import dev.postroad.playground.james.Listeners;
import dev.postroad.playground.james.LoopbackPorts;
import java.net.InetSocketAddress;

/** How loopback ports are chosen. */
enum Ports {
  /** Ports that people can remember, as far as they are free. */
  MEMORABLE {
    @Override
    Listeners james() {
      return new Listeners(
          LoopbackPorts.preferring(2525, LOOPBACK),
          LoopbackPorts.preferring(2110, LOOPBACK),
          LoopbackPorts.preferring(8000, LOOPBACK));
    }

    @Override
    InetSocketAddress dns() {
      return LoopbackPorts.preferring(5353, LOOPBACK);
    }
  },
  /** Any free ports. */
  FREE {
    @Override
    Listeners james() {
      return Listeners.onFreePorts();
    }

    @Override
    InetSocketAddress dns() {
      return LoopbackPorts.free(LOOPBACK);
    }
  };

  private static final String LOOPBACK = "127.0.0.1";

  /** Returns where James A shall listen. */
  abstract Listeners james();

  /** Returns where the DNS server shall listen. */
  abstract InetSocketAddress dns();
}
