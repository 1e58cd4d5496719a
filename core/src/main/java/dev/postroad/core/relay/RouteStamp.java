// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.tls.TlsDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text form of a decided route, for an attribute of a mail: {@code direct tls=require}, {@code
 * via hub,backup}, {@code hold}, {@code refuse 550 5.7.1 no}. Relays are named, so that they are
 * looked up anew at each attempt and no credentials ever lie in a queue.
 */
public final class RouteStamp {
  private static final Pattern REFUSE =
      Pattern.compile("refuse (\\d{3}) (\\d\\.\\d{1,3}\\.\\d{1,3}) (.*)");

  private RouteStamp() {}

  /** Writes a route. */
  public static String write(Route route) {
    if (route instanceof Route.Direct direct) {
      return "direct" + direct.tls().map(tls -> " tls=" + TlsOption.write(tls)).orElse("");
    }
    if (route instanceof Route.Via via) {
      return via.hops().stream().map(RelayHost::name).collect(Collectors.joining(",", "via ", ""));
    }
    if (route instanceof Route.Refuse refuse) {
      return "refuse " + refuse.status();
    }
    return "hold";
  }

  /**
   * Reads a route back.
   *
   * @param text what {@link #write} wrote
   * @param rule the rule that decided, for the operator
   * @param relays what relays there are now
   * @return empty if a relay is gone, or the text is no route: the mail is then to be deferred
   *     (4.3.5), since only the operator can say which way it goes now
   */
  public static Optional<Route> read(String text, String rule, RelayDirectory relays) {
    if (text.equals("hold")) {
      return Optional.of(new Route.Hold());
    }
    if (text.equals("direct")) {
      return Optional.of(new Route.Direct(Optional.empty()));
    }
    if (text.startsWith("direct tls=")) {
      Optional<TlsDemand> tls = TlsOption.tryParse(text.substring("direct tls=".length()), rule);
      return tls.map(demand -> new Route.Direct(Optional.of(demand)));
    }
    if (text.startsWith("via ")) {
      return via(text.substring("via ".length()), relays);
    }
    return refuse(text);
  }

  private static Optional<Route> via(String names, RelayDirectory relays) {
    List<RelayHost> hops = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      Optional<RelayHost> relay = relays.find(name);
      if (relay.isEmpty()) {
        return Optional.empty();
      }
      hops.add(relay.get());
    }
    return Optional.of(new Route.Via(hops));
  }

  private static Optional<Route> refuse(String text) {
    Matcher matcher = REFUSE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int code = Integer.parseInt(matcher.group(1));
    return EnhancedStatus.tryParse(matcher.group(2))
        .filter(enhanced -> enhanced.classDigit() == 5 && code / 100 == 5)
        .map(enhanced -> new Route.Refuse(new DeliveryStatus(code, enhanced, matcher.group(3))));
  }
}
