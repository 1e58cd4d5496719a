// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.tls.TlsDemand;
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
  private static final List<String> ACTIONS = List.of("direct", "via", "hold", "refuse");

  private final Map<String, RelayHost> relays;
  private final ConditionReader conditions;
  private final Problems problems;

  RouteTable(Map<String, RelayHost> relays, ConditionReader conditions, Problems problems) {
    this.relays = relays;
    this.conditions = conditions;
    this.problems = problems;
  }

  /** The rules of the table in its order; lines with problems are left out. */
  List<RelayRule> read(List<TableLine> lines) {
    List<RelayRule> rules = new ArrayList<>();
    Optional<RelayRule> last = Optional.empty();
    for (TableLine line : lines) {
      Cursor cursor = new Cursor(line);
      try {
        RelayRule rule = rule(line, cursor);
        if (last.isPresent()) {
          problems.warning(
              rule.place().where(),
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
          last = Optional.of(rule);
        }
      } catch (InvalidValueException e) {
        problems.error(line.where(e.at(cursor.last())), '"' + line.place().text() + '"', e);
      }
    }
    return rules;
  }

  private RelayRule rule(TableLine line, Cursor cursor) throws InvalidValueException {
    List<Condition> read = new ArrayList<>();
    while (cursor.hasNext() && ACTIONS.stream().noneMatch(cursor.peek()::is)) {
      if (!read.isEmpty()) {
        cursor.skip("and");
      }
      boolean negated = cursor.skip("not");
      Condition condition = conditions.read(cursor, line);
      read.add(negated ? new Condition.Not(condition) : condition);
    }
    if (read.isEmpty()) {
      throw new InvalidValueException(
          "it does not say which mail it is for", "write to * before the action for all mail");
    }
    Route route = action(cursor, line);
    if (cursor.hasNext()) {
      throw new InvalidValueException(
          "\"" + cursor.peek().text() + "\" follows the action", "remove it");
    }
    return new RelayRule(line.place(), read, route);
  }

  private Route action(Cursor cursor, TableLine line) throws InvalidValueException {
    String action = cursor.next("an action (direct, via, hold or refuse)").text();
    return switch (action) {
      case "direct" -> direct(cursor, line);
      case "via" -> via(cursor);
      case "hold" -> new Route.Hold();
      default -> refuse(cursor);
    };
  }

  private static Route direct(Cursor cursor, TableLine line) throws InvalidValueException {
    if (!cursor.hasNext()) {
      return new Route.Direct(Optional.empty());
    }
    Optional<Token.Option> option = cursor.peek().option();
    if (option.isEmpty() || !option.get().name().equals("tls")) {
      throw new InvalidValueException(
          "behind direct there can only be tls=", "write direct tls=require");
    }
    cursor.next("tls=");
    TlsDemand tls = TlsOption.parse(option.get().value(), line.place().where());
    return new Route.Direct(Optional.of(tls));
  }

  private Route via(Cursor cursor) throws InvalidValueException {
    List<RelayHost> hops = new ArrayList<>();
    for (Token name : cursor.list("the name of a relay")) {
      RelayHost relay = relays.get(name.text());
      if (relay == null) {
        throw new InvalidValueException(
            "there is no relay \"" + name.text() + "\"",
            relays.isEmpty()
                ? "define it in the relays"
                : Suggestions.remedy(name.text(), relays.keySet()));
      }
      if (hops.contains(relay)) {
        throw new InvalidValueException("relay \"" + name.text() + "\" is named twice", "");
      }
      hops.add(relay);
    }
    return new Route.Via(hops);
  }

  private static Route refuse(Cursor cursor) throws InvalidValueException {
    String remedy = "write refuse 550 5.7.1 \"TEXT\"";
    String code = cursor.next("a reply code").text();
    if (!code.matches("5[0-5][0-9]")) {
      throw new InvalidValueException(
          "\"" + code + "\" refuses nothing: a refusal is for good, so its code begins with 5",
          remedy + ", or hold");
    }
    String enhanced = cursor.next("an enhanced status code").text();
    Token text = cursor.next("a text in quotes");
    Optional<EnhancedStatus> status =
        EnhancedStatus.tryParse(enhanced).filter(read -> read.classDigit() == 5);
    if (status.isEmpty()) {
      throw new InvalidValueException(
          "\"" + enhanced + "\" is no enhanced status code that begins with 5", remedy);
    }
    if (!text.quoted() || text.text().isBlank()) {
      throw new InvalidValueException("what the sender is told stands in quotes", remedy);
    }
    return new Route.Refuse(new DeliveryStatus(Integer.parseInt(code), status.get(), text.text()));
  }
}
