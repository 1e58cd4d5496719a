// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import java.net.InetAddress;
import java.util.List;

/**
 * One host that takes mail for a domain, as planned.
 *
 * @param name canonical host name, or the bare address of an address literal
 * @param preference its MX preference; 0 for an implicit MX or a literal
 * @param addresses where to connect, in the order to try them; at least one exactly if the state is
 *     {@link State#USABLE}
 * @param authentic whether MX and address records were all vouched for by DNSSEC
 * @param state whether it can be tried, and if not, what is in the way
 * @param problem for the operator: why there are no addresses, or not all; empty if nothing is
 *     wrong
 */
public record MxHost(
    String name,
    int preference,
    List<InetAddress> addresses,
    boolean authentic,
    State state,
    String problem) {

  /** Whether a host can be tried. */
  public enum State {
    /** It has an address. */
    USABLE,
    /** The DNS did not answer for its addresses: nothing is known of it. */
    UNANSWERED,
    /**
     * It has addresses, and the operator's settings exclude them: their network or their family.
     */
    FORBIDDEN,
    /** It has no address that could be anybody's post office. */
    NOWHERE
  }

  public MxHost {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() == (state == State.USABLE)) {
      throw new IllegalArgumentException(name + " is " + state + " with " + addresses);
    }
  }
}
