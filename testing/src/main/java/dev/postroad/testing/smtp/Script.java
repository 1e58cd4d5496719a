// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The rules of a server, in the order written. */
final class Script {
  private final List<Rule> rules = new CopyOnWriteArrayList<>();

  Rule add(EnumSet<Stage> stages) {
    Rule rule = new Rule(stages);
    rules.add(rule);
    return rule;
  }

  void clear() {
    rules.clear();
  }

  Optional<Rule> ruleFor(Rule.Moment moment) {
    for (Rule rule : rules) {
      if (rule.takes(moment)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  /** The rule for arriving content, once enough of it has arrived. */
  Optional<Rule> contentRule(Rule.Moment moment, long octets) {
    for (Rule rule : rules) {
      if (rule.concerns(Stage.CONTENT) && octets >= rule.contentOctets() && rule.takes(moment)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}
