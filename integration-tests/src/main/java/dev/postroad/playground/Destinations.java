// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import dev.postroad.playground.james.LoopbackPorts;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What James A finds when it looks outside: the DNS, and the scripted servers at the addresses that
 * it names. They behave as {@code world.zone} says beside each domain.
 */
public final class Destinations implements AutoCloseable {
  private static final Set<String> UNSERVED =
      Set.of("mx1.remote.example", "mx.partner.example", World.REMOTE_MX);

  private final int port;
  private final Map<String, String> addresses;
  private final AuthoritativeDns dns;
  private final Relays relays;
  private final Map<String, ScriptedSmtpServer> servers = new LinkedHashMap<>();

  private Destinations(
      int port, Map<String, String> addresses, AuthoritativeDns dns, Relays relays) {
    this.port = port;
    this.addresses = addresses;
    this.dns = dns;
    this.relays = relays;
  }

  /** Starts the DNS and every server, on free ports. */
  public static Destinations open() throws IOException {
    return open(Ports.FREE);
  }

  /** Starts the DNS and every server. */
  static Destinations open(Ports ports) throws IOException {
    ZoneText zone = ZoneText.read();
    Map<String, String> addresses = zone.addresses();
    int port = LoopbackPorts.freeOnAll(List.copyOf(addresses.values()));
    AuthoritativeDns dns = AuthoritativeDns.start(ports.dns().getPort());
    Destinations destinations = new Destinations(port, addresses, dns, new Relays());
    try {
      dns.nxdomainElsewhere().zone(".").load(zone.toString());
      for (String host : addresses.keySet()) {
        if (!UNSERVED.contains(host)) {
          destinations.start(host);
        }
      }
      return destinations;
    } catch (RuntimeException e) {
      destinations.close();
      throw e;
    }
  }

  /** Starts the server of that name, as it is at the beginning. */
  public void start(String host) {
    ScriptedSmtpServer.Builder builder =
        ScriptedSmtpServer.builder().host(addressOf(host)).port(port).hostname(host);
    ScriptedSmtpServer server = relays.dress(host, builder).start();
    script(host, server);
    servers.put(host, server);
  }

  /** Ends the server of that name: connections to it are refused. */
  public void stop(String host) {
    server(host).close();
    servers.remove(host);
  }

  private static void script(String host, ScriptedSmtpServer server) {
    switch (host) {
      case "mx.grey.example" -> {
        Set<String> known = ConcurrentHashMap.newKeySet();
        server
            .on(Stage.RCPT)
            .matching(line -> known.add(line))
            .reply("451 4.7.1 not known yet, come again");
      }
      case "mx1.busy.example" ->
          server.on(Stage.GREETING).reply("421 4.3.2 too busy, come again").drop();
      case "mx1.closed.example" -> server.on(Stage.GREETING).reply("554 5.3.2 no mail here").drop();
      case "mx1.hosting.example", "mx2.hosting.example" ->
          server.on(Stage.RCPT).matching("<nobody@").reply("550 5.1.1 nobody of that name");
      default -> {}
    }
  }

  /** Tells of every mail that any of the servers takes from now on. */
  void onMail(Consumer<String> teller) {
    servers.forEach(
        (host, server) ->
            server.onMail(
                mail ->
                    teller.accept(
                        "%s took a mail from <%s> to %s".formatted(host, mail.from(), mail.to()))));
  }

  /** Returns the server of that name. */
  public ScriptedSmtpServer server(String host) {
    ScriptedSmtpServer server = servers.get(host);
    if (server == null) {
      throw new IllegalArgumentException("no server " + host);
    }
    return server;
  }

  /** Returns all servers. */
  public Collection<ScriptedSmtpServer> servers() {
    return List.copyOf(servers.values());
  }

  /** Returns the names of all servers. */
  public List<String> names() {
    return List.copyOf(servers.keySet());
  }

  /** Returns the one port at which all destinations listen. */
  public int port() {
    return port;
  }

  /** Returns the address of a host of the zone file. */
  public String addressOf(String host) {
    String address = addresses.get(host);
    if (address == null) {
      throw new IllegalArgumentException("world.zone has no host " + host);
    }
    return address;
  }

  /** Returns the DNS server, whose zones may be changed. */
  public AuthoritativeDns dns() {
    return dns;
  }

  /** Returns what James needs to know of the designated relays. */
  public Relays relays() {
    return relays;
  }

  @Override
  public void close() {
    new ArrayList<>(servers.values()).forEach(ScriptedSmtpServer::close);
    servers.clear();
    dns.close();
  }
}
