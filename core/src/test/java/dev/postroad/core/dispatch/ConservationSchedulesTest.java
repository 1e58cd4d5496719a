// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.delivery.Deliverer;
import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.LocalIdentity;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.PlannedHost;
import dev.postroad.core.delivery.Plans;
import dev.postroad.core.delivery.TryLimits;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.dispatch.DrawnPeer.Manners;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.mx.MxHost;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.pool.HandshakeFailures;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.RelayTerms;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.IoGuard;
import dev.postroad.core.smtp.MailTransaction;
import dev.postroad.core.smtp.MemoryChannel;
import dev.postroad.core.smtp.SessionTerms;
import dev.postroad.core.smtp.SmtpClient;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.smtp.SmtpTimeouts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Nothing is lost and nothing doubled between the dispatcher and what peers have taken, whatever
 * happens in whatever order: each recipient of each mail is delivered, deferred or failed in one
 * report, and as the peers know it. All is real but for the wire: journeys with their ledgers and
 * candidates, the pool with its sessions, what is known of hosts, and the SMTP client; beyond it
 * {@linkplain DrawnPeer peers} answer as it is drawn.
 *
 * <p>What a peer has taken whose word was lost on the way counts as what may be there: it is
 * deferred, and until then nobody else is given it.
 */
class ConservationSchedulesTest {
  @Test
  void everyRecipientIsInOneReportWhichSaysWhatThePeersHaveTaken() {
    Map<String, Integer> seen = new TreeMap<>();

    Schedule.runAll(schedule -> new Post(schedule, new Takings(seen)));

    assertThat(seen).as("so that nothing is held of nobody").containsOnlyKeys(Takings.KINDS);
  }

  /** Mail of several recipients, on journeys by way of one to three of five sites. */
  private static final class Post implements Schedule.Traffic {
    private static final int SITES = 5;
    private static final List<InetAddress> ADDRESSES =
        IntStream.rangeClosed(1, 6).mapToObj(i -> Plans.address("192.0.2." + i)).toList();

    private final Schedule schedule;
    private final Takings takings;
    private final Map<InetAddress, Manners> manners = new HashMap<>();
    private final List<NextHop> hops;
    private final HostHealth health;
    private final HandshakeFailures handshakes;
    private final SessionPool sessions;
    private final IoGuard guard;

    /** The recipients of the mail that is under way. */
    private List<String> present = List.of();

    Post(Schedule schedule, Takings takings) {
      this.schedule = schedule;
      this.takings = takings;
      ADDRESSES.forEach(address -> manners.put(address, manners()));
      hops = IntStream.range(0, SITES).mapToObj(this::hop).toList();
      health = new HostHealth(schedule::now, schedule.random());
      handshakes = new HandshakeFailures(schedule::now);
      guard = MemoryChannel.guard(schedule::now);
      sessions =
          new SessionPool(
              new PoolSettings(
                  Duration.ofSeconds(schedule.random().nextInt(10)),
                  1 + schedule.random().nextInt(6),
                  1 + schedule.random().nextInt(6),
                  1 + schedule.random().nextInt(6)),
              schedule::now,
              this::sayFarewell,
              schedule.ears());
    }

    private Manners manners() {
      StringBuilder capabilities = new StringBuilder();
      for (String keyword :
          List.of("PIPELINING", "CHUNKING", "DSN", "STARTTLS", "LIMITS RCPTMAX=2 MAILMAX=3")) {
        if (schedule.random().nextBoolean()) {
          capabilities.append("250-").append(keyword).append("\r\n");
        }
      }
      return new Manners(
          schedule.any(List.of(3, 10, 30, 1_000)), !schedule.oneIn(6), capabilities.toString());
    }

    /** The recipients' own post office, or a relay of SMTP or LMTP. */
    private NextHop hop(int number) {
      TlsDemand tls =
          TlsDemand.of(schedule.any(List.of(Level.NONE, Level.OPPORTUNISTIC)), "the test");
      Optional<RelayHost> relay =
          number < 3 ? Optional.empty() : Optional.of(relay(tls, schedule.oneIn(2)));
      List<PlannedHost> hosts = new ArrayList<>();
      int preference = 10;
      for (int i = schedule.random().nextInt(3); i >= 0; i--) {
        List<InetAddress> addresses = new ArrayList<>(ADDRESSES);
        Collections.shuffle(addresses, schedule.random());
        MxHost host =
            new MxHost(
                "mx" + hosts.size() + ".example",
                preference,
                addresses.subList(0, 1 + schedule.random().nextInt(2)),
                false,
                MxHost.State.USABLE,
                "");
        hosts.add(new PlannedHost(host, 25, false, tls, relay));
        preference += 10 * schedule.random().nextInt(2);
      }
      return new NextHop(new SiteName("site" + number), hosts, OptionalInt.empty());
    }

    private static RelayHost relay(TlsDemand tls, boolean lmtp) {
      SessionTerms terms =
          new SessionTerms(
              lmtp, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
      return new RelayHost(
          "relay",
          "relay.example",
          false,
          25,
          false,
          tls,
          Optional.empty(),
          false,
          OptionalInt.empty(),
          new RelayTerms(
              Optional.empty(),
              terms,
              Optional.empty(),
              Optional.empty(),
              List.of(),
              OptionalLong.empty(),
              Optional.empty(),
              Optional.empty()));
    }

    /** At once, later, or not at all. */
    private void sayFarewell(Runnable farewell) {
      switch (schedule.random().nextInt(4)) {
        case 0 -> throw new RejectedExecutionException("no thread");
        case 1 -> schedule.later(farewell);
        default -> farewell.run();
      }
    }

    @Override
    public List<SiteName> sites() {
      return hops.stream().map(NextHop::site).toList();
    }

    @Override
    public int crowd() {
      return 5;
    }

    @Override
    public int most() {
      return 12;
    }

    @Override
    public Courier courier() {
      SmtpClient client =
          MemoryChannel.client(
              new SmtpSettings(SmtpTimeouts.STANDARD, true, true, 3), this::connect, guard);
      Deliverer deliverer =
          new Deliverer(
              sessions,
              client,
              health,
              handshakes,
              new MailTransaction(),
              new TryLimits(5, 3),
              new LocalIdentity("us.example.org", List.of()),
              schedule::now,
              schedule.ears());
      return new Planning(
          schedule, request -> new Way(request, deliverer.begin(request, plan(request)))) {
        @Override
        public boolean cut() {
          client.inUse().cut();
          // There is no other thread to wait for.
          return false;
        }
      };
    }

    private MemoryChannel.Peer connect(
        InetSocketAddress to, Duration timeout, MemoryChannel.Line line) throws IOException {
      schedule.meanwhile();
      Manners host = manners.getOrDefault(to.getAddress(), manners());
      if (schedule.oneIn(host.troubleOneIn())) {
        if (schedule.oneIn(2)) {
          throw new ConnectException("Connection refused");
        }
        schedule.pass(timeout);
        throw new SocketTimeoutException("Connect timed out");
      }
      return new DrawnPeer(schedule, takings, host, line, () -> present);
    }

    private DeliveryPlan plan(DeliveryRequest request) {
      if (schedule.oneIn(25)) {
        if (schedule.oneIn(2)) {
          return new DeliveryPlan.Nowhere(DeliveryStatus.temporary("4.4.3", "no answer"));
        }
        addressesOf(request).forEach(takings::refuseForGood);
        return new DeliveryPlan.Nowhere(DeliveryStatus.permanent(556, "5.1.10", "null MX"));
      }
      List<NextHop> way = new ArrayList<>(hops);
      Collections.shuffle(way, schedule.random());
      return new DeliveryPlan.Hosts(
          way.subList(0, 1 + schedule.random().nextInt(3)),
          schedule.oneIn(5)
              ? Optional.of(DeliveryStatus.temporary("4.4.3", "no address yet"))
              : Optional.empty());
    }

    private static List<String> addressesOf(DeliveryRequest request) {
      return request.envelope().recipients().stream().map(Recipient::toString).toList();
    }

    @Override
    public DeliveryRequest request(String id, int priority, boolean regardless) {
      int recipients = 1 + schedule.random().nextInt(schedule.oneIn(10) ? 9 : 4);
      DeliveryRequest request =
          new DeliveryRequest(
              id,
              new Envelope(
                  Optional.of(Plans.recipient("amy@sender.example").mailbox()),
                  IntStream.range(0, recipients)
                      .mapToObj(i -> Plans.recipient("r" + i + "." + id + "@site.example"))
                      .toList(),
                  Optional.empty(),
                  Optional.empty(),
                  priority),
              new Content(schedule, schedule.oneIn(40) ? 1_000 : schedule.random().nextInt(3)),
              new Route.Direct(Optional.empty()),
              1 + schedule.random().nextInt(2),
              regardless);
      takings.expect(request);
      return request;
    }

    @Override
    public void answered(DeliveryRequest request, DeliveryReport report) {
      takings.check(request, report);
    }

    @Override
    public void tick() {
      sessions.closeIdle();
    }

    @Override
    public void over() {
      takings.checkAll();
      sessions.closeIdle();
      sessions.close();
      assertThat(sessions.openCount()).isZero();
    }

    /** A real journey, of which the schedule hears. */
    private final class Way implements Journey {
      private final DeliveryRequest request;
      private final Journey real;

      Way(DeliveryRequest request, Journey real) {
        this.request = request;
        this.real = real;
      }

      @Override
      public Optional<NextHop> nextHop() {
        return real.nextHop();
      }

      @Override
      public Visit visit(ConnectionGate gate) {
        SiteName site = nextHop().orElseThrow().site();
        present = addressesOf(request);
        return schedule.visit(site, () -> real.visit(gate));
      }

      @Override
      public DeliveryReport end() {
        return real.end();
      }

      @Override
      public DeliveryReport abandon(DeliveryStatus why) {
        return real.abandon(why);
      }

      @Override
      public DeliveryReport postpone(Hold why) {
        return real.postpone(why);
      }
    }
  }

  /** A message with a dot where it might be taken for the end, which cannot always be read. */
  private record Content(Schedule schedule, int lines) implements MessageContent {
    private static final byte[] HEAD =
        "Subject: hello\r\n\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE =
        "..and a line of this message\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public long size() {
      return HEAD.length + (long) lines * LINE.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(HEAD);
      for (int i = 0; i < lines; i++) {
        out.write(LINE);
      }
      schedule.maybeBreak("the message");
      if (schedule.oneIn(100)) {
        throw new IOException("the disk is broken");
      }
    }
  }
}
