// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * An authoritative DNS server over UDP and TCP on one loopback port, for tests and playgrounds.
 *
 * <p>It answers from zones that the test writes, follows aliases through all of them, and gives the
 * zone's SOA with negative answers. Names in none of its zones are REFUSED; {@link
 * #nxdomainElsewhere} makes them NXDOMAIN. Faults can be set and healed while it runs, and every
 * question is kept for assertions. All methods may be called by any thread.
 *
 * <pre>{@code
 * try (AuthoritativeDns dns = AuthoritativeDns.start()) {
 *   dns.zone("example.com").mx(10, "mx1.example.com").a("mx1.example.com", "127.0.0.2");
 *   ActiveFault fault = dns.fault("example.com", "MX", Fault.servfail()).times(1);
 *   // … resolve through dns.address() …
 *   assertThat(fault.hits()).isEqualTo(1);
 *   assertThat(dns.queries("example.com", "MX")).hasSize(2);
 * }
 * }</pre>
 */
public final class AuthoritativeDns implements AutoCloseable {
  private static final int MOST_QUERIES_KEPT = 200_000;
  private static final int RECEIVE_BUFFER = 1 << 20;
  private static final int PORT_TRIES = 100;

  private final DnsAnswerer answerer = new DnsAnswerer();
  private final List<ActiveFault> faults = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedDeque<DnsQuery> queries = new ConcurrentLinkedDeque<>();
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queryCount = new AtomicInteger();
  private final InetSocketAddress address;
  private final ExecutorService threads;
  private final ScheduledExecutorService timer;
  private final UdpListener udp;
  private final TcpListener tcp;
  private final FaultyAnswerer faulty;

  private AuthoritativeDns(ServerSocket tcpSocket, DatagramSocket udpSocket) {
    this.address = (InetSocketAddress) tcpSocket.getLocalSocketAddress();
    ThreadFactory factory = daemons("authoritative-dns-" + address.getPort() + "-");
    this.threads = Executors.newCachedThreadPool(factory);
    this.timer = Executors.newSingleThreadScheduledExecutor(factory);
    this.faulty = new FaultyAnswerer(address, answerer);
    this.udp = new UdpListener(udpSocket, this::handleUdp);
    this.tcp = new TcpListener(tcpSocket, threads, this::handleTcp);
    threads.execute(udp);
    threads.execute(tcp);
  }

  /**
   * Starts a server on 127.0.0.1 and a free port.
   *
   * @throws UncheckedIOException if no port can be had
   */
  public static AuthoritativeDns start() {
    return start(0);
  }

  /**
   * Starts a server on 127.0.0.1.
   *
   * @param port the port, or 0 for a free one
   * @throws UncheckedIOException if the port is taken
   */
  public static AuthoritativeDns start(int port) {
    return start("127.0.0.1", port);
  }

  /**
   * Starts a server on a local address.
   *
   * @param host an address literal, such as {@code 127.0.0.53} or {@code ::1}
   * @param port the port, or 0 for a free one
   * @throws UncheckedIOException if the port is taken
   */
  public static AuthoritativeDns start(String host, int port) {
    try {
      InetAddress local = InetAddress.getByName(host);
      return port == 0 ? onFreePort(local) : bind(new InetSocketAddress(local, port));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot serve DNS on " + host + " port " + port + ": " + e.getMessage(), e);
    }
  }

  /** Where it listens, for UDP and TCP alike. */
  public InetSocketAddress address() {
    return address;
  }

  /** The port it listens on. */
  public int port() {
    return address.getPort();
  }

  /**
   * The zone of that name, made with a SOA if it is not there.
   *
   * @param name such as {@code example.com}; {@code "."} is the root and catches every name
   */
  public Zone zone(String name) {
    return answerer.zone(Names.absolute(name));
  }

  /**
   * Adds the addresses of a host, IPv4 or IPv6, in the zone that holds its name; if none does, a
   * zone of the host's own is made.
   */
  public AuthoritativeDns host(String name, String... addresses) {
    Name host = Names.absolute(name);
    Zone zone =
        answerer
            .zoneOf(host)
            .filter(z -> !z.origin().equals(Name.root))
            .orElseGet(() -> answerer.zone(host));
    for (String literal : addresses) {
      if (literal.contains(":")) {
        zone.aaaa(name, literal);
      } else {
        zone.a(name, literal);
      }
    }
    return this;
  }

  /** Answers NXDOMAIN instead of REFUSED for names in none of the zones. */
  public AuthoritativeDns nxdomainElsewhere() {
    zone(".");
    return this;
  }

  /** Adds the addresses of MX and NS hosts to the additional section, if it has them. */
  public AuthoritativeDns withAdditional(boolean wanted) {
    answerer.addAdditional(wanted);
    return this;
  }

  /**
   * Sets a fault. Of several faults for a question the one set last is in force.
   *
   * @param name the exact name, or {@code "*"} for every name
   * @param type the type's mnemonic, or {@code "*"} for every type
   * @return the handle to limit, heal and count it
   */
  public ActiveFault fault(String name, String type, Fault fault) {
    ActiveFault active = new ActiveFault(name, type, fault);
    faults.add(0, active);
    return active;
  }

  /** Ends all faults. */
  public void heal() {
    faults.clear();
  }

  /** Every question so far, oldest first (of more than 200,000, the newest). */
  public List<DnsQuery> queries() {
    return List.copyOf(queries);
  }

  /** The questions so far for one name and type. */
  public List<DnsQuery> queries(String name, String type) {
    String plain = Names.plain(Names.absolute(name));
    String mnemonic = Type.string(Names.type(type));
    return queries.stream()
        .filter(q -> q.name().equals(plain) && q.type().equals(mnemonic))
        .toList();
  }

  /** Forgets the questions so far. */
  public void forgetQueries() {
    queries.clear();
    queryCount.set(0);
  }

  /**
   * Stops listening and closes every connection; the port is free afterwards.
   *
   * @throws IllegalStateException if an answer could not be made or sent, such as when a fault asks
   *     for a source address that is not local
   */
  @Override
  public void close() {
    udp.close();
    tcp.close();
    timer.shutdownNow();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)
          || !timer.awaitTermination(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the DNS server on " + address + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    RuntimeException first = failures.poll();
    if (first != null) {
      throw new IllegalStateException("the DNS server on " + address + " failed to answer", first);
    }
  }

  @Override
  public String toString() {
    return "AuthoritativeDns[" + address + "]";
  }

  private void handleUdp(byte[] datagram, InetSocketAddress client) {
    answer(datagram, Transport.UDP, emission -> udp.send(emission, client), () -> {});
  }

  private void handleTcp(byte[] message, TcpListener.Connection connection) {
    answer(
        message, Transport.TCP, emission -> connection.send(emission.bytes()), connection::close);
  }

  private interface Sender {
    void send(Emission emission);
  }

  private void answer(byte[] bytes, Transport transport, Sender sender, Runnable hangUp) {
    try {
      Optional<Message> query = parse(bytes);
      if (query.isEmpty()) {
        formatError(bytes).ifPresent(sender::send);
      } else if (!query.get().getHeader().getFlag(Flags.QR)) {
        answer(query.get(), transport, sender, hangUp);
      }
    } catch (RuntimeException e) {
      // One bad script must not end the server for all; close() tells of it.
      failures.add(e);
    }
  }

  private void answer(Message query, Transport transport, Sender sender, Runnable hangUp) {
    Fault fault = faultFor(query, transport);
    Runnable reply =
        () -> {
          faulty.emissions(query, fault, transport).forEach(sender::send);
          if (fault.kind() == Fault.Kind.CLOSED) {
            hangUp.run();
          }
        };
    if (fault.delay().isZero()) {
      reply.run();
    } else {
      later(reply, fault.delay());
    }
  }

  private static Optional<Message> parse(byte[] bytes) {
    try {
      return Optional.of(new Message(bytes));
    } catch (IOException | RuntimeException e) {
      // Whatever the parser stumbles over, it is the client that sent no message.
      return Optional.empty();
    }
  }

  private void later(Runnable reply, Duration delay) {
    try {
      Future<?> unused =
          timer.schedule(
              () -> {
                try {
                  reply.run();
                } catch (RuntimeException e) {
                  failures.add(e);
                }
              },
              delay.toNanos(),
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: nobody waits for this answer any more.
      return;
    }
  }

  private Fault faultFor(Message query, Transport transport) {
    Record question = query.getQuestion();
    if (question == null) {
      return Fault.none();
    }
    DnsQuery entry =
        new DnsQuery(
            Names.plain(question.getName()),
            Type.string(question.getType()),
            transport,
            Instant.now(),
            DnsAnswerer.wantsAuthenticity(query));
    queries.add(entry);
    if (queryCount.incrementAndGet() > MOST_QUERIES_KEPT) {
      queries.pollFirst();
    }
    return faults.stream()
        .filter(fault -> fault.meets(entry))
        .findFirst()
        .map(ActiveFault::fault)
        .orElse(Fault.none());
  }

  /** FORMERR for what has at least a question's header; silence for the rest. */
  private static Optional<Emission> formatError(byte[] bytes) {
    boolean response = bytes.length > 2 && (bytes[2] & 0x80) != 0;
    if (bytes.length < Header.LENGTH || response) {
      return Optional.empty();
    }
    Header header = new Header((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff));
    header.setFlag(Flags.QR);
    header.setRcode(Rcode.FORMERR);
    return Optional.of(new Emission(header.toWire()));
  }

  private static AuthoritativeDns onFreePort(InetAddress local) throws IOException {
    IOException last = new IOException("no port tried");
    for (int i = 0; i < PORT_TRIES; i++) {
      try {
        return bind(new InetSocketAddress(local, 0));
      } catch (IOException e) {
        // The port that TCP was given may be taken for UDP.
        last = e;
      }
    }
    throw last;
  }

  private static AuthoritativeDns bind(InetSocketAddress wanted) throws IOException {
    ServerSocket tcpSocket = new ServerSocket(wanted.getPort(), 128, wanted.getAddress());
    try {
      DatagramSocket udpSocket = new DatagramSocket(tcpSocket.getLocalSocketAddress());
      udpSocket.setReceiveBufferSize(RECEIVE_BUFFER);
      return new AuthoritativeDns(tcpSocket, udpSocket);
    } catch (IOException e) {
      tcpSocket.close();
      throw e;
    }
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
