// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import dev.postroad.core.outcome.DeliveryStatus;
import java.util.List;

/** What the DNS says of where a domain's mail goes: an immutable decision, made before any I/O. */
public sealed interface MxPlan {

  /**
   * There are hosts to try.
   *
   * @param site the name mail to these hosts is scheduled under
   * @param hosts in the order to try them, the whole plan whatever the limits on tries; at least
   *     one has an address
   */
  record Hosts(SiteName site, List<MxHost> hosts) implements MxPlan {
    public Hosts {
      hosts = List.copyOf(hosts);
      if (hosts.stream().allMatch(host -> host.addresses().isEmpty())) {
        throw new IllegalArgumentException("no host of the plan has an address");
      }
    }
  }

  /** There is no host to try, for now or for good as the status says. */
  sealed interface NoHosts extends MxPlan {
    DeliveryStatus status();
  }

  /** The domain says that it takes no mail (RFC 7505); status 556 5.1.10. */
  record NullMx(DeliveryStatus status) implements NoHosts {}

  /** The best host that takes this domain's mail is ourselves; status 5.4.6. */
  record LoopsToSelf(DeliveryStatus status) implements NoHosts {}

  /** No host can be told. */
  record Unresolvable(DeliveryStatus status) implements NoHosts {}
}
