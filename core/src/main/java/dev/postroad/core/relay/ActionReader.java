// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.Token;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the action of a rule: which way the mail goes. */
final class ActionReader {
  private static final String REFUSAL = "write refuse 550 5.7.1 \"TEXT\"";

  /** What may follow another way. */
  private static final Set<String> WAYS = Set.of("direct", "via", "via-any");

  /** What somebody may write between two ways. */
  private static final Set<String> JOINTS =
      Set.of("or", "and", "else", "direct", "via", "via-any", "||", "|");

  private final RelayDirectory relays;
  private final Collection<String> names;

  /**
   * @param names the relays there are, for whoever mistypes one
   */
  ActionReader(RelayDirectory relays, Collection<String> names) {
    this.relays = relays;
    this.names = names;
  }

  /** Whether an action begins here. */
  static boolean isNext(Cursor cursor) {
    return cursor.hasNext() && Route.KEYWORDS.stream().anyMatch(cursor.peek()::is);
  }

  /**
   * Reads an action, which must be all that is left of the line.
   *
   * @param because who demands what it says of TLS
   * @param faults takes what is wrong
   * @return empty if something is wrong with the line
   */
  Optional<Route> read(Cursor cursor, String because, Faults faults) {
    List<Route> ways = new ArrayList<>();
    try {
      do {
        Optional<Route> way = single(cursor, because, faults);
        way.ifPresent(ways::add);
        if (way.isPresent() && !(way.get().leaves() && ways.get(0).leaves()) && ways.size() > 1) {
          throw new InvalidValueException(
              "only direct, via and via-any can follow one another",
              "write via hub then direct, or one action alone");
        }
      } while (cursor.skip("then"));
      if (cursor.hasNext()) {
        throw follows(cursor.peek().text());
      }
      if (ways.stream().filter(Route::isDirectAnywhere).count() > 1) {
        throw new InvalidValueException("it goes direct twice", "keep one");
      }
      checkNamedOnce(ways.stream().flatMap(way -> way.relays().stream()).toList());
    } catch (InvalidValueException e) {
      faults.add(e.at(cursor.last()));
    }
    if (faults.any()) {
      return Optional.empty();
    }
    return Optional.of(ways.size() == 1 ? ways.get(0) : new Route.InTurn(ways));
  }

  private InvalidValueException follows(String word) {
    return new InvalidValueException(
        "\"" + word + "\" follows the action",
        names.contains(word) || JOINTS.contains(word)
            ? "relays are divided by commas, and then stands between ways: via a, b then direct"
            : "remove it");
  }

  /** One way; empty if something is wrong with it and what follows can still be read. */
  private Optional<Route> single(Cursor cursor, String because, Faults faults)
      throws InvalidValueException {
    String action = cursor.next("an action (" + String.join(", ", Route.KEYWORDS) + ")").text();
    return switch (action) {
      case "direct" -> direct(cursor, because, faults);
      case "via" -> via(cursor, faults);
      case "via-any" -> viaAny(cursor, faults);
      case "hold" -> Optional.of(new Route.Hold());
      case "discard" -> Optional.of(new Route.Discard());
      case "local" -> Optional.of(new Route.Local());
      case "refuse" -> refuse(cursor, faults);
      default ->
          throw new InvalidValueException(
              "\"" + action + "\" is no action",
              names.contains(action)
                  ? "write via " + action
                  : Suggestions.remedy(action, Route.KEYWORDS));
    };
  }

  private static Optional<Route> direct(Cursor cursor, String because, Faults faults)
      throws InvalidValueException {
    if (!cursor.hasNext() || cursor.peek().is("then")) {
      return Optional.of(new Route.Direct(Optional.empty()));
    }
    Optional<Token.Option> option = cursor.peek().option();
    if (option.isEmpty() || !option.get().name().equals("tls")) {
      throw new InvalidValueException(
          "behind direct there can only be tls=, or then and another way",
          "write direct tls=require");
    }
    Token word = cursor.next("tls=");
    try {
      return Optional.of(
          new Route.Direct(Optional.of(TlsOption.parse(option.get().value(), because))));
    } catch (InvalidValueException e) {
      faults.add(e.at(word));
      return Optional.empty();
    }
  }

  private Optional<Route> via(Cursor cursor, Faults faults) throws InvalidValueException {
    List<RelayHost> hops = new ArrayList<>();
    for (Token name : cursor.list("the name of a relay")) {
      try {
        hops.add(relay(name.text()));
      } catch (InvalidValueException e) {
        faults.add(e.at(name));
      }
    }
    return hops.isEmpty() ? Optional.empty() : Optional.of(new Route.Via(hops));
  }

  private Optional<Route> viaAny(Cursor cursor, Faults faults) throws InvalidValueException {
    List<Weighted<RelayHost>> shares = new ArrayList<>();
    for (Token share : cursor.list("the name of a relay")) {
      String text = share.text();
      int equals = text.indexOf('=');
      try {
        int weight =
            equals < 0 ? 1 : ValueTypes.integer(1, Weighted.MOST).parse(text.substring(equals + 1));
        shares.add(new Weighted<>(relay(equals < 0 ? text : text.substring(0, equals)), weight));
      } catch (InvalidValueException e) {
        faults.add(e.at(share));
      }
    }
    return shares.isEmpty() ? Optional.empty() : Optional.of(new Route.ViaAny(shares));
  }

  private RelayHost relay(String name) throws InvalidValueException {
    Optional<RelayHost> relay = relays.find(name);
    if (relay.isEmpty()) {
      throw new InvalidValueException("there is no relay \"" + name + "\"", remedy(name));
    }
    return relay.get();
  }

  private String remedy(String name) {
    if (WAYS.contains(name)) {
      return "write then " + name + " for another way";
    }
    int equals = name.indexOf('=');
    if (equals > 0 && names.contains(name.substring(0, equals))) {
      return "weights are for via-any";
    }
    return names.isEmpty() ? "define it in the relays" : Suggestions.remedy(name, names);
  }

  private static void checkNamedOnce(List<RelayHost> hops) throws InvalidValueException {
    for (int i = 1; i < hops.size(); i++) {
      if (hops.subList(0, i).contains(hops.get(i))) {
        throw new InvalidValueException(
            "relay \"" + hops.get(i).name() + "\" is named twice", "keep one");
      }
    }
  }

  /** A word that is missing shifts those behind it, so only its own absence is told then. */
  private static Optional<Route> refuse(Cursor cursor, Faults faults) throws InvalidValueException {
    Token code = cursor.next("a reply code");
    Optional<InvalidValueException> wrong = wrongCode(code.text());
    if (wrong.isPresent() && (!code.text().matches("[0-9]+") || isText(cursor))) {
      throw wrong.get().at(code);
    }
    wrong.ifPresent(fault -> faults.add(fault.at(code)));
    Token enhanced = cursor.next("an enhanced status code");
    Optional<EnhancedStatus> status = EnhancedStatus.tryParse(enhanced.text());
    // Whoever thinks that a refusal may be temporary is told so at the reply code.
    if (status.isEmpty() || (wrong.isEmpty() && status.get().classDigit() != 5)) {
      InvalidValueException fault =
          new InvalidValueException(
              "\"" + enhanced.text() + "\" is no enhanced status code that begins with 5", REFUSAL);
      if (enhanced.quoted()) {
        throw fault.at(enhanced);
      }
      faults.add(fault.at(enhanced));
    }
    Token text = cursor.next("a text in quotes");
    if (!text.quoted() || text.text().isBlank()) {
      throw new InvalidValueException("what the sender is told stands in quotes", REFUSAL).at(text);
    }
    return faults.any()
        ? Optional.empty()
        : status.map(
            read ->
                new Route.Refuse(
                    new DeliveryStatus(Integer.parseInt(code.text()), read, text.text())));
  }

  private static boolean isText(Cursor cursor) {
    return cursor.hasNext() && cursor.peek().quoted();
  }

  private static Optional<InvalidValueException> wrongCode(String code) {
    if (code.matches("5[6-9][0-9]")) {
      return Optional.of(
          new InvalidValueException(
              "\"" + code + "\" is no reply code: the second digit is 0 to 5", REFUSAL));
    }
    return code.matches("5[0-5][0-9]")
        ? Optional.empty()
        : Optional.of(
            new InvalidValueException(
                "\""
                    + code
                    + "\" refuses nothing: a refusal is for good, so its code begins with 5",
                REFUSAL + ", or hold"));
  }
}
