// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postroad.core.dns.DnsClient.AddressFamily;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.dns.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On real sockets. */
class DnsjavaClientTest extends DnsClientContract {
  private static final Duration PATIENT = Duration.ofSeconds(5);
  private static final Duration IMPATIENT = Duration.ofMillis(300);

  private final AuthoritativeDns dns = AuthoritativeDns.start().nxdomainElsewhere();
  private final AuthoritativeDns second = AuthoritativeDns.start().nxdomainElsewhere();
  private final Trace trace = new Trace();

  @AfterEach
  void stop() {
    dns.close();
    second.close();
  }

  @Override
  World world() {
    return new World() {
      @Override
      public void mx(String domain, int preference, String exchange) {
        dns.zone(".").mx(domain, preference, exchange);
      }

      @Override
      public void a(String host, String... addresses) {
        dns.zone(".").a(host, addresses);
      }

      @Override
      public void aaaa(String host, String... addresses) {
        dns.zone(".").aaaa(host, addresses);
      }

      @Override
      public void cname(String alias, String target) {
        dns.zone(".").cname(alias, target);
      }

      @Override
      public void exists(String name) {
        dns.zone(".").txt(name, "here");
      }

      @Override
      public void fail(String name) {
        dns.fault(name, "*", Fault.servfail());
      }
    };
  }

  @Override
  DnsClient client() {
    return client(PATIENT, 1, dns.address());
  }

  private DnsClient client(Duration timeout, int tries, InetSocketAddress... servers) {
    return asked(
        new DnsjavaClient(
            new DnsServers(Arrays.asList(servers), timeout, tries), System::nanoTime, trace));
  }

  /** The client as it is asked here: it waits for each answer. */
  DnsClient asked(DnsjavaClient client) {
    return client;
  }

  static List<Fault> forgeries() {
    return List.of(
        Fault.wrongId(),
        Fault.wrongQuestion(),
        Fault.wrongPort(),
        Fault.wrongSource(new InetSocketAddress("127.0.0.5", 0)),
        Fault.garbage(),
        Fault.garbage(new byte[0]),
        Fault.garbage(new byte[3]));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void answerThatDoesNotMatchIsIgnoredAndTheRightOneAwaited(Fault forgery) {
    dns.zone(".").mx("example.com", 10, "mx.example.com");
    dns.fault("example.com", "MX", forgery.thenRight());

    assertThat(records(client().mx("example.com")))
        .containsExactly(new MxRecord(10, "mx.example.com"));
    assertThat(dns.queries()).as("asked once").hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void answerThatDoesNotMatchIsATimeOutIfNothingElseComes(Fault forgery) {
    dns.zone(".").mx("example.com", 10, "mx.example.com");
    dns.fault("example.com", "MX", forgery);

    long start = System.nanoTime();
    DnsAnswer<MxRecord> answer = client(IMPATIENT, 1, dns.address()).mx("example.com");

    assertThat(why(answer)).contains("no answer within 300 ms");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(IMPATIENT.toNanos());
  }

  @Test
  void operatorIsToldOfAnswersThatDidNotMatch() {
    dns.fault("example.com", "MX", Fault.wrongId());

    assertThat(why(client(IMPATIENT, 1, dns.address()).mx("example.com")))
        .isEqualTo(
            "MX example.com.: 127.0.0.1:"
                + dns.port()
                + " gives no answer within 300 ms, but 1 that did not match the question");
  }

  @Test
  void truncatedAnswerIsAskedForOverTcp() {
    dns.zone(".").mx("example.com", 10, "mx.example.com");
    dns.fault("example.com", "MX", Fault.truncated());

    assertThat(records(client().mx("example.com"))).hasSize(1);
    assertThat(dns.queries("example.com", "MX"))
        .extracting(query -> query.transport())
        .containsExactly(Transport.UDP, Transport.TCP);
    assertThat(trace.answered).singleElement().matches(DnsTrace.Answered::tcp);
  }

  @Test
  void answerOfManyRecordsComesOverTcp() {
    dns.fault("example.com", "MX", Fault.huge(2_000));

    assertThat(records(client().mx("example.com"))).hasSizeGreaterThan(1_000);
  }

  @Test
  void serverThatTruncatesAndIsSilentOverTcpIsFollowedByTheNext() {
    dns.fault("example.com", "MX", Fault.silence().overTcpOnly());
    dns.fault("example.com", "MX", Fault.truncated().overUdpOnly());
    second.zone(".").mx("example.com", 10, "mx.example.com");

    assertThat(records(client(IMPATIENT, 1, dns.address(), second.address()).mx("example.com")))
        .hasSize(1);
  }

  @Test
  void deadServerIsFollowedByTheNextAtOnce() throws IOException {
    second.zone(".").mx("example.com", 10, "mx.example.com");

    long start = System.nanoTime();
    DnsAnswer<MxRecord> answer = client(PATIENT, 1, deadPort(), second.address()).mx("example.com");

    assertThat(records(answer)).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENT.dividedBy(2));
  }

  @Test
  void silentServerIsFollowedByTheNextAndThenComesLast() {
    dns.fault("*", "*", Fault.silence());
    second.zone(".").mx("example.com", 10, "mx.example.com");
    DnsClient client = client(IMPATIENT, 1, dns.address(), second.address());

    assertThat(records(client.mx("example.com"))).hasSize(1);
    assertThat(records(client.mx("example.com"))).hasSize(1);

    assertThat(dns.queries()).hasSize(1);
    assertThat(second.queries()).hasSize(2);
  }

  @Test
  void silentServerIsAskedAgain() {
    dns.zone(".").mx("example.com", 10, "mx.example.com");
    dns.fault("example.com", "MX", Fault.silence()).times(1);

    assertThat(records(client(IMPATIENT, 2, dns.address()).mx("example.com"))).hasSize(1);
  }

  static List<Fault> faults() {
    return List.of(Fault.servfail(), Fault.refused(), Fault.rcode(4), Fault.rcode(1), Fault.lame());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void serverThatAnswersWithAFaultIsFollowedByTheNext(Fault fault) {
    dns.fault("*", "*", fault);
    second.zone(".").mx("example.com", 10, "mx.example.com");

    assertThat(records(client(PATIENT, 2, dns.address(), second.address()).mx("example.com")))
        .hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void faultOfAllServersIsTryAgainAndSoonSo(Fault fault) {
    dns.fault("*", "*", fault);
    second.fault("*", "*", fault);

    DnsAnswer<MxRecord> answer =
        client(PATIENT, 3, dns.address(), second.address()).mx("example.com");

    assertThat(why(answer)).contains(":" + dns.port()).contains(":" + second.port());
  }

  @Test
  void everyServersReasonIsTold() throws IOException {
    dns.fault("*", "*", Fault.refused());
    second.fault("*", "*", Fault.silence());
    InetSocketAddress dead = deadPort();

    assertThat(why(client(IMPATIENT, 2, dead, dns.address(), second.address()).mx("example.com")))
        .isEqualTo(
            "MX example.com.: 127.0.0.1:"
                + dead.getPort()
                + ": nobody listens there; 127.0.0.1:"
                + dns.port()
                + " says REFUSED; 127.0.0.1:"
                + second.port()
                + " gives no answer within 300 ms");
  }

  @Test
  void serverThatDoesNotKnowEdnsIsAskedWithout() {
    dns.zone(".").mx("example.com", 10, "mx.example.com");
    dns.fault("example.com", "MX", Fault.rcode(1)).times(1);

    assertThat(records(client().mx("example.com"))).hasSize(1);
    assertThat(dns.queries()).hasSize(2);
  }

  @Test
  void emptyAnswerWithoutSoaIsNoDataForAMinute() {
    dns.fault("example.com", "MX", Fault.empty());

    assertThat(client().mx("example.com"))
        .isEqualTo(new DnsAnswer.NoData<>(Duration.ofMinutes(1), false));
  }

  @Test
  void negativeLifetimeComesFromTheSoa() {
    dns.zone("example.com").negativeTtl(Duration.ofSeconds(77)).txt("example.com", "here");

    assertThat(client().mx("example.com"))
        .isEqualTo(new DnsAnswer.NoData<>(Duration.ofSeconds(77), false));
    assertThat(client().mx("gone.example.com"))
        .isEqualTo(new DnsAnswer.NxDomain<>(Duration.ofSeconds(77), false));
  }

  @Test
  void lifetimeIsThatOfTheShortestRecordOnTheWay() {
    dns.zone("example.com").ttl(Duration.ofSeconds(7)).cname("mx.example.com", "mx.example.net");
    dns.zone("example.net").ttl(Duration.ofSeconds(700)).a("mx.example.net", "192.0.2.1");

    DnsAnswer<InetAddress> answer = client().addresses("mx.example.com", AddressFamily.IPV4);

    assertThat(((DnsAnswer.Records<?>) answer).ttl()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void authenticityIsAskedForAndTold() {
    dns.zone("example.com").signed(true).mx("example.com", 10, "mx.example.com");
    dns.zone("example.net").mx("example.net", 10, "mx.example.com");

    assertThat(((DnsAnswer.Records<?>) client().mx("example.com")).authentic()).isTrue();
    assertThat(((DnsAnswer.Records<?>) client().mx("example.net")).authentic()).isFalse();
    assertThat(((DnsAnswer.NxDomain<?>) client().mx("gone.example.com")).authentic()).isTrue();
  }

  @Test
  void aliasThatLeavesTheAnswerIsAskedFor() throws IOException {
    AuthoritativeDns only = AuthoritativeDns.start();
    try (only) {
      only.zone("example.com").cname("mx.example.com", "mx.example.net");
      dns.zone("example.net").a("mx.example.net", "192.0.2.1");
      DnsClient client = client(PATIENT, 1, only.address(), dns.address());

      assertThat(records(client.addresses("mx.example.com", AddressFamily.IPV4)))
          .containsExactlyElementsOf(addresses("192.0.2.1"));
    }
  }

  @Test
  void aliasesInACircleAreSeenWhateverTheServerSends() {
    dns.fault("example.com", "MX", Fault.cnameLoop());

    assertThat(client().mx("example.com")).isInstanceOf(DnsAnswer.Bogus.class);
  }

  @Test
  void endlessAliasesEnd() {
    for (int i = 0; i < 40; i++) {
      dns.zone(".").cname("a" + i + ".example.com", "a" + (i + 1) + ".example.com");
    }

    assertThat(client().addresses("a0.example.com", AddressFamily.IPV4))
        .isInstanceOf(DnsAnswer.Bogus.class);
  }

  @Test
  void namesAreAbsolute() {
    client().mx("mx");
    client().addresses("host.internal", AddressFamily.IPV4);

    assertThat(dns.queries())
        .extracting(query -> query.name())
        .containsExactly("mx", "host.internal");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {"a..b", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.x"})
  void nameThatTheDnsCannotHoldIsBogusAndNotAskedFor(String name) {
    assertThat(client().mx(name)).isInstanceOf(DnsAnswer.Bogus.class);
    assertThat(dns.queries()).isEmpty();
  }

  @Test
  void traceTellsWhatCame() {
    dns.withAdditional(true);
    dns.zone("example.com").mx("example.com", 10, "mx.example.com");
    dns.zone("example.com").a("mx.example.com", "192.0.2.1");

    client().mx("example.com");
    client().mx("gone.example.com");

    assertThat(trace.answered).hasSize(2);
    DnsTrace.Answered first = trace.answered.get(0);
    assertThat(first.question()).isEqualTo("MX example.com.");
    assertThat(first.server()).isEqualTo(dns.address());
    assertThat(first.tcp()).isFalse();
    assertThat(first.took()).isPositive();
    assertThat(first.status()).isEqualTo("NOERROR");
    assertThat(first.flags()).contains("qr", "aa");
    assertThat(first.answer()).singleElement().asString().contains("MX", "10 mx.example.com.");
    assertThat(first.additional()).anyMatch(line -> line.contains("192.0.2.1"));
    assertThat(trace.answered.get(1).status()).isEqualTo("NXDOMAIN");
    assertThat(trace.answered.get(1).authority()).singleElement().asString().contains("SOA");
  }

  @Test
  void traceTellsWhatDidNotCome() {
    dns.fault("*", "*", Fault.silence());

    client(IMPATIENT, 2, dns.address()).mx("example.com");

    assertThat(trace.unanswered)
        .containsExactly("no answer within 300 ms", "no answer within 300 ms");
  }

  @Test
  void manyThreadsMayAskAtOnce() {
    IntStream.range(0, 50).forEach(i -> dns.zone(".").mx("d" + i + ".example", i, "mx.example"));
    DnsClient client = client();

    assertThat(
            IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> records(client.mx("d" + i + ".example")).get(0).preference()))
        .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
  }

  @Test
  void noServerAtAllIsTemporary() {
    assertThat(why(client(PATIENT, 1).mx("example.com"))).isEqualTo("no DNS server is configured");
  }

  @Test
  void patienceIsChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsServers(List.of(dns.address()), Duration.ZERO, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsServers(List.of(dns.address()), PATIENT, 0));
  }

  @Test
  void machineHasServers() {
    assertThat(DnsServers.ofThisMachine().addresses()).isNotEmpty();
  }

  private static final class Trace implements DnsTrace {
    private final List<Answered> answered = new CopyOnWriteArrayList<>();
    private final List<String> unanswered = new CopyOnWriteArrayList<>();

    @Override
    public void answered(Answered answer) {
      answered.add(answer);
    }

    @Override
    public void unanswered(String question, InetSocketAddress server, String why) {
      unanswered.add(why);
    }
  }

  private static String why(DnsAnswer<?> answer) {
    assertThat(answer).isInstanceOf(DnsAnswer.TryAgain.class);
    return ((DnsAnswer.TryAgain<?>) answer).why();
  }

  private static InetSocketAddress deadPort() throws IOException {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }
}
