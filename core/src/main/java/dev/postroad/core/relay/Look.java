// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule that was looked at for a recipient, and what came of it.
 *
 * @param rule where it is written, with its conditions as text
 * @param matched whether it decides
 * @param conditions those that were asked, in order: all of a rule that matched, else those up to
 *     the one that did not hold
 */
public record Look(SourceLine rule, boolean matched, List<Asked> conditions) {
  public Look {
    conditions = List.copyOf(conditions);
  }

  /**
   * One condition.
   *
   * @param condition as an operator writes it
   * @param holds whether it is so
   * @param saw the value that it was asked of
   */
  public record Asked(String condition, boolean holds, String saw) {}

  /** Looks at a rule's conditions as deciding does. */
  static Look at(SourceLine rule, List<Condition> conditions, Subject subject) {
    List<Asked> asked = new ArrayList<>();
    for (Condition condition : conditions) {
      boolean holds = condition.holds(subject);
      asked.add(new Asked(condition.toString(), holds, condition.saw(subject)));
      if (!holds) {
        return new Look(rule, false, asked);
      }
    }
    return new Look(rule, true, asked);
  }
}
