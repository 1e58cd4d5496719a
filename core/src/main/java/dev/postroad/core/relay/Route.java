// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.tls.TlsDemand;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The way a mail goes to a recipient, as the rules decide it. Prints as the operator writes it. */
public sealed interface Route {

  /** The words that ways begin with, as operators write them. */
  List<String> KEYWORDS = List.of("direct", "via", "via-any", "hold", "refuse", "discard", "local");

  /**
   * The word that it begins with, one of {@link #KEYWORDS}; {@code in-turn} of several ways, and
   * {@code wait} where nothing is decided, which nobody writes.
   */
  String keyword();

  /** Whether mail leaves this server by it. */
  default boolean leaves() {
    return !relays().isEmpty();
  }

  /** The relays that it may lead through, in the order they are written. */
  default List<RelayHost> relays() {
    return List.of();
  }

  /** Whether it leads to the recipient's own post office, so that the recipient's domain counts. */
  default boolean isDirectAnywhere() {
    return false;
  }

  /**
   * From our post office straight to the recipient's own.
   *
   * @param tls what the rule demands of TLS, if anything
   */
  record Direct(Optional<TlsDemand> tls) implements Route {
    @Override
    public boolean leaves() {
      return true;
    }

    @Override
    public boolean isDirectAnywhere() {
      return true;
    }

    @Override
    public String keyword() {
      return "direct";
    }

    @Override
    public String toString() {
      return keyword() + tls.map(demand -> " tls=" + TlsOption.write(demand)).orElse("");
    }
  }

  /**
   * Through designated relay hosts, tried in this order.
   *
   * @param hops at least one
   */
  record Via(List<RelayHost> hops) implements Route {
    public Via {
      hops = List.copyOf(hops);
      if (hops.isEmpty()) {
        throw new IllegalArgumentException("via needs a relay");
      }
    }

    @Override
    public List<RelayHost> relays() {
      return hops;
    }

    @Override
    public String keyword() {
      return "via";
    }

    @Override
    public String toString() {
      return keyword() + " " + hops.stream().map(RelayHost::name).collect(Collectors.joining(", "));
    }
  }

  /**
   * Through relays that share the load: each mail has an order of its own, which it keeps.
   *
   * @param shares at least one; the relay's name tells it from the others
   */
  record ViaAny(List<Weighted<RelayHost>> shares) implements Route {
    public ViaAny {
      shares = List.copyOf(shares);
      if (shares.isEmpty()) {
        throw new IllegalArgumentException("via-any needs a relay");
      }
    }

    /** The way of one mail. */
    public Via of(String mail) {
      return new Via(Weighted.inOrder(shares, mail));
    }

    @Override
    public List<RelayHost> relays() {
      return shares.stream().map(Weighted::what).toList();
    }

    @Override
    public String keyword() {
      return "via-any";
    }

    @Override
    public String toString() {
      return keyword()
          + " "
          + shares.stream()
              .map(share -> new Weighted<>(share.what().name(), share.weight()).toString())
              .collect(Collectors.joining(", "));
    }
  }

  /**
   * One way, and another where the one before does not take the mail for now.
   *
   * @param ways at least two, each of them {@link Direct}, {@link Via} or {@link ViaAny}; one at
   *     the most is direct
   */
  record InTurn(List<Route> ways) implements Route {
    public InTurn {
      ways = List.copyOf(ways);
    }

    @Override
    public List<RelayHost> relays() {
      return ways.stream().flatMap(way -> way.relays().stream()).toList();
    }

    @Override
    public boolean isDirectAnywhere() {
      return ways.stream().anyMatch(Route::isDirectAnywhere);
    }

    @Override
    public String keyword() {
      return "in-turn";
    }

    @Override
    public String toString() {
      return ways.stream().map(Route::toString).collect(Collectors.joining(" then "));
    }
  }

  /** Kept until an operator releases it. */
  record Hold() implements Route {
    @Override
    public String keyword() {
      return "hold";
    }

    @Override
    public String toString() {
      return keyword();
    }
  }

  /** Not taken; the sender is told so. */
  record Refuse(DeliveryStatus status) implements Route {
    @Override
    public String keyword() {
      return "refuse";
    }

    @Override
    public String toString() {
      return keyword() + " " + status;
    }
  }

  /**
   * Not decided: something that a rule asks about is not known for now, and it is asked again
   * later. No operator writes this.
   *
   * @param status what is not known; temporary
   */
  record Wait(DeliveryStatus status) implements Route {
    @Override
    public String keyword() {
      return "wait";
    }

    @Override
    public String toString() {
      return keyword() + " " + status;
    }
  }

  /** Thrown away: nobody is told but the log. */
  record Discard() implements Route {
    @Override
    public String keyword() {
      return "discard";
    }

    @Override
    public String toString() {
      return keyword();
    }
  }

  /** Into the mailboxes of this server, whose domain it has become. */
  record Local() implements Route {
    @Override
    public String keyword() {
      return "local";
    }

    @Override
    public String toString() {
      return keyword();
    }
  }
}
