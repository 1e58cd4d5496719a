// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.config.Rate;
import dev.postroad.core.dispatch.SiteOrders.Limits;
import dev.postroad.core.dispatch.SiteOrders.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;

/**
 * What an operator changes of a site's limits; what is taken back is as the configuration has it.
 *
 * @param connections most deliveries at once, 1 or more
 * @param messageRate most mails in a time
 * @param connectionRate most new connections in a time
 * @param length for how long all of them hold; none until they are taken back
 */
public record LimitChange(
    Change<Integer> connections,
    Change<Rate> messageRate,
    Change<Rate> connectionRate,
    Change<Duration> length) {

  /** Whether some limit is changed. */
  boolean isAsked() {
    return connections.isAsked() || messageRate.isAsked() || connectionRate.isAsked();
  }

  /**
   * The limits that hold then; empty if none is left.
   *
   * @param order by whom, and until when as far as {@link #length} says so
   */
  Optional<Limits> after(Optional<Limits> before, Order order) {
    Optional<Integer> most =
        connections.after(before.map(Limits::connections).flatMap(LimitChange::boxed));
    Optional<Rate> mails = messageRate.after(before.flatMap(Limits::messageRate));
    Optional<Rate> opened = connectionRate.after(before.flatMap(Limits::connectionRate));
    if (most.isEmpty() && mails.isEmpty() && opened.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> until =
        length.isAsked() ? order.until() : before.flatMap(own -> own.order().until());
    return Optional.of(
        new Limits(
            new Order(order.by(), order.reason(), order.since(), until),
            most.map(OptionalInt::of).orElse(OptionalInt.empty()),
            mails,
            opened));
  }

  private static Optional<Integer> boxed(OptionalInt number) {
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  /** For the log: {@code connections 2, messageRate 100/m}. */
  public static String inWords(Limits limits) {
    StringJoiner words = new StringJoiner(", ");
    limits.connections().ifPresent(most -> words.add("connections " + most));
    limits.messageRate().ifPresent(rate -> words.add("messageRate " + rate));
    limits.connectionRate().ifPresent(rate -> words.add("connectionRate " + rate));
    return words.toString();
  }
}
