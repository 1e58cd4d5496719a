// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Reloadable;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.relay.RelayPolicyConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay policies of this James as they are now: each is read once, however many mailets and
 * hooks go by it, and read anew when its files change.
 */
@Singleton
public final class RelayPolicies {
  private static final Logger LOGGER = LoggerFactory.getLogger(RelayPolicies.class);
  private static final String WHERE = WholeConfiguration.POLICY;

  private final Reloads reloads;
  private final ServerRelays relays;
  private final MxLookups lookups;
  private final JamesFiles files;
  private final DomainListLocal local;
  private final Map<Map<String, String>, Reloadable<RelayPolicyConfig>> policies = new HashMap<>();

  @Inject
  public RelayPolicies(
      Reloads reloads,
      ServerRelays relays,
      MxLookups lookups,
      FileSystem files,
      DomainList domains) {
    this.reloads = reloads;
    this.relays = relays;
    this.lookups = lookups;
    this.files = new JamesFiles(files);
    this.local = new DomainListLocal(domains);
  }

  /**
   * The policy of a mailet's parameters; its relays can be delivered to from now on.
   *
   * @throws ConfigurationProblems with everything that is wrong with it
   */
  public synchronized Reloadable<RelayPolicyConfig> open(Map<String, String> raw)
      throws ConfigurationProblems {
    Map<String, String> key = Map.copyOf(raw);
    Reloadable<RelayPolicyConfig> known = policies.get(key);
    if (known == null) {
      String itself = new TreeMap<>(raw).toString();
      known =
          reloads.follow(WHERE, files, (resolver, current) -> read(raw, itself, resolver, current));
      policies.put(key, known);
    }
    return known;
  }

  /** What the DNS says to policies, for one mail and one thread. */
  public MxLookup lookup() {
    return lookups.forOneMail();
  }

  private RelayPolicyConfig read(
      Map<String, String> raw,
      String itself,
      FileResolver resolver,
      Optional<RelayPolicyConfig> current)
      throws ConfigurationProblems {
    RelayPolicyConfig config =
        RelayPolicyConfig.parse(raw, WHERE, RelayPolicyConfig.Surroundings.of(resolver, local));
    List<Problem> gone = current.map(before -> config.goneSince(before, WHERE)).orElseGet(List::of);
    if (!gone.isEmpty()) {
      throw new ConfigurationProblems(gone);
    }
    relays.set(itself, config.relays(), WHERE);
    config.warnings().stream().map(Problem::toString).forEach(LOGGER::warn);
    return config;
  }
}
