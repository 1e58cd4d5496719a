// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One line of the routes table.
 *
 * @param place where it is written, with the conditions as its text
 * @param conditions all of which must hold; at least one
 * @param ofProgress those among them that ask for the attempt; usually none
 * @param route the way if they do
 * @param branch its line in the stamp of a mail of which other rules may decide later attempts
 * @param stamp for mail that the rule alone decides
 */
record RelayRule(
    SourceLine place,
    List<Condition> conditions,
    List<Condition> ofProgress,
    Route route,
    RouteStamp.Branch branch,
    RouteStamp stamp) {

  /** A rule with its place as far as that is known. */
  RelayRule(SourceLine place, List<Condition> conditions, Route route) {
    this(
        place,
        conditions,
        conditions.stream().filter(Condition::dependsOnProgress).toList(),
        route);
  }

  private RelayRule(
      SourceLine place, List<Condition> conditions, List<Condition> ofProgress, Route route) {
    this(
        place.withText(text(conditions)),
        List.copyOf(conditions),
        ofProgress,
        route,
        RouteStamp.Branch.of(ofProgress, route),
        RouteStamp.of(route));
  }

  /** Conditions as an operator writes them. */
  static String text(List<Condition> conditions) {
    return conditions.stream().map(Condition::toString).collect(Collectors.joining(" "));
  }

  /** Whether all holds that is asked of the mail, whatever the attempt. */
  boolean matches(Subject subject) {
    for (Condition condition : conditions) {
      if (!condition.dependsOnProgress() && !condition.holds(subject)) {
        return false;
      }
    }
    return true;
  }

  /** What it decides for all attempts. */
  Decision decision() {
    return new Decision(route, place, stamp, List.of(place));
  }

  /** Whether every mail matches, so that no rule behind this one is ever asked. */
  boolean matchesAll() {
    return conditions.stream().allMatch(condition -> condition instanceof Condition.Always);
  }
}
