// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Problems;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Finds rules for mail so large that none of their relays takes it, so that all of it bounces.
 * Nothing is said unless that is certain.
 */
final class TooLarge {
  private TooLarge() {}

  /**
   * Warns of such a rule.
   *
   * @param rule one that may decide: of what gets no mail, no mail fails
   */
  static void check(RelayRule rule, ConditionPlaces places, Problems problems) {
    List<RelayHost> relays = rule.route().relays();
    if (relays.isEmpty() || rule.route().isDirectAnywhere()) {
      return;
    }
    long most =
        relays.stream()
            .mapToLong(relay -> relay.terms().maxSize().orElse(Long.MAX_VALUE))
            .max()
            .getAsLong();
    List<Condition> conditions = rule.conditions();
    OptionalInt tooLarge =
        IntStream.range(0, conditions.size())
            .filter(each -> least(conditions.get(each)) > most)
            .findFirst();
    if (tooLarge.isPresent()) {
      problems.warning(
          places.of(rule.place(), tooLarge.getAsInt()),
          '"' + rule.place().text() + '"',
          "all its mail fails with 5.3.4, since none of its relays takes more than "
              + most
              + " octets",
          "raise their maxSize=, or lead this mail another way");
    }
  }

  /** The least octets of a mail that a condition holds for, as far as it says. */
  private static long least(Condition condition) {
    if (condition instanceof Condition.AnyOf any) {
      OptionalLong least = any.conditions().stream().mapToLong(TooLarge::least).min();
      return least.orElse(0);
    }
    return condition instanceof Condition.Size size ? size.range().least() : 0;
  }
}
