// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.event;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.TlsSummary;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Hears what delivery does, as it does it: for metrics, logs and views. Called on delivery threads;
 * must be quick. What it throws is caught and does not touch the delivery.
 */
public interface DeliveryListener {

  /** Hears nothing. */
  DeliveryListener NONE = new DeliveryListener() {};

  /** A mail has come to be delivered. */
  default void taken(String id, Envelope envelope) {}

  /** It is decided where a mail goes: site after site, none if there is nowhere to go. */
  default void planned(String id, List<SiteName> sites) {}

  /** A mail waits for its turn at a site: it is not tried yet, or no more for now. */
  default void inLine(String id, SiteName site) {}

  /** A mail is tried at a site now. */
  default void begun(String id, SiteName site) {}

  /** A connection is about to be made. */
  default void connecting(Endpoint endpoint) {}

  /** A session is ready for mail. */
  default void sessionOpened(Endpoint endpoint, TlsSummary tls) {}

  /** A session could not be opened. */
  default void sessionFailed(Endpoint endpoint, Evidence evidence) {}

  /** An open session was taken for another mail. */
  default void sessionReused(Endpoint endpoint) {}

  /** A session turned out to be of no use any more, before it is told that it has ended. */
  default void sessionLost(Endpoint endpoint) {}

  /** A session has ended, whoever ended it. */
  default void sessionEnded(Endpoint endpoint) {}

  /**
   * A host has been out of reach so often in a row that it is left alone for a while.
   *
   * @param words what it came to last
   */
  default void hostDown(InetSocketAddress host, String words) {}

  /**
   * A host has failed, and is tried after others of its preference for a while; told of a host once
   * a minute at the most.
   *
   * @param length for how long
   * @param words what it came to
   */
  default void hostSuspect(InetSocketAddress host, Duration length, String words) {}

  /**
   * A relay has refused a login, which is not tried there again for a while.
   *
   * @param length for how long
   */
  default void loginRefused(Endpoint endpoint, Duration length) {}

  /**
   * Mail waits because sites that take none now, or have not shown whether they do, have all that
   * they may have of the deliveries or connections; told once a minute at the most.
   *
   * @param holders the sites that have most, most first, and how many deliveries each has
   */
  default void crowded(List<Holder> holders) {}

  /**
   * Who has so many deliveries under way.
   *
   * @param deliveries 1 or more
   */
  record Holder(SiteName site, int deliveries) {}

  /** Mail for a site waits, for a reason that did not hold before. */
  default void heldBack(SiteName site, Hold why) {}

  /** A delivery attempt has ended for all its recipients. */
  default void attemptEnded(DeliveryReport report) {}

  /**
   * How many mails wait for their turn at each site, no site without any; told several times in ten
   * seconds.
   */
  default void waiting(Map<SiteName, Integer> mails) {}

  /** Something of ours went wrong, though no mail is lost by it. */
  default void unexpected(String what, Throwable cause) {}
}
