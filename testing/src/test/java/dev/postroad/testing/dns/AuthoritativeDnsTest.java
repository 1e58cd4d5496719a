// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

final class AuthoritativeDnsTest {
  private final AuthoritativeDns dns = AuthoritativeDns.start();

  @AfterEach
  void close() {
    dns.close();
  }

  @Test
  void answersMxRecordsInTheOrderWritten() throws IOException {
    dns.zone("example.com").mx(20, "mx2.example.com").mx(10, "mx1.example.com");

    Message answer = ask("example.com", "MX");

    assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(data(answer)).containsExactly("20 mx2.example.com.", "10 mx1.example.com.");
  }

  @Test
  void answersEveryKindOfRecord() throws IOException {
    dns.zone("example.com")
        .a("h.example.com", "127.0.0.2", "127.0.0.3")
        .aaaa("h.example.com", "::1")
        .txt("h.example.com", "v=spf1", " -all")
        .tlsa("_25._tcp.h.example.com", 3, 1, 1, "00ff")
        .nullMx("h.example.com")
        .record("h.example.com", "SRV", "1 2 25 mx.example.com.");

    assertThat(data(ask("h.example.com", "A"))).containsExactly("127.0.0.2", "127.0.0.3");
    assertThat(data(ask("h.example.com", "AAAA"))).containsExactly("0:0:0:0:0:0:0:1");
    assertThat(data(ask("h.example.com", "TXT"))).containsExactly("\"v=spf1\" \" -all\"");
    assertThat(data(ask("_25._tcp.h.example.com", "TLSA"))).containsExactly("3 1 1 00FF");
    assertThat(data(ask("h.example.com", "MX"))).containsExactly("0 .");
    assertThat(data(ask("h.example.com", "SRV"))).containsExactly("1 2 25 mx.example.com.");
    assertThat(data(ask("h.example.com", "ANY"))).hasSize(6);
  }

  @Test
  void namesAreComparedWithoutCase() throws IOException {
    dns.zone("Example.COM").mx(10, "mx1.example.com");

    assertThat(data(ask("eXaMpLe.com", "MX"))).hasSize(1);
    assertThat(dns.queries("EXAMPLE.com.", "mx")).hasSize(1);
  }

  @Test
  void absentTypeIsNodataWithTheSoa() throws IOException {
    dns.zone("example.com").negativeTtl(Duration.ofSeconds(7)).a("h.example.com", "127.0.0.2");

    Message answer = ask("h.example.com", "MX");

    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    assertThat(soa(answer).getTTL()).isEqualTo(7);
    assertThat(soa(answer).getMinimum()).isEqualTo(7);
  }

  @Test
  void absentNameIsNxdomainWithTheSoa() throws IOException {
    dns.zone("example.com");

    Message answer = ask("no.example.com", "A");

    assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(soa(answer).getName()).hasToString("example.com.");
  }

  @Test
  void emptyNonTerminalExists() throws IOException {
    dns.zone("example.com").a("a.b.example.com", "127.0.0.2");

    assertThat(ask("b.example.com", "A").getRcode()).isEqualTo(Rcode.NOERROR);
    dns.zone("example.com").remove("a.b.example.com", "A");
    assertThat(ask("b.example.com", "A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void nameInNoZoneIsRefusedUnlessTheRootIsCaught() throws IOException {
    assertThat(ask("nxdomain.example", "MX").getRcode()).isEqualTo(Rcode.REFUSED);
    dns.nxdomainElsewhere();
    assertThat(ask("nxdomain.example", "MX").getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void aliasIsFollowedThroughTheZones() throws IOException {
    dns.zone("example.com").cname("www.example.com", "alias.example.net");
    dns.zone("example.net").cname("alias.example.net", "h.example.net");
    dns.host("h.example.net", "127.0.0.9", "::1");

    Message answer = ask("www.example.com", "A");

    assertThat(data(answer)).containsExactly("alias.example.net.", "h.example.net.", "127.0.0.9");
    assertThat(data(ask("www.example.com", "CNAME"))).containsExactly("alias.example.net.");
  }

  @Test
  void aliasToNowhereIsNxdomainAndKeepsTheAlias() throws IOException {
    dns.nxdomainElsewhere().zone("example.com").cname("www.example.com", "nowhere.invalid");

    Message answer = ask("www.example.com", "A");

    assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(data(answer)).containsExactly("nowhere.invalid.");
  }

  @Test
  void loopOfAliasesInTheZoneEnds() throws IOException {
    dns.zone("example.com")
        .cname("a.example.com", "b.example.com")
        .cname("b.example.com", "a.example.com");

    assertThat(data(ask("a.example.com", "A"))).containsExactly("b.example.com.", "a.example.com.");
  }

  @Test
  void wildcardAnswersForAbsentNamesOnly() throws IOException {
    dns.zone("example.com")
        .mx("*.example.com", 5, "mx.example.com")
        .a("host.example.com", "127.0.0.2");

    assertThat(ask("x.y.example.com", "MX").getSection(Section.ANSWER).get(0).getName())
        .hasToString("x.y.example.com.");
    assertThat(data(ask("host.example.com", "MX"))).isEmpty();
    assertThat(ask("x.host.example.com", "MX").getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void zoneFileIsLoaded() throws IOException {
    dns.zone("example.com")
        .load(
            """
            $TTL 60
            @     IN SOA ns hostmaster 7 1h 10m 1d 30
            @     IN MX 10 mx1
                  IN MX 20 mx.example.net.
            mx1   IN A 127.0.0.2
            """);

    assertThat(data(ask("example.com", "MX")))
        .containsExactly("10 mx1.example.com.", "20 mx.example.net.");
    assertThat(soa(ask("example.com", "TXT")).getSerial()).isEqualTo(7);
    assertThat(soa(ask("example.com", "TXT")).getTTL()).isEqualTo(30);
  }

  @Test
  void mistakesInZonesAreNamed() {
    Zone zone = dns.zone("example.com");

    assertThatThrownBy(() -> zone.a("h.example.net", "127.0.0.2"))
        .hasMessage("h.example.net does not lie in the zone example.com");
    assertThatThrownBy(() -> zone.a("h.example.com", "localhost"))
        .hasMessage("not an address literal: \"localhost\"");
    assertThatThrownBy(() -> zone.load("@ IN MX ten mx1")).hasMessageContaining("1");
    assertThatThrownBy(() -> dns.fault("a.example", "MXX", Fault.servfail()))
        .hasMessage("no such record type: \"MXX\"");
  }

  @Test
  void additionalAddressesComeOnlyIfWanted() throws IOException {
    dns.zone("example.com").mx(10, "mx1.example.com").a("mx1.example.com", "127.0.0.2");

    assertThat(withoutOpt(ask("example.com", "MX"))).isEmpty();
    dns.withAdditional(true);
    assertThat(withoutOpt(ask("example.com", "MX"))).hasSize(1);
  }

  @Test
  void longAnswerIsTruncatedOverUdpAndWholeOverTcp() throws IOException {
    for (int i = 0; i < 300; i++) {
      dns.zone("example.com").mx(i, "mx" + i + ".a-rather-long-name.example.com");
    }
    SimpleResolver udpOnly = resolver();
    udpOnly.setIgnoreTruncation(true);

    Message cut = udpOnly.send(question("example.com", "MX"));
    Message whole = ask("example.com", "MX");

    assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(whole.getSection(Section.ANSWER)).hasSize(300);
    assertThat(dns.queries().stream().map(DnsQuery::transport))
        .containsExactly(Transport.UDP, Transport.UDP, Transport.TCP);
  }

  @Test
  void authenticDataIsToldToThoseWhoAsk() throws IOException {
    dns.zone("example.com").signed(true).mx(10, "mx1.example.com");
    Message asking = question("example.com", "MX");
    asking.getHeader().setFlag(Flags.AD);

    assertThat(resolver().send(asking).getHeader().getFlag(Flags.AD)).isTrue();
    assertThat(ask("example.com", "MX").getHeader().getFlag(Flags.AD)).isFalse();
    assertThat(dns.queries().stream().map(DnsQuery::wantsAuthenticity))
        .containsExactly(true, false);
  }

  @Test
  void aliasOutOfASignedZoneIsNotAuthentic() throws IOException {
    dns.zone("signed.example").signed(true).cname("a.signed.example", "b.plain.example");
    dns.host("b.plain.example", "127.0.0.2");
    Message asking = question("a.signed.example", "A");
    asking.getHeader().setFlag(Flags.AD);

    assertThat(resolver().send(asking).getHeader().getFlag(Flags.AD)).isFalse();
  }

  @Test
  void fixedPortCanBeAskedForAndIsFreeAfterClose() throws IOException {
    InetSocketAddress address;
    try (AuthoritativeDns first = AuthoritativeDns.start()) {
      address = first.address();
    }
    try (AuthoritativeDns second = AuthoritativeDns.start("127.0.0.1", address.getPort())) {
      assertThat(second.address()).isEqualTo(address);
    }
    try (ServerSocket free = new ServerSocket()) {
      free.bind(address);
      assertThat(free.isBound()).isTrue();
    }
  }

  @Test
  void takenPortIsTold() {
    assertThatThrownBy(() -> AuthoritativeDns.start(dns.port()))
        .hasMessageContaining("cannot serve DNS on 127.0.0.1 port " + dns.port());
  }

  private Message ask(String name, String type) throws IOException {
    return resolver().send(question(name, type));
  }

  private SimpleResolver resolver() {
    SimpleResolver resolver = new SimpleResolver(dns.address());
    resolver.setTimeout(Duration.ofSeconds(5));
    return resolver;
  }

  private static Message question(String name, String type) throws IOException {
    Name absolute = Name.fromString(name, Name.root);
    return Message.newQuery(Record.newRecord(absolute, Type.value(type), DClass.IN));
  }

  private static List<String> data(Message answer) {
    return answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
  }

  private static List<Record> withoutOpt(Message answer) {
    return answer.getSection(Section.ADDITIONAL).stream()
        .filter(r -> r.getType() != Type.OPT)
        .toList();
  }

  private static SOARecord soa(Message answer) {
    return (SOARecord) answer.getSection(Section.AUTHORITY).get(0);
  }
}
