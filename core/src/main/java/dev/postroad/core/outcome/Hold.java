// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.outcome;

import java.time.Duration;

/**
 * Why mail is held back although it could be planned: a limit of ours, or a place known to be down.
 * Nothing has been tried, so nothing is held against the mail.
 *
 * @param reason which limit
 * @param detail the limit as a human reads it, with its value: {@code 20 connections}
 * @param length how long until it is worth while to look again; not negative
 */
public record Hold(Reason reason, String detail, Duration length) {

  /** What holds mail back. */
  public enum Reason {
    /** Every host of the site was lately out of reach. */
    DOWN("4.4.1"),
    /** Connections to the site are opened too often. */
    CONNECTION_RATE("4.4.5"),
    /** Mail goes to the site too often. */
    MESSAGE_RATE("4.4.5"),
    /** There are as many connections in all as there may be. */
    CONNECTIONS("4.4.5"),
    /** The address we send from has as many connections as it may. */
    SOURCE_CONNECTIONS("4.4.5"),
    /** The host has as many connections from us as it takes, by its own words. */
    HOST_CONNECTIONS("4.4.5"),
    /** An operator has suspended the site. */
    SUSPENDED("4.3.2"),
    /** Whoever had it delivered has called it back. */
    RECALLED("4.3.2"),
    /** The site, or slow sites together, have more mail waiting than their share of the window. */
    SHARE("4.4.5");

    private final String enhanced;

    Reason(String enhanced) {
      this.enhanced = enhanced;
    }

    /** Whether nothing goes to the site at all, so that mail had better wait elsewhere. */
    public boolean isClosed() {
      return this == DOWN || this == SUSPENDED;
    }

    /** Whether it speaks of further connections only: mail goes on over those that are open. */
    public boolean isOfConnections() {
      return this == CONNECTION_RATE
          || this == CONNECTIONS
          || this == SOURCE_CONNECTIONS
          || isOfHost();
    }

    /** Whether it speaks of one host only: mail may go on to another. */
    public boolean isOfHost() {
      return this == HOST_CONNECTIONS;
    }
  }

  public Hold {
    if (length.isNegative()) {
      throw new IllegalArgumentException("time does not run backwards: " + length);
    }
  }

  /** The same for another time. */
  public Hold lasting(Duration other) {
    return new Hold(reason, detail, other);
  }

  /** What a mail's sender and the log are told. */
  public DeliveryStatus status() {
    return DeliveryStatus.temporary(reason.enhanced, detail);
  }
}
