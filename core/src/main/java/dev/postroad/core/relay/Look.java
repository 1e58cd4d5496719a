// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.Truth;
import java.util.List;

/**
 * A rule that was looked at for a recipient, and what came of it.
 *
 * @param rule where it is written, with its conditions as text
 * @param answer whether it decides; unknown where that is not known for now
 * @param conditions those that were asked, in order: all of a rule that matched, else those up to
 *     the one that did not hold
 */
public record Look(SourceLine rule, Truth answer, List<Asked> conditions) {
  public Look {
    conditions = List.copyOf(conditions);
  }

  /** Whether it decides. */
  public boolean matched() {
    return answer.isYes();
  }

  /**
   * One condition.
   *
   * @param condition as an operator writes it
   * @param answer whether it is so; unknown where the DNS or a regular expression cannot tell
   * @param saw the value that it was asked of
   */
  public record Asked(String condition, Truth answer, String saw) {

    /** Whether it is known to be so. */
    public boolean holds() {
      return answer.isYes();
    }
  }
}
