// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.SinkMain;
import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The world mail goes to, on loopback: a name server, and one sink process with an address for each
 * domain.
 *
 * @param dns serves the domains
 * @param sink takes their mail
 * @param sinkPort on every address of the sink
 */
record TestBed(AuthoritativeDns dns, SinkProcess sink, int sinkPort) implements AutoCloseable {
  static final int DOMAINS = 200;
  static final String LOCAL_NAME = "mail.bench.example";
  static final String LOOPBACK = "127.0.0.0/8";

  private static final String DNS_HOST = "127.0.0.153";
  private static final int DNS_PORT = 53;
  private static final int SMTP_PORT = 25;
  private static final int HIGH_SMTP_PORT = 10_025;
  private static final Duration TTL = Duration.ofDays(1);

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
      String domain = domain(i);
      zone.mx(domain, 10, "mx." + domain).a("mx." + domain, SinkMain.host(i));
    }
    try {
      return new TestBed(dns, SinkProcess.start(DOMAINS, port), port);
    } catch (IOException e) {
      dns.close();
      throw BenchFailure.noPort("the sink cannot listen at port " + port + ": " + e.getMessage());
    }
  }

  static String domain(int index) {
    return "d" + index % DOMAINS + ".bench.example";
  }

  static String recipient(int index) {
    return "user" + index + "@" + domain(index);
  }

  boolean isAtStandardPorts() {
    return dns.port() == DNS_PORT;
  }

  InetSocketAddress sinkAddress() {
    return new InetSocketAddress(SinkMain.host(0), sinkPort);
  }

  @Override
  public void close() {
    sink.close();
    dns.close();
  }
}
