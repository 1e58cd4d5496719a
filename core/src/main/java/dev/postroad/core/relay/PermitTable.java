// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.SourceLine;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the table of those who may relay: conditions, all of which must hold, and maybe a quota.
 *
 * <pre>{@code
 * client 192.0.2.0/24, 2001:db8:1::/48
 * user *      from class:local           quota=people
 * user robot  from @reports.example      quota=robots
 * to class:backed-up
 * }</pre>
 */
final class PermitTable {
  private static final List<String> OPTIONS = List.of("quota");

  private final ConditionReader conditions;
  private final DomainClassifier classes;
  private final ConditionPlaces places;
  private final Problems problems;
  private final Map<String, String> quotas = new LinkedHashMap<>();

  /**
   * A reader for one policy.
   *
   * @param places that the conditions are noted in
   */
  PermitTable(
      ConditionReader conditions,
      ConditionPlaces places,
      DomainClassifier classes,
      Problems problems) {
    this.places = places;
    this.conditions = conditions.atRcpt();
    this.classes = classes;
    this.problems = problems;
  }

  /** The lines of the table in its order; lines with problems are left out. */
  List<PermitRule> read(List<TableLine> lines) {
    List<PermitRule> rules = new ArrayList<>();
    for (TableLine line : lines) {
      rule(line, Faults.of(line, problems)).ifPresent(rules::add);
    }
    refuseOpenRelay(rules);
    return rules;
  }

  /** Where each quota is named first, in the order of the lines. */
  Map<String, String> quotas() {
    return quotas;
  }

  /** What no line alone says, many may say together. */
  private void refuseOpenRelay(List<PermitRule> rules) {
    List<PermitRule> byClient = rules.stream().filter(this::trustsAnyOfItsClients).toList();
    if (!areEverybodys(byClient)) {
      return;
    }
    int enough = byClient.size();
    for (int few = 0; few + 1 < enough; ) {
      int middle = (few + enough) / 2;
      if (areEverybodys(byClient.subList(0, middle))) {
        enough = middle;
      } else {
        few = middle;
      }
    }
    PermitRule last = byClient.get(enough - 1);
    SourceLine place = last.place();
    int client = 0;
    while (!isOfClients(last.conditions().get(client))) {
      client++;
    }
    problems.error(
        places.of(place, client),
        '"' + place.text() + '"',
        "with it the networks of this table are half of the Internet or more: an open relay",
        "name the networks of your own clients");
  }

  private static boolean areEverybodys(List<PermitRule> rules) {
    return Network.areEverybodys(rules.stream().flatMap(PermitTable::networks).toList());
  }

  /** Whether a line asks only where the client is, and not who it is or where the mail goes. */
  private boolean trustsAnyOfItsClients(PermitRule rule) {
    return rule.conditions().stream().noneMatch(this::limitsRecipients)
        && rule.conditions().stream()
            .noneMatch(condition -> first(condition) instanceof Condition.User)
        && rule.conditions().stream().filter(PermitTable::isOfClients).count() == 1;
  }

  private static Stream<Network> networks(PermitRule rule) {
    return rule.conditions().stream()
        .filter(PermitTable::isOfClients)
        .flatMap(
            condition ->
                condition instanceof Condition.AnyOf any
                    ? any.conditions().stream()
                    : Stream.of(condition))
        .flatMap(
            condition ->
                condition instanceof Condition.Client client
                    ? Stream.of(client.network())
                    : Stream.empty());
  }

  private static boolean isOfClients(Condition condition) {
    return first(condition) instanceof Condition.Client;
  }

  private static Condition first(Condition condition) {
    return condition instanceof Condition.AnyOf any ? any.conditions().get(0) : condition;
  }

  /** Empty if something is wrong with the line. */
  private Optional<PermitRule> rule(TableLine line, Faults faults) {
    Cursor cursor = new Cursor(line);
    List<Condition> read =
        conditions.all(cursor, line, at -> at.peek().option().isPresent(), faults);
    try {
      if (read.isEmpty() && !faults.any()) {
        throw new InvalidValueException(
            "it does not say who may relay", "write client 192.0.2.0/24, or user *");
      }
      PermitRule rule = new PermitRule(line.place(), read, quota(cursor, line));
      if (!faults.any()) {
        refuseOpenRelay(rule);
        return Optional.of(rule);
      }
    } catch (InvalidValueException e) {
      faults.add(e.at(cursor.last()));
    }
    return Optional.empty();
  }

  private Optional<String> quota(Cursor cursor, TableLine line) throws InvalidValueException {
    if (!cursor.hasNext()) {
      return Optional.empty();
    }
    Token word = cursor.next("an option");
    Token.Option option =
        word.option()
            .orElseThrow(() -> new InvalidValueException("\"" + word.text() + "\" is left", ""));
    if (!OPTIONS.contains(option.name())) {
      throw new InvalidValueException(
          "there is no option \"" + option.name() + "\"",
          Suggestions.remedy(option.name(), OPTIONS));
    }
    if (!option.value().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new InvalidValueException(
          "a quota is named by letters, digits, hyphens, dots and underscores",
          "write quota=people");
    }
    if (cursor.hasNext()) {
      throw new InvalidValueException(
          "\"" + cursor.peek().text() + "\" follows the quota", "remove it");
    }
    quotas.putIfAbsent(option.value(), line.where(word));
    return Optional.of(option.value());
  }

  /** A line that every stranger fulfils makes an open relay; nobody means that. */
  private void refuseOpenRelay(PermitRule rule) throws InvalidValueException {
    boolean anyRecipient = rule.conditions().stream().noneMatch(this::limitsRecipients);
    if (anyRecipient && !rule.saysWhomItTrusts()) {
      throw new InvalidValueException(
          "it lets strangers send to domains that nobody here has chosen: an open relay",
          "add user *, or client with a network, or to with the domains that are relayed to, such"
              + " as .partner.example, file://conf/relayed or backup-mx(192.0.2.0/24)");
    }
    if (rule.conditions().stream().anyMatch(PermitTable::isEverybodysNetwork)) {
      throw new InvalidValueException(
          "this network is the whole Internet, or much of it: an open relay",
          "name the networks of your own clients");
    }
  }

  private boolean limitsRecipients(Condition condition) {
    if (condition instanceof Condition.AnyOf any) {
      return any.conditions().stream().allMatch(this::limitsRecipients);
    }
    return condition instanceof Condition.ToMailbox
        || (condition instanceof Condition.ToDomain to && to.pattern().isChosen(classes::isChosen));
  }

  private static boolean isEverybodysNetwork(Condition condition) {
    return condition instanceof Condition.AnyOf any
        ? any.conditions().stream().anyMatch(PermitTable::isEverybodysNetwork)
        : condition instanceof Condition.Client client && client.network().isEverybodys();
  }
}
