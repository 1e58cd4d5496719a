// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.james.Entrance;
import dev.postroad.james.RelayPolicies;
import dev.postroad.james.Stamps;
import dev.postroad.james.WholeConfiguration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.inject.Inject;
import javax.mail.MessagingException;
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
  private static final Set<String> ACTIONS =
      Set.of("direct", "via", "via-any", "then", "hold", "refuse", "discard", "local");

  private final WholeConfiguration whole;
  private final RelayPolicies policies;
  private final List<Set<String>> wanted = new ArrayList<>();

  @Inject
  public RelayRouteIs(WholeConfiguration whole, RelayPolicies policies) {
    this.whole = whole;
    this.policies = policies;
  }

  @Override
  void read(String condition) throws MessagingException {
    Problems problems = new Problems();
    Set<String> known = known(problems);
    for (String item : condition.split(",", -1)) {
      Set<String> words = new TreeSet<>(Arrays.asList(item.strip().split("\\s+", -1)));
      if (item.isBlank()) {
        problems.error(
            name(), '"' + condition + '"', "a route is needed", "write direct, via, or a relay");
      }
      words.stream()
          .filter(word -> !word.isEmpty() && !known.contains(word))
          .forEach(
              word ->
                  problems.error(
                      name(),
                      '"' + word + '"',
                      "no route has this word, and no relay this name",
                      Suggestions.remedy(word, known)));
      wanted.add(words);
    }
    try {
      problems.throwIfErrors();
    } catch (ConfigurationProblems e) {
      throw new MessagingException(e.getMessage(), e);
    }
  }

  private Set<String> known(Problems problems) {
    Set<String> known = new TreeSet<>(ACTIONS);
    for (Map<String, String> raw : whole.relayPolicies()) {
      try {
        policies.open(raw).current().relays().stream().map(RelayHost::name).forEach(known::add);
      } catch (ConfigurationProblems e) {
        problems.addAll(e.problems());
      }
    }
    return known;
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
