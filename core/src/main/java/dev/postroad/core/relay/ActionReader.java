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

/** Reads the action of a rule: which way the mail goes. */
final class ActionReader {
  /** The words that an action begins with. */
  static final List<String> WORDS =
      List.of("direct", "via", "via-any", "hold", "refuse", "discard", "local");

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
    return cursor.hasNext() && WORDS.stream().anyMatch(cursor.peek()::is);
  }

  /**
   * Reads an action, which must be all that is left of the line.
   *
   * @param because who demands what it says of TLS
   */
  Route read(Cursor cursor, String because) throws InvalidValueException {
    List<Route> ways = new ArrayList<>();
    do {
      Route way = single(cursor, because);
      if (!ways.isEmpty() && !(way.leaves() && ways.get(0).leaves())) {
        throw new InvalidValueException(
            "only direct, via and via-any can follow one another",
            "write via hub then direct, or one action alone");
      }
      ways.add(way);
    } while (cursor.skip("then"));
    if (cursor.hasNext()) {
      throw new InvalidValueException(
          "\"" + cursor.peek().text() + "\" follows the action", "remove it");
    }
    if (ways.stream().filter(Route::isDirectAnywhere).count() > 1) {
      throw new InvalidValueException("it goes direct twice", "keep one");
    }
    checkNamedOnce(ways.stream().flatMap(way -> way.relays().stream()).toList());
    return ways.size() == 1 ? ways.get(0) : new Route.InTurn(ways);
  }

  private Route single(Cursor cursor, String because) throws InvalidValueException {
    String action = cursor.next("an action (" + String.join(", ", WORDS) + ")").text();
    return switch (action) {
      case "direct" -> direct(cursor, because);
      case "via" -> via(cursor);
      case "via-any" -> viaAny(cursor);
      case "hold" -> new Route.Hold();
      case "discard" -> new Route.Discard();
      case "local" -> new Route.Local();
      case "refuse" -> refuse(cursor);
      default ->
          throw new InvalidValueException(
              "\"" + action + "\" is no action", Suggestions.remedy(action, WORDS));
    };
  }

  private static Route direct(Cursor cursor, String because) throws InvalidValueException {
    if (!cursor.hasNext() || cursor.peek().is("then")) {
      return new Route.Direct(Optional.empty());
    }
    Optional<Token.Option> option = cursor.peek().option();
    if (option.isEmpty() || !option.get().name().equals("tls")) {
      throw new InvalidValueException(
          "behind direct there can only be tls=, or then and another way",
          "write direct tls=require");
    }
    cursor.next("tls=");
    return new Route.Direct(Optional.of(TlsOption.parse(option.get().value(), because)));
  }

  private Route via(Cursor cursor) throws InvalidValueException {
    List<RelayHost> hops = new ArrayList<>();
    for (Token name : cursor.list("the name of a relay")) {
      hops.add(relay(name.text()));
    }
    return new Route.Via(hops);
  }

  private Route viaAny(Cursor cursor) throws InvalidValueException {
    List<Weighted<RelayHost>> shares = new ArrayList<>();
    for (Token share : cursor.list("the name of a relay")) {
      String text = share.text();
      int equals = text.indexOf('=');
      int weight =
          equals < 0 ? 1 : ValueTypes.integer(1, Weighted.MOST).parse(text.substring(equals + 1));
      shares.add(new Weighted<>(relay(equals < 0 ? text : text.substring(0, equals)), weight));
    }
    return new Route.ViaAny(shares);
  }

  private RelayHost relay(String name) throws InvalidValueException {
    Optional<RelayHost> relay = relays.find(name);
    if (relay.isEmpty()) {
      throw new InvalidValueException(
          "there is no relay \"" + name + "\"",
          names.isEmpty() ? "define it in the relays" : Suggestions.remedy(name, names));
    }
    return relay.get();
  }

  private static void checkNamedOnce(List<RelayHost> hops) throws InvalidValueException {
    for (int i = 1; i < hops.size(); i++) {
      if (hops.subList(0, i).contains(hops.get(i))) {
        throw new InvalidValueException(
            "relay \"" + hops.get(i).name() + "\" is named twice", "keep one");
      }
    }
  }

  private static Route refuse(Cursor cursor) throws InvalidValueException {
    String remedy = "write refuse 550 5.7.1 \"TEXT\"";
    String code = cursor.next("a reply code").text();
    if (code.matches("5[6-9][0-9]")) {
      throw new InvalidValueException(
          "\"" + code + "\" is no reply code: the second digit is 0 to 5", remedy);
    }
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
