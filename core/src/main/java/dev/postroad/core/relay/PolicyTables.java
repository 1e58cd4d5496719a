// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Key;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.RelayPolicyKeys;
import dev.postroad.core.config.Settings;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.TableSource;
import java.util.ArrayList;
import java.util.List;

/** The lines of the three tables of a policy, wherever they are written. */
record PolicyTables(List<TableLine> relays, List<TableLine> classes, List<TableLine> routes) {

  /** From three keys, or from one with all of them. */
  static PolicyTables of(Settings settings, TableSource source, Problems problems) {
    if (settings.isGiven(RelayPolicyKeys.POLICY)) {
      return divide(lines(settings, RelayPolicyKeys.POLICY, source), problems);
    }
    return new PolicyTables(
        lines(settings, RelayPolicyKeys.RELAYS, source),
        lines(settings, RelayPolicyKeys.CLASSES, source),
        lines(settings, RelayPolicyKeys.ROUTES, source));
  }

  private static List<TableLine> lines(Settings settings, Key<String> key, TableSource source) {
    return settings
        .given(key)
        .map(text -> source.lines(text, settings.where(key)))
        .orElse(List.of());
  }

  /** Sorts lines by the {@code [table]} that heads them. */
  private static PolicyTables divide(List<TableLine> lines, Problems problems) {
    PolicyTables tables = new PolicyTables(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<TableLine> current = new ArrayList<>();
    boolean headed = false;
    for (TableLine line : lines) {
      String text = line.place().text();
      boolean header = line.tokens().size() == 1 && text.startsWith("[") && text.endsWith("]");
      if (header) {
        headed = true;
        current =
            switch (text) {
              case "[relays]" -> tables.relays;
              case "[classes]" -> tables.classes;
              case "[routes]" -> tables.routes;
              default -> {
                problems.error(
                    line.place().where(),
                    text,
                    "there is no such table",
                    Suggestions.remedy(text, List.of("[relays]", "[classes]", "[routes]")));
                yield new ArrayList<>();
              }
            };
      } else if (headed) {
        current.add(line);
      } else {
        problems.error(
            line.place().where(),
            "this line belongs to no table",
            "none is named above it",
            "put [relays], [classes] or [routes] on a line above it");
        headed = true;
      }
    }
    return tables;
  }
}
