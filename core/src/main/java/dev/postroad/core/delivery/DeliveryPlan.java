// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.mx.MxPlan;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where one request may be delivered: decided whole, before any connection is made. */
public sealed interface DeliveryPlan {

  /** The sites of all next hops in their order; empty if there is nowhere to go. */
  List<SiteName> siteNames();

  /**
   * There are hosts to try.
   *
   * @param nextHops at least one, in the order to try them: the recipients' own post office, or
   *     relay after relay
   * @param unknown set if some host could not be resolved for the time being: then failure at all
   *     the others is not yet for good
   */
  record Hosts(List<NextHop> nextHops, Optional<DeliveryStatus> unknown) implements DeliveryPlan {
    public Hosts {
      nextHops = List.copyOf(nextHops);
      if (nextHops.isEmpty()) {
        throw new IllegalArgumentException("a plan with hosts leads somewhere");
      }
    }

    /** The hosts of all next hops, in the order to try them. */
    public List<PlannedHost> hosts() {
      return nextHops.stream().flatMap(hop -> hop.hosts().stream()).toList();
    }

    @Override
    public List<SiteName> siteNames() {
      return nextHops.stream().map(NextHop::site).toList();
    }

    /** The sites of all next hops in their order, separated by commas: for a human to read. */
    public String sites() {
      return siteNames().stream().map(SiteName::text).collect(Collectors.joining(", "));
    }
  }

  /**
   * There is nowhere to go, for now or for good as the status says.
   *
   * @param status why
   * @param mx what the DNS says of the domain, if that is why; empty where a rule or a relay is
   * @param site of the relay that would be the next hop and cannot be found; empty if there is none
   */
  record Nowhere(DeliveryStatus status, Optional<MxPlan.NoHosts> mx, Optional<SiteName> site)
      implements DeliveryPlan {

    @Override
    public List<SiteName> siteNames() {
      return List.of();
    }

    /** For another reason than what the DNS says of the domain. */
    public Nowhere(DeliveryStatus status) {
      this(status, Optional.empty(), Optional.empty());
    }

    /** Because a relay cannot be found. */
    Nowhere(DeliveryStatus status, SiteName relay) {
      this(status, Optional.empty(), Optional.of(relay));
    }

    /** Because of what the DNS says of the domain. */
    public Nowhere(MxPlan.NoHosts mx) {
      this(mx.status(), Optional.of(mx), Optional.empty());
    }

    /** Whether the DNS knows no host for the domain, be it for now or for good. */
    public boolean isUnresolved() {
      return mx.filter(MxPlan.Unresolvable.class::isInstance).isPresent();
    }
  }
}
