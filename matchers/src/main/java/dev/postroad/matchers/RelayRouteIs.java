// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.setup.MatcherConditions;
import dev.postroad.james.Entrance;
import dev.postroad.james.RelayPolicies;
import dev.postroad.james.Stamps;
import dev.postroad.james.WholeConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.inject.Inject;
import org.apache.mailet.Mail;

/**
 * Matches the recipients for whom a {@code RelayPolicy} before this has decided such a route. An
 * item of the list is one or more words of a route, all of which must be in it: {@code direct},
 * {@code via}, the name of a relay.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RelayRouteIs=direct, via hub" class="…"/>
 * }</pre>
 */
@ProvidedBy(RelayRouteIs.Door.class)
public final class RelayRouteIs extends ScopedMatcher {
  private final WholeConfiguration whole;
  private final RelayPolicies policies;
  private final List<Set<String>> wanted = new ArrayList<>();

  @Inject
  public RelayRouteIs(WholeConfiguration whole, RelayPolicies policies) {
    this.whole = whole;
    this.policies = policies;
  }

  @Override
  void read(String condition, MatcherConditions conditions) throws ConfigurationProblems {
    Set<String> relays = new TreeSet<>();
    for (Map<String, String> raw : whole.relayPolicies()) {
      policies.open(raw).current().relays().stream().map(RelayHost::name).forEach(relays::add);
    }
    wanted.addAll(conditions.routes(condition, Optional.of(relays)));
  }

  @Override
  Test test(Mail mail) {
    return recipient ->
        Stamps.of(mail, recipient)
            .map(Stamps.Stamp::words)
            .filter(words -> wanted.stream().anyMatch(words::containsAll))
            .isPresent();
  }

  static final class Door extends Entrance<RelayRouteIs> {
    Door() {
      super(RelayRouteIs.class);
    }
  }
}
