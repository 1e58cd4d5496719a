// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;

/**
 * One host at one address, to be tried now.
 *
 * @param planned the host it is of
 * @param address where to connect
 * @param tls what TLS must prove at this try; differs from the plan's only when opportunistic
 *     handshakes failed before
 * @param fresh whether a session kept from before must not be used
 * @param again whether this mail has just tried this place
 */
record Candidate(
    PlannedHost planned, InetAddress address, TlsDemand tls, boolean fresh, boolean again) {

  static Candidate of(PlannedHost planned, InetAddress address) {
    return new Candidate(planned, address, planned.tls(), false, false);
  }

  Candidate onceMore() {
    return new Candidate(planned, address, tls, fresh, true);
  }

  Candidate withFreshSession() {
    return new Candidate(planned, address, tls, true, true);
  }

  Candidate withoutTls() {
    TlsDemand clear =
        new TlsDemand(
            TlsDemand.Level.NONE, tls.names(), tls.because() + ", after a failed handshake");
    return new Candidate(planned, address, clear, false, again);
  }

  /** Whether TLS is left out although the plan wants it. */
  boolean isWithoutTls() {
    return planned.tls().wantsTls() && !tls.wantsTls();
  }

  /** Whether both are tries at the same place, however they are made. */
  boolean isSamePlaceAs(Candidate other) {
    return address.equals(other.address) && planned.port() == other.planned.port();
  }
}
