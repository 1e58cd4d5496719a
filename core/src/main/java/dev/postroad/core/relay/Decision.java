// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import java.util.List;

/**
 * Which way a mail goes to one recipient, and why.
 *
 * @param route the way it goes now
 * @param rule the rule that decided, with what it matches on as its text
 * @param stamp the way it goes now and at later attempts
 * @param rules the rule of each way of the stamp
 */
public record Decision(Route route, SourceLine rule, RouteStamp stamp, List<SourceLine> rules) {
  public Decision {
    rules = List.copyOf(rules);
  }

  /** A decision that holds for all attempts. */
  public Decision(Route route, SourceLine rule) {
    this(route, rule, RouteStamp.of(route), List.of(rule));
  }
}
