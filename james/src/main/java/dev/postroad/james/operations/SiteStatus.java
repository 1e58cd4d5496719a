// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.Rates;
import dev.postroad.core.history.TimesTaken;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A site at a moment, in short.
 *
 * @param name the site
 * @param state what it does
 * @param waiting mails in hand that wait for their turn
 * @param active deliveries under way
 * @param window deliveries that may be under way now
 * @param ceiling deliveries that may ever be under way at once
 * @param deferred mails that wait for their next attempt
 * @param oldest since when the oldest of the mails that are deferred has waited, or the one in hand
 *     whose turn is next; empty if none waits
 * @param rates what goes there, and does not; empty if that is not remembered
 * @param times how long tries there take; empty if none is remembered
 * @param hold what holds its mail back; empty if nothing does
 * @param suspension the order that it be sent nothing, if there is one
 * @param limits those that an operator has ordered, if there are any
 * @param lastReply the last attempt for which one of its hosts was tried; empty if none is
 *     remembered
 */
public record SiteStatus(
    SiteName name,
    State state,
    int waiting,
    int active,
    int window,
    int ceiling,
    int deferred,
    Optional<Instant> oldest,
    Optional<Rates> rates,
    Optional<TimesTaken> times,
    Optional<Held> hold,
    Optional<SiteOrders.Order> suspension,
    Optional<SiteOrders.Limits> limits,
    Optional<AttemptEntry> lastReply) {

  /** What a site does. */
  public enum State {
    /** No mail. */
    IDLE,
    /** Mail is on its way there. */
    SENDING,
    /** Mail waits for its turn, or for its next attempt. */
    WAITING,
    /** A limit holds its mail back. */
    HELD,
    /** None of its hosts can be reached. */
    DOWN,
    /** An operator has ordered that it be sent nothing. */
    SUSPENDED;

    /** As it is written for machines. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What holds mail back.
   *
   * @param reason which limit
   * @param text the same for humans
   * @param until when to look again
   */
  public record Held(Hold.Reason reason, String text, Instant until) {

    /** The reason as it is written for machines: {@code message-rate}. */
    public String word() {
      return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
