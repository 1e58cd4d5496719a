// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.core.setup.MatcherConditions;
import dev.postroad.james.Entrance;
import dev.postroad.james.Stamps;
import org.apache.mailet.Mail;

/**
 * Matches the recipients whose mail the table {@code permit} of a {@code RelayPolicy} before this
 * lets be relayed. Where no policy has such a table, nobody matches.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RelayPermitted" class="…"/>
 * }</pre>
 */
@ProvidedBy(RelayPermitted.Door.class)
public final class RelayPermitted extends ScopedMatcher {
  @Override
  void read(String condition, MatcherConditions conditions) {
    conditions.none(condition);
  }

  @Override
  Test test(Mail mail) {
    return recipient -> Stamps.isPermitted(mail, recipient);
  }

  static final class Door extends Entrance<RelayPermitted> {
    Door() {
      super(RelayPermitted.class);
    }
  }
}
