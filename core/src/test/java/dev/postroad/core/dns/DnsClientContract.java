// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.DnsClient.AddressFamily;
import dev.postroad.core.domain.IpAddresses;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What mail relies on, whoever asks the DNS. */
abstract class DnsClientContract {

  /** The zone data that the client under test sees. */
  interface World {
    void mx(String domain, int preference, String exchange);

    void a(String host, String... addresses);

    void aaaa(String host, String... addresses);

    void cname(String alias, String target);

    void exists(String name);

    void fail(String name);
  }

  abstract World world();

  abstract DnsClient client();

  @Test
  void mxRecordsAreAnsweredInCanonicalForm() {
    world().mx("example.com", 10, "MX1.Example.com.");
    world().mx("example.com", 20, "mx2.example.net");

    assertThat(records(client().mx("example.com")))
        .containsExactlyInAnyOrder(
            new MxRecord(10, "mx1.example.com"), new MxRecord(20, "mx2.example.net"));
  }

  @Test
  void nullMxIsARecordOfTheRoot() {
    world().mx("example.com", 0, ".");

    assertThat(records(client().mx("example.com"))).containsExactly(new MxRecord(0, ""));
  }

  @Test
  void caseAndTrailingDotMakeNoDifference() {
    world().mx("example.com", 10, "mx.example.com");

    assertThat(records(client().mx("EXAMPLE.Com."))).hasSize(1);
  }

  @Test
  void addressesAreAnsweredByFamily() {
    world().a("mx.example.com", "192.0.2.1", "192.0.2.2");
    world().aaaa("mx.example.com", "2001:db8::1");

    assertThat(records(client().addresses("mx.example.com", AddressFamily.IPV4)))
        .containsExactlyInAnyOrderElementsOf(addresses("192.0.2.1", "192.0.2.2"));
    assertThat(records(client().addresses("mx.example.com", AddressFamily.IPV6)))
        .containsExactlyElementsOf(addresses("2001:db8::1"));
  }

  @Test
  void addressesCarryNoName() {
    world().a("mx.example.com", "192.0.2.1");

    assertThat(records(client().addresses("mx.example.com", AddressFamily.IPV4)).get(0))
        .hasToString("/192.0.2.1");
  }

  @Test
  void nameWithoutSuchARecordIsNoData() {
    world().a("mx.example.com", "192.0.2.1");
    world().exists("bare.example.com");

    assertThat(client().addresses("mx.example.com", AddressFamily.IPV6))
        .isInstanceOf(DnsAnswer.NoData.class);
    assertThat(client().mx("mx.example.com")).isInstanceOf(DnsAnswer.NoData.class);
    assertThat(client().mx("bare.example.com")).isInstanceOf(DnsAnswer.NoData.class);
  }

  @Test
  void nameWithOthersBelowItIsNoData() {
    world().a("mx.example.com", "192.0.2.1");

    assertThat(client().mx("example.com")).isInstanceOf(DnsAnswer.NoData.class);
  }

  @Test
  void nameThatDoesNotExistIsNxDomain() {
    world().exists("example.com");

    assertThat(client().mx("gone.example.com")).isInstanceOf(DnsAnswer.NxDomain.class);
    assertThat(client().addresses("gone.example.com", AddressFamily.IPV4))
        .isInstanceOf(DnsAnswer.NxDomain.class);
  }

  @Test
  void negativeAnswersHaveALifetime() {
    world().exists("example.com");

    assertThat(((DnsAnswer.NoData<?>) client().mx("example.com")).ttl()).isPositive();
    assertThat(((DnsAnswer.NxDomain<?>) client().mx("gone.example.com")).ttl()).isPositive();
  }

  @Test
  void servfailIsTryAgain() {
    world().exists("example.com");
    world().fail("example.com");

    DnsAnswer<MxRecord> answer = client().mx("example.com");

    assertThat(answer).isInstanceOf(DnsAnswer.TryAgain.class);
    assertThat(((DnsAnswer.TryAgain<?>) answer).why()).contains("SERVFAIL").contains("example.com");
  }

  @Test
  void aliasesAreFollowed() {
    world().cname("mx.example.com", "also.example.net");
    world().cname("also.example.net", "real.example.org");
    world().a("real.example.org", "192.0.2.1");

    assertThat(records(client().addresses("mx.example.com", AddressFamily.IPV4)))
        .containsExactlyElementsOf(addresses("192.0.2.1"));
    assertThat(client().addresses("mx.example.com", AddressFamily.IPV6))
        .isInstanceOf(DnsAnswer.NoData.class);
  }

  @Test
  void aliasOfWhatDoesNotExistIsNxDomain() {
    world().cname("mx.example.com", "gone.example.net");
    world().exists("example.net");

    assertThat(client().addresses("mx.example.com", AddressFamily.IPV4))
        .isInstanceOf(DnsAnswer.NxDomain.class);
  }

  @Test
  void aliasesInACircleAreBogus() {
    world().cname("a.example.com", "b.example.com");
    world().cname("b.example.com", "a.example.com");

    assertThat(client().addresses("a.example.com", AddressFamily.IPV4))
        .isInstanceOf(DnsAnswer.Bogus.class);
  }

  static <T> List<T> records(DnsAnswer<T> answer) {
    assertThat(answer).isInstanceOf(DnsAnswer.Records.class);
    return ((DnsAnswer.Records<T>) answer).records();
  }

  static List<InetAddress> addresses(String... texts) {
    return Arrays.stream(texts).map(IpAddresses::parse).toList();
  }
}
