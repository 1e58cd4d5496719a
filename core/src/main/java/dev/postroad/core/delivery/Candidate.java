// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;

/**
 * One host at one address, to be tried now.
 *
 * @param planned the host it is of
 * @param address where to connect
 * @param tls what TLS must prove at this try; differs from the plan's only when an opportunistic
 *     handshake failed before
 * @param fresh whether a session kept from before must not be used
 */
record Candidate(PlannedHost planned, InetAddress address, TlsDemand tls, boolean fresh) {

  static Candidate of(PlannedHost planned, InetAddress address) {
    return new Candidate(planned, address, planned.tls(), false);
  }

  Candidate withFreshSession() {
    return new Candidate(planned, address, tls, true);
  }

  Candidate withoutTls() {
    TlsDemand clear =
        new TlsDemand(
            TlsDemand.Level.NONE, tls.names(), tls.because() + ", after a failed handshake");
    return new Candidate(planned, address, clear, true);
  }

  /** Whether both are tries at the same place, however they are made. */
  boolean isSamePlaceAs(Candidate other) {
    return address.equals(other.address) && planned.port() == other.planned.port();
  }
}
