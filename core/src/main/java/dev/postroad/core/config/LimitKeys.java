// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.time.Duration;
import java.util.List;

/** The keys of MxRemoteDelivery that say how much is done at once, and how often. */
public final class LimitKeys {

  public static final Key<Integer> MAX_IN_FLIGHT =
      Key.of(
              "maxInFlight",
              ValueTypes.integer(1, 100_000),
              "2000",
              "Most mails taken from each queue and not yet dealt with. Each holds its message in"
                  + " whatever memory or file James keeps it in. Half as many, from all"
                  + " queues together, may wait for sites that are slow or not known yet, a tenth, but"
                  + " 20 at the least, for one such site; mail beyond that goes back to its queue until its turn is"
                  + " expected, which is no attempt.")
          .defaultsTo("2000")
          .sharedByAll();

  public static final Key<Integer> THREADS =
      Key.of(
              "threads",
              ValueTypes.integer(1, 10_000),
              "512",
              "Most deliveries under way at once, to all hosts together, where each has a thread of"
                  + " the system: a quarter of them is kept for sites that take mail, and half of"
                  + " that for those that are quick."
                  + " From Java 21 on threads cost nothing, and `maxConnections` alone counts.")
          .defaultsTo("512")
          .sharedByAll();

  public static final Key<Integer> MAX_CONNECTIONS =
      Key.of(
              "maxConnections",
              ValueTypes.integer(1, 100_000),
              "1000",
              "Most connections at once to all hosts together, idle ones included: for a new one"
                  + " beyond that, the one that is idle for the longest is closed.")
          .defaultsTo("1000")
          .sharedByAll();

  public static final Key<Integer> CONNECTIONS_PER_SOURCE =
      Key.of(
              "connectionsPerSource",
              ValueTypes.integer(1, 100_000),
              "500",
              "The same for each local address that connections come from (`bind`). Mail that would"
                  + " need one more waits.")
          .unsetMeans("`maxConnections` alone counts")
          .sharedByAll();

  public static final Key<Integer> CONNECTIONS =
      Key.of(
              "connections",
              ValueTypes.integer(1, 1_000),
              "20",
              "Most deliveries at once to one site: the hosts that domains with the same MX set"
                  + " share, or a designated relay without a limit of its own; seen from other"
                  + " addresses of ours (`bind`) it is another site. A site begins with"
                  + " `initialConnections`; each mail that goes well while all are in use allows one"
                  + " more, and each that is answered with 421 or a refusal by policy, or not at"
                  + " all, one less; one that the site hangs up on changes nothing.")
          .defaultsTo("20")
          .sharedByAll();

  public static final Key<Integer> INITIAL_CONNECTIONS =
      Key.of(
              "initialConnections",
              ValueTypes.integer(1, 1_000),
              "2",
              "Most deliveries at once to a site that has not shown yet that it bears more; after an"
                  + " outage it is one until a mail goes well.")
          .unsetMeans("`5`, or `connections` if that is less")
          .sharedByAll();

  public static final Key<Rate> MESSAGE_RATE =
      Key.of(
              "messageRate",
              ValueTypes.RATE,
              "600/m",
              "Most mails in a time to one site. All of them may go at once; then they go little by"
                  + " little.")
          .unsetMeans("no limit")
          .sharedByAll();

  public static final Key<Rate> CONNECTION_RATE =
      Key.of(
              "connectionRate",
              ValueTypes.RATE,
              "30/m",
              "Most new connections in a time to one site.")
          .unsetMeans("no limit")
          .sharedByAll();

  public static final Key<Integer> MAILS_PER_CONNECTION =
      Key.of(
              "mailsPerConnection",
              ValueTypes.integer(1, 1_000_000),
              "100",
              "Most mails over one connection, one after the other; `1` closes it after each.")
          .defaultsTo("100")
          .sharedByAll();

  public static final Key<Duration> IDLE_TIMEOUT =
      Key.of(
              "idleTimeout",
              ValueTypes.DURATION,
              "5s",
              "How long a connection is kept for the next mail to the same host; `0s` closes it"
                  + " after each.")
          .defaultsTo("5s")
          .sharedByAll();

  public static final Key<Integer> MAX_HOSTS =
      Key.of(
              "maxHosts",
              ValueTypes.integer(1, 1_000),
              "5",
              "Most addresses of hosts tried in one attempt, for direct mail as a whole and for"
                  + " each designated relay. Both address families have their share.")
          .defaultsTo("5");

  public static final Key<Integer> MAX_SESSIONS =
      Key.of(
              "maxSessions",
              ValueTypes.integer(1, 1_000),
              "2",
              "Most sessions in one attempt that came as far as naming the sender; failures before"
                  + " that count for `maxHosts` alone.")
          .defaultsTo("2");

  public static final Key<Integer> RECIPIENTS_PER_TRANSACTION =
      Key.of(
              "recipientsPerTransaction",
              ValueTypes.integer(1, 100_000),
              "50",
              "Most recipients of one mail that are named to a host at once; the others follow in"
                  + " transactions of their own on the same connection. A host that announces a"
                  + " lower limit (RFC 9422) is heeded.")
          .defaultsTo("100");

  public static final Key<Duration> STOP_TIMEOUT =
      Key.of(
              "stopTimeout",
              ValueTypes.DURATION,
              "30s",
              "How long deliveries under way get to end when James, or a mailet, stops; then their"
                  + " connections are closed. Mail that was not delivered by then goes back to the"
                  + " queue, as it was; mail that has not had its turn does so at once.")
          .defaultsTo("10s")
          .sharedByAll();

  public static final Key<Duration> CLASS_TIMEOUT =
      Key.of(
              "classTimeout",
              ValueTypes.DURATION,
              "1s",
              "How long matchers, `RelayPolicy` and `ClassifyDomains` wait for the DNS, for each mail"
                  + " as a whole, to find out about classes that go by it. What is not answered by"
                  + " then is in the class `unknown`.")
          .defaultsTo("2s")
          .sharedByAll();

  /** All of them, in the order of the reference. */
  static final List<Key<?>> ALL =
      List.of(
          MAX_IN_FLIGHT,
          THREADS,
          MAX_CONNECTIONS,
          CONNECTIONS_PER_SOURCE,
          CONNECTIONS,
          INITIAL_CONNECTIONS,
          MESSAGE_RATE,
          CONNECTION_RATE,
          MAILS_PER_CONNECTION,
          RECIPIENTS_PER_TRANSACTION,
          IDLE_TIMEOUT,
          MAX_HOSTS,
          MAX_SESSIONS,
          STOP_TIMEOUT,
          CLASS_TIMEOUT);

  private LimitKeys() {}
}
