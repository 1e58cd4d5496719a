// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.DnsClient.AddressFamily;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.dns.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against real sockets. */
class DnsjavaClientTest {
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private final AuthoritativeDns dns = AuthoritativeDns.start();

  @BeforeEach
  void zones() {
    dns.zone("example.com")
        .negativeTtl(Duration.ofSeconds(42))
        .mx(10, "mx1.example.com")
        .a("mx1.example.com", "192.0.2.1")
        .aaaa("mx1.example.com", "2001:db8::1")
        .nullMx("null.example.com")
        .cname("alias.example.com", "mx1.example.com");
  }

  @AfterEach
  void close() {
    dns.close();
  }

  @Test
  void recordsComeWithTheirLifetime() {
    DnsAnswer<MxRecord> answer = client().mx("example.com");

    assertThat(answer).isInstanceOf(DnsAnswer.Records.class);
    assertThat(((DnsAnswer.Records<MxRecord>) answer).records())
        .containsExactly(new MxRecord(10, "mx1.example.com"));
    assertThat(((DnsAnswer.Records<MxRecord>) answer).ttl()).isPositive();
  }

  @Test
  void bothFamiliesAreAskedForByThemselves() {
    assertThat(addresses("mx1.example.com", AddressFamily.IPV4)).containsExactly("192.0.2.1");
    assertThat(addresses("mx1.example.com", AddressFamily.IPV6))
        .containsExactly("2001:db8:0:0:0:0:0:1");
  }

  @Test
  void nullMxHasAnEmptyExchange() {
    assertThat(((DnsAnswer.Records<MxRecord>) client().mx("null.example.com")).records())
        .containsExactly(new MxRecord(0, ""));
  }

  @Test
  void nameWithoutTheTypeIsNoDataForAsLongAsTheSoaSays() {
    assertThat(client().mx("mx1.example.com"))
        .isEqualTo(new DnsAnswer.NoData<>(Duration.ofSeconds(42), false));
  }

  @Test
  void nameThatDoesNotExistIsNxDomain() {
    assertThat(client().mx("nobody.example.com")).isInstanceOf(DnsAnswer.NxDomain.class);
  }

  @Test
  void aliasIsFollowed() {
    assertThat(addresses("alias.example.com", AddressFamily.IPV4)).containsExactly("192.0.2.1");
  }

  @Test
  void aliasIntoAnotherZoneIsAskedForAgain() {
    dns.zone("example.org").cname("www.example.org", "mx1.example.com");

    assertThat(addresses("www.example.org", AddressFamily.IPV4)).containsExactly("192.0.2.1");
  }

  @Test
  void aliasOfItselfIsBogus() {
    dns.fault("example.com", "MX", Fault.cnameLoop());

    assertThat(client().mx("example.com")).isInstanceOf(DnsAnswer.Bogus.class);
  }

  @Test
  void strangersAnswersArePassedOverUntilTheRightOneComes() {
    for (Fault fault :
        List.of(Fault.wrongId(), Fault.wrongQuestion(), Fault.garbage(), Fault.wrongPort())) {
      dns.heal();
      dns.fault("example.com", "MX", fault.thenRight());

      assertThat(client().mx("example.com")).as("%s", fault).isInstanceOf(DnsAnswer.Records.class);
    }
  }

  @Test
  void strangersAnswersAloneAreSilence() {
    dns.fault("example.com", "MX", Fault.wrongId());

    assertThat(client().mx("example.com")).isInstanceOf(DnsAnswer.TryAgain.class);
  }

  @Test
  void truncatedAnswerIsAskedForAgainOverTcp() {
    dns.fault("example.com", "MX", Fault.truncated().overUdpOnly());

    assertThat(client().mx("example.com")).isInstanceOf(DnsAnswer.Records.class);
    assertThat(dns.queries("example.com", "MX"))
        .extracting(query -> query.transport())
        .containsExactly(Transport.UDP, Transport.TCP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"servfail", "refused", "lame"})
  void serverThatCannotSayIsFollowedByTheNext(String how) {
    Fault fault =
        switch (how) {
          case "servfail" -> Fault.servfail();
          case "refused" -> Fault.refused();
          default -> Fault.lame();
        };
    try (AuthoritativeDns first = AuthoritativeDns.start()) {
      first.zone("example.com").mx(99, "wrong.example.com");
      first.fault("example.com", "MX", fault);

      assertThat(client(first.address(), dns.address()).mx("example.com"))
          .isInstanceOf(DnsAnswer.Records.class);
    }
  }

  @Test
  void silentServerIsFollowedByTheNext() {
    try (AuthoritativeDns first = AuthoritativeDns.start()) {
      first.zone("example.com").mx(99, "wrong.example.com");
      first.fault("example.com", "MX", Fault.silence());

      assertThat(client(first.address(), dns.address()).mx("example.com"))
          .isInstanceOf(DnsAnswer.Records.class);
    }
  }

  @Test
  void deadServerIsFollowedByTheNextAtOnce() throws IOException {
    InetSocketAddress dead;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      dead = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    DnsjavaClient patient =
        new DnsjavaClient(
            new DnsServers(List.of(dead, dns.address()), Duration.ofMinutes(1), 1),
            System::nanoTime,
            DnsTrace.NONE);

    assertThat(patient.mx("example.com")).isInstanceOf(DnsAnswer.Records.class);
  }

  @Test
  void failureOfAllServersSaysWhichSaidWhat() {
    dns.fault("example.com", "MX", Fault.servfail());

    assertThat(((DnsAnswer.TryAgain<MxRecord>) client().mx("example.com")).why())
        .contains("127.0.0.1:" + dns.port())
        .contains("SERVFAIL");
  }

  @Test
  void noServerAtAllIsTemporary() {
    assertThat(
            ((DnsAnswer.TryAgain<MxRecord>) client(new InetSocketAddress[0]).mx("example.com"))
                .why())
        .contains("no DNS server");
  }

  @Test
  void authenticIsWhatTheServerVouchesFor() {
    dns.fault("example.com", "MX", Fault.authentic(true));

    assertThat(((DnsAnswer.Records<MxRecord>) client().mx("example.com")).authentic()).isTrue();
  }

  @Test
  void impossibleNameIsBogusWithoutAsking() {
    assertThat(client().mx("a".repeat(64) + ".example")).isInstanceOf(DnsAnswer.Bogus.class);
    assertThat(dns.queries()).isEmpty();
  }

  @Test
  void traceHearsAllSections() {
    List<DnsTrace.Answered> heard = new ArrayList<>();
    DnsTrace trace =
        new DnsTrace() {
          @Override
          public void answered(Answered answered) {
            heard.add(answered);
          }

          @Override
          public void unanswered(String question, InetSocketAddress server, String why) {}
        };

    new DnsjavaClient(DnsServers.of(List.of(dns.address())), System::nanoTime, trace)
        .mx("nobody.example.com");

    assertThat(heard.get(0).status()).isEqualTo("NXDOMAIN");
    assertThat(heard.get(0).authority().get(0)).contains("SOA");
  }

  @Test
  void cachedAnswerIsNotAskedForAgainUntilItExpires() {
    long[] now = {0};
    CachingDnsClient cache = new CachingDnsClient(client(), () -> now[0]);
    dns.zone("example.com").ttl(Duration.ofMinutes(10));

    cache.mx("example.com");
    cache.mx("EXAMPLE.com");
    assertThat(dns.queries("example.com", "MX")).hasSize(1);
    now[0] += Duration.ofHours(2).toNanos();
    cache.mx("example.com");

    assertThat(dns.queries("example.com", "MX")).hasSize(2);
  }

  @Test
  void failureIsCachedForSecondsOnly() {
    long[] now = {0};
    CachingDnsClient cache = new CachingDnsClient(client(), () -> now[0]);
    dns.fault("example.com", "MX", Fault.servfail());

    cache.mx("example.com");
    dns.heal();
    assertThat(cache.mx("example.com")).isInstanceOf(DnsAnswer.TryAgain.class);
    now[0] += Duration.ofSeconds(6).toNanos();

    assertThat(cache.mx("example.com")).isInstanceOf(DnsAnswer.Records.class);
  }

  private List<String> addresses(String host, AddressFamily family) {
    DnsAnswer<InetAddress> answer = client().addresses(host, family);
    assertThat(answer).isInstanceOf(DnsAnswer.Records.class);
    return ((DnsAnswer.Records<InetAddress>) answer)
        .records().stream().map(InetAddress::getHostAddress).toList();
  }

  private DnsjavaClient client() {
    return client(dns.address());
  }

  private static DnsjavaClient client(InetSocketAddress... servers) {
    return new DnsjavaClient(
        new DnsServers(List.of(servers), PATIENCE, 1), System::nanoTime, DnsTrace.NONE);
  }
}
