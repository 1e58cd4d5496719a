// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.SinkMain;
import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Zone;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The world mail goes to, on loopback: a name server, and one sink process with an address for each
 * domain. Some domains have their best host at an address where the sink is not: whether anybody
 * listens there is a measurement's own matter.
 *
 * @param dns serves the domains
 * @param sink takes their mail
 * @param sinkPort on every address of the sink
 */
record TestBed(AuthoritativeDns dns, SinkProcess sink, int sinkPort) implements AutoCloseable {
  static final int DOMAINS = 200;
  static final int TARPITS = 51;
  static final int SLOW_DOMAINS = 20_000;
  static final String LOCAL_NAME = "mail.bench.example";
  static final String LOOPBACK = "127.0.0.0/8";

  private static final String ZONE = ".bench.example";
  private static final String DNS_HOST = "127.0.0.153";
  private static final int DNS_PORT = 53;
  private static final int SMTP_PORT = 25;
  private static final int HIGH_SMTP_PORT = 10_025;
  private static final Duration TTL = Duration.ofDays(1);
  private static final String REFUSING = "127.0.3.";
  private static final String BLACK_HOLE = "127.0.4.";
  private static final String TARPIT = "127.0.5.";
  private static final String SLOW = "127.0.6.1";

  /**
   * Opens a world at the ports that stock James cannot be turned from: 53 and 25.
   *
   * @throws BenchFailure if this user may not listen there, or somebody else does
   */
  static TestBed atStandardPorts() throws IOException, InterruptedException {
    AuthoritativeDns dns;
    try {
      dns = AuthoritativeDns.start(DNS_HOST, DNS_PORT);
    } catch (UncheckedIOException e) {
      throw BenchFailure.noPort(
          e.getMessage()
              + ". Stock James asks DNS at port 53 and delivers to port 25 only: run as root, or"
              + " measure Postroad alone with --ours-only");
    }
    return withSink(dns, SMTP_PORT);
  }

  /** Opens a world at ports that anybody may have, which only Postroad can be told. */
  static TestBed atHighPorts() throws IOException, InterruptedException {
    return withSink(AuthoritativeDns.start(DNS_HOST, 0), HIGH_SMTP_PORT);
  }

  private static TestBed withSink(AuthoritativeDns dns, int port)
      throws IOException, InterruptedException {
    Zone zone = dns.nxdomainElsewhere().zone("bench.example").ttl(TTL).negativeTtl(TTL);
    for (int i = 0; i < DOMAINS; i++) {
      String host = "mx.d" + i + ZONE;
      zone.mx("d" + i + ZONE, 10, host).a(host, SinkMain.host(i));
      withBackup(zone, "refusing" + i + ZONE, REFUSING + (1 + i), host);
      withBackup(zone, "blackhole" + i + ZONE, BLACK_HOLE + (1 + i), host);
    }
    for (int i = 0; i < TARPITS; i++) {
      zone.mx("tarpit" + i + ZONE, 10, "mx.tarpit" + i + ZONE).a("mx.tarpit" + i + ZONE, tarpit(i));
    }
    for (int i = 0; i < SLOW_DOMAINS; i++) {
      zone.mx("slow" + i + ZONE, 10, "mx.slow" + i + ZONE).a("mx.slow" + i + ZONE, SLOW);
    }
    try {
      return new TestBed(dns, SinkProcess.start(DOMAINS, port), port);
    } catch (IOException e) {
      dns.close();
      throw BenchFailure.noPort("the sink cannot listen at port " + port + ": " + e.getMessage());
    }
  }

  private static void withBackup(Zone zone, String domain, String best, String second) {
    zone.mx(domain, 10, "mx." + domain).a("mx." + domain, best).mx(domain, 20, second);
  }

  /** Returns a recipient at one of 200 domains in turn, each with a host of its own. */
  static String recipient(int index) {
    return user(index) + "d" + index % DOMAINS + ZONE;
  }

  /** Returns a recipient at always the same domain. */
  static String atOneDomain(int index) {
    return user(index) + "d0" + ZONE;
  }

  /** Returns a recipient at one of 200 domains whose best host refuses every connection. */
  static String behindRefusing(int index) {
    return user(index) + "refusing" + index % DOMAINS + ZONE;
  }

  /** Returns a recipient at one of 200 domains whose best host is a black hole. */
  static String behindBlackHole(int index) {
    return user(index) + "blackhole" + index % DOMAINS + ZONE;
  }

  /** Returns a recipient at a domain whose only host never says anything. */
  static String atTarpit(int index, int tarpit) {
    return user(index) + "tarpit" + tarpit + ZONE;
  }

  private static String user(int index) {
    return "user" + index + "@";
  }

  private static String tarpit(int index) {
    return TARPIT + (1 + index);
  }

  /** Returns a recipient at one of so many other domains in turn, each of which is a site. */
  static String atSlow(int index, int domains) {
    return user(index) + "slow" + index % domains + ZONE;
  }

  /** Opens the host of the domains that are slow as one that defers every recipient. */
  ScriptedSmtpServer openGreylister() {
    ScriptedSmtpServer host = ScriptedSmtpServer.builder().host(SLOW).port(sinkPort).start();
    host.on(Stage.RCPT).reply("451 4.7.1 come again later");
    return host;
  }

  /** Opens the best hosts of the domains behind black holes. */
  SilentHosts openBlackHoles() throws IOException {
    return SilentHosts.blackHoles(
        IntStream.range(0, DOMAINS).mapToObj(i -> at(BLACK_HOLE + (1 + i))).toList());
  }

  /** Opens the hosts that never say anything. */
  SilentHosts openTarpits() throws IOException {
    List<InetSocketAddress> all = IntStream.range(0, TARPITS).mapToObj(i -> at(tarpit(i))).toList();
    return SilentHosts.tarpits(all);
  }

  /** Opens the host of the domains that are slow to say anything. */
  SlowHost openSlowHost() throws IOException {
    return new SlowHost(at(SLOW));
  }

  private InetSocketAddress at(String host) {
    return new InetSocketAddress(host, sinkPort);
  }

  boolean isAtStandardPorts() {
    return dns.port() == DNS_PORT;
  }

  InetSocketAddress sinkAddress() {
    return at(SinkMain.host(0));
  }

  @Override
  public void close() {
    sink.close();
    dns.close();
  }
}
