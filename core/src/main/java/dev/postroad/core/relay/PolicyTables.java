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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lines of the tables of a policy, wherever they are written.
 *
 * @param permit empty if there is no such table, which is another thing than one without lines
 */
record PolicyTables(
    List<TableLine> relays,
    List<TableLine> classes,
    Optional<Permit> permit,
    List<TableLine> routes) {
  private static final List<String> HEADERS =
      List.of("[relays]", "[classes]", "[permit]", "[routes]");

  /**
   * The table of those who may relay.
   *
   * @param where it begins
   */
  record Permit(String where, List<TableLine> lines) {}

  /** From one key for each, or from one with all of them. */
  static PolicyTables of(Settings settings, TableSource source, Problems problems) {
    if (settings.isGiven(RelayPolicyKeys.POLICY)) {
      List<TableLine> lines = lines(settings, RelayPolicyKeys.POLICY, source);
      if (lines.isEmpty()) {
        warnOfNoRoutes(lines, settings.where(RelayPolicyKeys.POLICY), problems);
      }
      return divide(lines, problems);
    }
    List<TableLine> routes = lines(settings, RelayPolicyKeys.ROUTES, source);
    if (settings.isGiven(RelayPolicyKeys.ROUTES)) {
      warnOfNoRoutes(routes, settings.where(RelayPolicyKeys.ROUTES), problems);
    }
    Optional<Permit> permit =
        settings.isGiven(RelayPolicyKeys.PERMIT)
            ? Optional.of(
                new Permit(
                    settings.where(RelayPolicyKeys.PERMIT),
                    lines(settings, RelayPolicyKeys.PERMIT, source)))
            : Optional.empty();
    permit.ifPresent(found -> warnOfNoPermit(found, problems));
    return new PolicyTables(
        lines(settings, RelayPolicyKeys.RELAYS, source),
        lines(settings, RelayPolicyKeys.CLASSES, source),
        permit,
        routes);
  }

  /** Whoever names a table means to say something in it. */
  private static void warnOfNoRoutes(List<TableLine> lines, String where, Problems problems) {
    if (lines.isEmpty() && !problems.hasErrors()) {
      problems.warning(
          where,
          "there is no line in it",
          "without rules all mail goes direct",
          "write to * direct if you mean it");
    }
  }

  private static void warnOfNoPermit(Permit permit, Problems problems) {
    if (permit.lines().isEmpty() && !problems.hasErrors()) {
      problems.warning(
          permit.where(),
          "there is no line in it",
          "without a line nobody may relay",
          "write who may, such as user *, or remove the table");
    }
  }

  private static List<TableLine> lines(Settings settings, Key<String> key, TableSource source) {
    return settings
        .given(key)
        .map(text -> source.lines(text, settings.where(key)))
        .orElse(List.of());
  }

  /** Sorts lines by the {@code [table]} that heads them. */
  private static PolicyTables divide(List<TableLine> lines, Problems problems) {
    Map<String, List<TableLine>> tables = new HashMap<>();
    Map<String, String> places = new HashMap<>();
    List<TableLine> current = new ArrayList<>();
    boolean headed = false;
    for (TableLine line : lines) {
      String text = line.place().text();
      boolean header = line.tokens().size() == 1 && text.startsWith("[") && text.endsWith("]");
      if (header) {
        headed = true;
        if (!HEADERS.contains(text)) {
          problems.error(
              line.place().where(),
              text,
              "there is no such table",
              Suggestions.remedy(text, HEADERS));
        }
        String earlier = places.putIfAbsent(text, line.place().where());
        if (earlier != null) {
          problems.error(
              line.place().where(),
              text,
              "this table is there already: " + earlier,
              "join the two");
        }
        current = tables.computeIfAbsent(text, name -> new ArrayList<>());
      } else if (headed) {
        current.add(line);
      } else {
        problems.error(
            line.place().where(),
            "this line belongs to no table",
            "none is named above it",
            "put [relays], [classes], [permit] or [routes] on a line above it");
        headed = true;
      }
    }
    List<TableLine> routes = tables.getOrDefault("[routes]", List.of());
    Optional.ofNullable(places.get("[routes]"))
        .ifPresent(where -> warnOfNoRoutes(routes, where, problems));
    Optional<Permit> permit =
        Optional.ofNullable(tables.get("[permit]"))
            .map(found -> new Permit(places.getOrDefault("[permit]", ""), found));
    permit.ifPresent(found -> warnOfNoPermit(found, problems));
    return new PolicyTables(
        tables.getOrDefault("[relays]", List.of()),
        tables.getOrDefault("[classes]", List.of()),
        permit,
        routes);
  }
}
