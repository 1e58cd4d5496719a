// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.TableLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the table of routes: conditions, all of which must hold, and an action.
 *
 * <pre>{@code
 * from @payroll.example            via hub, backup
 * to class:partner not user *      direct tls=require
 * to .no-such.example              refuse 550 5.1.2 "that domain takes no mail"
 * to *                             direct
 * }</pre>
 */
final class RouteTable {
  private final ActionReader actions;
  private final ConditionReader conditions;
  private final Problems problems;

  RouteTable(Map<String, RelayHost> relays, ConditionReader conditions, Problems problems) {
    this.actions = new ActionReader(name -> Optional.ofNullable(relays.get(name)), relays.keySet());
    this.conditions = conditions;
    this.problems = problems;
  }

  /** The rules of the table in its order; lines with problems are left out. */
  List<RelayRule> read(List<TableLine> lines) {
    List<RelayRule> rules = new ArrayList<>();
    Optional<RelayRule> last = Optional.empty();
    for (TableLine line : lines) {
      Optional<RelayRule> read = rule(line, Faults.of(line, problems));
      if (read.isPresent()) {
        RelayRule rule = read.get();
        if (last.isPresent()) {
          problems.warning(
              line.where(line.tokens().get(0)),
              '"' + line.place().text() + '"',
              "it is never reached, since every mail matches "
                  + last.get().place().where()
                  + " ("
                  + last.get().place().text()
                  + ")",
              "move it up, or remove it");
        }
        rules.add(rule);
        if (last.isEmpty() && rule.matchesAll()) {
          last = read;
        }
      }
    }
    return rules;
  }

  /** Those that mail gets to: up to the first that every mail matches. */
  static List<RelayRule> reached(List<RelayRule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).matchesAll()) {
        return rules.subList(0, i + 1);
      }
    }
    return rules;
  }

  /** Empty if something is wrong with the line. */
  private Optional<RelayRule> rule(TableLine line, Faults faults) {
    Cursor cursor = new Cursor(line);
    List<Condition> read = conditions.all(cursor, line, ActionReader::isNext, faults);
    if (faults.any() && !cursor.hasNext()) {
      // The action is among what could not be read.
      return Optional.empty();
    }
    if (read.isEmpty() && !faults.any()) {
      faults.add(
          new InvalidValueException(
                  "it does not say which mail it is for",
                  "write to * before the action for all mail")
              .at(cursor.last()));
    }
    return actions
        .read(cursor, line.place().where(), faults)
        .map(route -> new RelayRule(line.place(), read, route));
  }
}
