// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.testing.dns.AuthoritativeDns;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** A James, a name server, and thirty domains whose host takes all mail at once. */
final class Town implements AutoCloseable {
  static final String SENDER = "amy@corp.example";
  private static final String QUEUE = "outgoing";
  private static final int HEALTHY_DOMAINS = 30;
  private static final String HEALTHY = "healthy-";
  private static final int PER_SECOND = 60;
  private static final int MAILS = 8 * PER_SECOND;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final double MOST = 0.99;
  private static final double NANOS_PER_MILLI = 1e6;

  private final AuthoritativeDns dns = AuthoritativeDns.start();
  private final RecordingSink healthy;
  private final JamesProcess james;

  /**
   * Builds it.
   *
   * @param retry when mail that was deferred is tried again
   */
  Town(String name, String retry) throws IOException {
    this(name, retry, "");
  }

  /**
   * Builds it.
   *
   * @param retry when mail that was deferred is tried again
   * @param keys what else is said of the delivery, as in mailetcontainer.xml
   */
  Town(String name, String retry, String keys) throws IOException {
    healthy = RecordingSink.start();
    for (int domain = 0; domain < HEALTHY_DOMAINS; domain++) {
      add(healthyDomain(domain), healthy.address().getAddress().getHostAddress());
    }
    Listeners listeners = Listeners.onFreePorts();
    james =
        Build.launch(
            Build.jamesWithPostroad(name)
                .listeners(listeners)
                .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
                .confFile("mailetcontainer.xml", Containers.doing(delivery(retry, keys))));
  }

  private String delivery(String retry, String keys) {
    return """
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <dns>127.0.0.1:%d</dns>
          <port>%d</port>
          <allowNetwork>127.0.0.0/8</allowNetwork>
          <tls>none</tls>
          <retry>%s</retry>
          <bounceProcessor>error</bounceProcessor>
          %s
        </mailet>
        """
        .formatted(dns.address().getPort(), healthy.address().getPort(), retry, keys);
  }

  /** Waits until James serves, and until it has seen some mail. */
  Town awaitReady() throws IOException, InterruptedException {
    james.awaitReady(Build.START_LIMIT);
    double unused = flow("warm-up", 0, number -> "");
    return this;
  }

  AuthoritativeDns dns() {
    return dns;
  }

  InetSocketAddress smtp() {
    return james.smtp();
  }

  /** How many mails wait or are under way, when all are at rest. */
  int queued() throws IOException {
    return james.webAdmin().queueSize(QUEUE);
  }

  /** Makes all mail due at once. */
  void flush() throws IOException {
    james.webAdmin().flush(QUEUE);
  }

  /** The mails that were given up, by their keys. */
  List<String> givenUp() throws IOException {
    return james.webAdmin().repositoryKeys("var/mail/error");
  }

  /** Where a host of that address has to listen. */
  InetSocketAddress hostAt(String address) {
    return new InetSocketAddress(address, healthy.address().getPort());
  }

  /** Adds a domain with a host of its own. */
  void add(String domain, String address) {
    dns.zone(domain).mx(10, "mx." + domain).a("mx." + domain, address);
  }

  /**
   * Sends mail at a steady pace to the healthy domains, and some to others, and waits until all
   * that is for the healthy ones has arrived, each mail once.
   *
   * @param name of this flow, part of an address
   * @param oneIn which share of all is for others; 0 for none
   * @param others says whose the mails of these numbers are
   * @return within how many milliseconds of its submission 99 of 100 healthy mails had arrived
   */
  double flow(String name, int oneIn, IntFunction<String> others) {
    return flow(name, oneIn, others, Town::healthyDomain);
  }

  /** One of the domains whose host takes all mail at once. */
  static String healthyDomain(int number) {
    return "healthy" + number % HEALTHY_DOMAINS + ".example";
  }

  /** The same to as many domains as mails, none of which anybody has asked the DNS for. */
  double flowToNewDomains(String name) {
    // A flood may be some mails ahead when it has been enough.
    for (int number = 0; number < 2 * MAILS; number++) {
      add(name + number + ".example", healthy.address().getAddress().getHostAddress());
    }
    return flow(name, 0, number -> "", number -> name + number + ".example");
  }

  private double flow(
      String name, int oneIn, IntFunction<String> others, IntFunction<String> domains) {
    long begin = System.nanoTime();
    Flood flood =
        Flood.start(
            smtp(),
            SENDER,
            MAILS,
            number -> {
              awaitTurn(begin + TimeUnit.SECONDS.toNanos(number) / PER_SECOND);
              return oneIn > 0 && number % oneIn == 0
                  ? others.apply(number)
                  : HEALTHY + name + number + "@" + domains.apply(number);
            });
    try (flood) {
      await().atMost(LIMIT).pollInterval(POLL).until(flood::isOver);
    }
    Set<String> sent =
        flood.accepted().stream().filter(id -> id.startsWith(HEALTHY)).collect(Collectors.toSet());
    await()
        .atMost(LIMIT)
        .pollInterval(POLL)
        .untilAsserted(() -> assertThat(healthy.ids()).containsAll(sent));
    double[] millis =
        sent.stream()
            .mapToDouble(id -> (arrival(id) - flood.begun(id)) / NANOS_PER_MILLI)
            .sorted()
            .toArray();
    System.out.printf(
        "Town: %d healthy mails %s: p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
        millis.length, name, share(millis, 0.5), share(millis, MOST), share(millis, 1));
    return share(millis, MOST);
  }

  private long arrival(String id) {
    List<Long> arrivals = healthy.arrivals().getOrDefault(id, List.of());
    assertThat(arrivals).as(id).hasSize(1);
    return arrivals.get(0);
  }

  private static double share(double[] sorted, double share) {
    return sorted[(int) Math.ceil(sorted.length * share) - 1];
  }

  private static void awaitTurn(long turn) {
    for (long left = turn - System.nanoTime(); left > 0; left = turn - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() throws IOException {
    james.close();
    healthy.close();
    dns.close();
  }
}
