// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.cli.server.Json;
import java.util.List;

/**
 * The policies in use, for a human.
 *
 * @param when tells ages
 */
public record PolicyText(When when) {
  private static final int LABEL = 12;

  /** All of them. */
  public String of(List<Json> policies) {
    Columns columns = new Columns(LABEL);
    for (Json policy : policies) {
      columns.title(policy.text("name", ""));
      columns.row(
          "in use",
          "since " + When.moment(policy.instant("inUseSince")),
          when.age(policy.instant("inUseSince")) + " ago");
      if (policy.flag("changedSince")) {
        columns.row("changed", "and not taken over", "what was read before stays in use");
      }
      for (Json problem : policy.items("problems")) {
        columns.row(problem.text("severity", "error"), text(problem), "");
      }
    }
    return policies.isEmpty() ? "no policy is in use: all mail goes direct\n" : columns.toString();
  }

  /** Whether what its files say is not what is in use. */
  public static boolean isBroken(Json policy) {
    return policy.flag("changedSince")
        || policy.items("problems").stream()
            .anyMatch(problem -> problem.text("severity", "error").equals("error"));
  }

  private static String text(Json problem) {
    return problem.asText().orElseGet(() -> problem.text("text", ""));
  }
}
