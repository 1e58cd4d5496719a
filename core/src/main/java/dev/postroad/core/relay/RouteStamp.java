// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The text form of a decided route that mail leaves by, for an attribute of the mail: {@code direct
 * tls=require}, {@code via hub,backup}. Relays are named, so that they are looked up anew at each
 * attempt and no credentials ever lie in a queue.
 */
public sealed interface RouteStamp {

  /**
   * To the recipients' own post offices.
   *
   * @param tls the demand as {@code tls=} has it; empty for the default of whoever delivers
   */
  record Direct(Optional<String> tls) implements RouteStamp {
    private static final String KEYWORD = "direct";
    private static final String WITH_TLS = KEYWORD + " tls=";

    @Override
    public Optional<Route> route(String rule, RelayDirectory relays) {
      return tls.isEmpty()
          ? Optional.of(new Route.Direct(Optional.empty()))
          : TlsOption.tryParse(tls.get(), rule)
              .map(demand -> new Route.Direct(Optional.of(demand)));
    }

    @Override
    public String toString() {
      return tls.map(WITH_TLS::concat).orElse(KEYWORD);
    }
  }

  /**
   * Through relays.
   *
   * @param relays their names in the order they are tried; at least one
   */
  record Via(List<String> relays) implements RouteStamp {
    private static final String KEYWORD = "via ";

    public Via {
      relays = List.copyOf(relays);
    }

    @Override
    public Optional<Route> route(String rule, RelayDirectory directory) {
      List<RelayHost> hops = new ArrayList<>();
      for (String name : relays) {
        Optional<RelayHost> relay = directory.find(name);
        if (relay.isEmpty()) {
          return Optional.empty();
        }
        hops.add(relay.get());
      }
      return Optional.of(new Route.Via(hops));
    }

    @Override
    public String toString() {
      return KEYWORD + String.join(",", relays);
    }
  }

  /**
   * The route as it is now.
   *
   * @param rule the rule that decided, for the operator
   * @param relays what relays there are now
   * @return empty if a relay is gone, or the TLS demand is none: the mail is then to be deferred
   *     (4.3.5), since only the operator can say which way it goes now
   */
  Optional<Route> route(String rule, RelayDirectory relays);

  /** The text form, which {@link #parse} reads. */
  @Override
  String toString();

  /** The stamp of a route; empty for one that no mail leaves by (hold, refuse). */
  static Optional<RouteStamp> of(Route route) {
    if (route instanceof Route.Direct direct) {
      return Optional.of(new Direct(direct.tls().map(TlsOption::write)));
    }
    return route instanceof Route.Via via
        ? Optional.of(new Via(via.hops().stream().map(RelayHost::name).toList()))
        : Optional.empty();
  }

  /** Reads the text form; empty if it is none. */
  static Optional<RouteStamp> parse(String text) {
    if (text.equals(Direct.KEYWORD)) {
      return Optional.of(new Direct(Optional.empty()));
    }
    if (text.startsWith(Direct.WITH_TLS)) {
      return Optional.of(new Direct(Optional.of(text.substring(Direct.WITH_TLS.length()))));
    }
    return text.startsWith(Via.KEYWORD)
        ? Optional.of(
            new Via(Stream.of(text.substring(Via.KEYWORD.length()).split(",", -1)).toList()))
        : Optional.empty();
  }
}
