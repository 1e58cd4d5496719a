// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.RelayRegistry;
import java.util.Collection;
import javax.inject.Inject;
import javax.inject.Singleton;

/** The designated relays of all policies of this James, for whoever delivers what they stamped. */
@Singleton
public final class ServerRelays {
  private final RelayRegistry registry = new RelayRegistry();

  @Inject
  public ServerRelays() {}

  /**
   * Takes over the relays of a policy, in place of those that it had before.
   *
   * @param policy tells it from others
   * @param where it stands
   * @throws ConfigurationProblems if a name means another relay in another policy
   */
  void set(String policy, Collection<RelayHost> relays, String where) throws ConfigurationProblems {
    registry.register(policy, relays, where);
  }

  RelayRegistry registry() {
    return registry;
  }
}
