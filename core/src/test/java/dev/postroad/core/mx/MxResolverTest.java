// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.FakeDns;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Network;
import dev.postroad.core.mx.MxHost.State;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MxResolverTest {
  private final FakeDns dns = new FakeDns();
  private MxSettings settings = MxSettings.STANDARD;

  @Test
  void hostsComeByPreference() {
    dns.mx("example.com", 20, "mx2.example.com")
        .mx("example.com", 10, "mx1.example.com")
        .a("mx1.example.com", "198.51.100.1")
        .a("mx2.example.com", "198.51.100.2");

    assertThat(hosts("example.com"))
        .extracting(MxHost::name)
        .containsExactly("mx1.example.com", "mx2.example.com");
  }

  @Test
  void everyTierIsShuffledNotOnlyTheBest() {
    for (String name : List.of("a", "b")) {
      dns.mx("example.com", 10, name + ".example.com").a(name + ".example.com", "198.51.100.1");
    }
    dns.a("b.example.com", "198.51.100.2");
    dns.mx("example.com", 20, "c.example.com").a("c.example.com", "198.51.100.3");
    dns.mx("example.com", 20, "d.example.com").a("d.example.com", "198.51.100.4");
    Set<List<String>> best = new HashSet<>();
    Set<List<String>> second = new HashSet<>();
    MxResolver resolver = resolver(1);
    for (int i = 0; i < 64; i++) {
      List<String> names =
          ((MxPlan.Hosts) resolver.resolve(DomainName.parse("example.com")))
              .hosts().stream().map(MxHost::name).toList();
      best.add(names.subList(0, 2));
      second.add(names.subList(2, 4));
    }

    assertThat(best).hasSize(2);
    assertThat(second).hasSize(2);
  }

  @Test
  void nullMxTakesNoMail() {
    dns.nullMx("example.com");

    assertThat(resolve("example.com")).isInstanceOf(MxPlan.NullMx.class);
    assertStatus("example.com", "556 5.1.10");
  }

  @Test
  void nullMxBesideRealMxIsIgnored() {
    dns.nullMx("example.com").mx("example.com", 10, "mx.example.com");
    dns.a("mx.example.com", "198.51.100.1");

    assertThat(hosts("example.com")).extracting(MxHost::name).containsExactly("mx.example.com");
  }

  @Test
  void domainWithoutMxButWithAddressIsItsOwnImplicitMx() {
    dns.a("example.com", "198.51.100.1");

    assertThat(hosts("example.com")).extracting(MxHost::name).containsExactly("example.com");
  }

  @Test
  void noImplicitMxWhereTheDnsDoesNotAnswerForMx() {
    dns.a("example.com", "198.51.100.1").fail("example.com", "MX");

    assertStatus("example.com", "451 4.4.3");
  }

  @Test
  void domainThatDoesNotExistFails() {
    dns.nxdomain("example.com");

    assertStatus("example.com", "550 5.1.2");
  }

  @Test
  void domainWithNeitherMxNorAddressFails() {
    dns.exists("example.com");

    assertStatus("example.com", "550 5.4.4");
  }

  @Test
  void servfailForMxIsTemporary() {
    dns.fail("example.com");

    assertStatus("example.com", "451 4.4.3");
  }

  @Test
  void unusableAnswerIsTemporary() {
    dns.bogus("example.com");

    assertStatus("example.com", "451 4.4.3");
  }

  /** Stock fault 7: a passing fault of the address lookup made a bounce. */
  @Test
  void servfailForTheOnlyHostsAddressIsTemporary() {
    dns.mx("example.com", 10, "mx.example.com").fail("mx.example.com");

    assertStatus("example.com", "451 4.4.3");
  }

  @Test
  void hostThatDoesNotResolveLeavesTheOthers() {
    dns.mx("example.com", 10, "mx1.example.com").mx("example.com", 20, "mx2.example.com");
    dns.fail("mx1.example.com").a("mx2.example.com", "198.51.100.2");

    List<MxHost> hosts = hosts("example.com");

    assertThat(hosts).extracting(MxHost::state).containsExactly(State.UNANSWERED, State.USABLE);
    assertThat(hosts.get(0).problem()).contains("A records");
  }

  @Test
  void mxHostsWithoutAnyAddressFail() {
    dns.mx("example.com", 10, "mx1.example.com").nxdomain("mx1.example.com");

    assertStatus("example.com", "550 5.4.4");
  }

  @Test
  void hostWithIpv6AddressOnlyIsUsed() {
    dns.mx("example.com", 10, "mx.example.com").aaaa("mx.example.com", "2001:db8:1::1");

    assertThat(hosts("example.com").get(0).addresses())
        .containsExactly(IpAddresses.parse("2001:db8:1::1"));
  }

  @Test
  void failingFamilyDoesNotSpoilTheOther() {
    dns.mx("example.com", 10, "mx.example.com").a("mx.example.com", "198.51.100.1");
    dns.fail("mx.example.com", "AAAA");

    MxHost host = hosts("example.com").get(0);

    assertThat(host.addresses()).hasSize(1);
    assertThat(host.problem()).contains("AAAA");
  }

  @Test
  void familyThatIsNotUsedIsNotAsked() {
    settings =
        new MxSettings(Set.of(), Set.of(), List.of(), List.of(), AddressPreference.IPV4_ONLY);
    dns.mx("example.com", 10, "mx.example.com").a("mx.example.com", "198.51.100.1");

    hosts("example.com");

    assertThat(dns.requests()).containsExactly("MX example.com", "A mx.example.com");
  }

  @Test
  void sameHostTwiceCountsOnceAtItsBestPreference() {
    dns.mx("example.com", 30, "mx.example.com").mx("example.com", 10, "mx.example.com");
    dns.a("mx.example.com", "198.51.100.1");

    assertThat(hosts("example.com")).singleElement().extracting(MxHost::preference).isEqualTo(10);
  }

  @Test
  void sameAddressUnderTwoNamesIsPlannedOnce() {
    dns.mx("example.com", 10, "mx1.example.com").mx("example.com", 20, "mx2.example.com");
    dns.a("mx1.example.com", "198.51.100.1").a("mx2.example.com", "198.51.100.1");

    List<MxHost> hosts = hosts("example.com");

    assertThat(hosts.get(0).addresses()).hasSize(1);
    assertThat(hosts.get(1).addresses()).isEmpty();
    assertThat(hosts.get(1).problem()).contains("already planned");
  }

  @Test
  void ourselvesAndAllHostsNoBetterAreRemoved() {
    settings = weAre("us.example.org");
    dns.mx("example.com", 10, "better.example.com")
        .mx("example.com", 20, "us.example.org")
        .mx("example.com", 20, "equal.example.com")
        .mx("example.com", 30, "worse.example.com");
    dns.a("better.example.com", "198.51.100.1").a("equal.example.com", "198.51.100.2");

    for (int seed = 0; seed < 16; seed++) {
      MxPlan plan = resolver(seed).resolve(DomainName.parse("example.com"));
      assertThat(((MxPlan.Hosts) plan).hosts())
          .extracting(MxHost::name)
          .containsExactly("better.example.com");
    }
  }

  @Test
  void beingTheBestHostOurselvesIsLoop() {
    settings = weAre("us.example.org");
    dns.mx("example.com", 10, "us.example.org").mx("example.com", 20, "worse.example.com");

    assertThat(resolve("example.com")).isInstanceOf(MxPlan.LoopsToSelf.class);
    assertStatus("example.com", "554 5.4.6");
  }

  @Test
  void weAreKnownByAddressToo() {
    settings =
        new MxSettings(
            Set.of(), Set.of(address("198.51.100.9")), List.of(), List.of(), AddressPreference.ANY);
    dns.mx("example.com", 10, "alias.example.com").a("alias.example.com", "198.51.100.9");

    assertStatus("example.com", "554 5.4.6");
    assertThat(resolve("[198.51.100.9]")).isInstanceOf(MxPlan.LoopsToSelf.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void backupWhosePrimaryDoesNotResolveWaits(boolean temporary) {
    settings = weAre("us.example.org");
    dns.mx("example.com", 10, "better.example.com").mx("example.com", 20, "us.example.org");
    if (temporary) {
      dns.fail("better.example.com");
    } else {
      dns.nxdomain("better.example.com");
    }

    assertStatus("example.com", "451 4.4.4");
  }

  @Test
  void addressLiteralIsItsOwnHost() {
    assertThat(hosts("[198.51.100.7]").get(0).addresses()).containsExactly(address("198.51.100.7"));
    assertThat(hosts("[IPv6:2001:db8:1::7]").get(0).addresses())
        .containsExactly(address("2001:db8:1::7"));
    assertThat(dns.requests()).isEmpty();
  }

  @Test
  void internationalDomainIsAskedForInALabels() {
    dns.a("xn--bcher-kva.example", "198.51.100.1");

    assertThat(hosts("bücher.example")).hasSize(1);
    assertThat(dns.requests()).startsWith("MX xn--bcher-kva.example");
  }

  @ParameterizedTest
  @CsvSource({
    // a host on our own loopback is nobody's post office; any other network may be a wrong setting
    "127.0.0.1, 550 5.4.4",
    "10.1.2.3, 451 4.4.4",
    "192.168.1.1, 451 4.4.4",
    "169.254.1.1, 451 4.4.4",
    "0.0.0.0, 550 5.4.4",
  })
  void hostsInForbiddenNetworksAreSkipped(String address, String status) {
    dns.mx("example.com", 10, "mx.example.com").a("mx.example.com", address);

    assertStatus("example.com", status);
  }

  @Test
  void forbiddenHostLeavesTheOthersAndSaysWhy() {
    dns.mx("example.com", 10, "mx1.example.com").mx("example.com", 20, "mx2.example.com");
    dns.a("mx1.example.com", "10.0.0.1").a("mx2.example.com", "198.51.100.2");

    List<MxHost> hosts = hosts("example.com");

    assertThat(hosts).extracting(MxHost::state).containsExactly(State.FORBIDDEN, State.USABLE);
    assertThat(hosts.get(0).problem()).contains("10.0.0.1").contains("10.0.0.0/8");
  }

  @Test
  void allowedNetworkIsAnExceptionFromTheForbidden() {
    settings =
        new MxSettings(
            Set.of(),
            Set.of(),
            MxSettings.NOT_PUBLIC,
            List.of(Network.parse("127.0.0.0/8")),
            AddressPreference.ANY);
    dns.mx("example.com", 10, "mx.example.com").a("mx.example.com", "127.0.0.2");

    assertThat(hosts("example.com")).extracting(MxHost::state).containsExactly(State.USABLE);
  }

  @Test
  void relaysMayBeAnywhereAndEvenOurselves() {
    settings = weAre("us.example.org").forRelays();
    dns.a("us.example.org", "127.0.0.1");

    MxPlan plan = resolver(1).resolveHost("us.example.org");

    assertThat(plan).isInstanceOf(MxPlan.Hosts.class);
    assertThat(dns.requests()).doesNotContain("MX us.example.org");
  }

  @Test
  void mxThatIsAnAddressIsSkipped() {
    dns.mx("example.com", 10, "198.51.100.1").mx("example.com", 20, "mx.example.com");
    dns.a("mx.example.com", "198.51.100.2");

    assertThat(hosts("example.com").get(0).problem()).contains("host name belongs");
  }

  @Test
  void thousandMxRecordsCostNoMoreLookupsThanTheLimit() {
    for (int i = 0; i < 1_000; i++) {
      dns.mx("example.com", i, "mx" + i + ".example.com")
          .a("mx" + i + ".example.com", "198.51.100.1");
    }

    hosts("example.com");

    assertThat(dns.requests()).hasSizeLessThan(110);
  }

  @Test
  void domainsWithTheSameHostsAreOneSite() {
    for (String domain : List.of("one.example", "two.example")) {
      dns.mx(domain, 10, "mx1.provider.example").mx(domain, 10, "mx2.provider.example");
    }
    dns.a("mx1.provider.example", "198.51.100.1").a("mx2.provider.example", "198.51.100.2");

    assertThat(((MxPlan.Hosts) resolve("one.example")).site())
        .isEqualTo(((MxPlan.Hosts) resolve("two.example")).site())
        .isEqualTo(new SiteName("mx1|mx2.provider.example"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "mx.example.net = mx.example.net",
        "b.example.net a.example.net = a|b.example.net",
        "a.x.example.net b.example.net = a.x|b.example.net",
        "a.example.net b.example.org = a.example.net, b.example.org",
        "mx1 mx2.example.net = mx1, mx2.example.net",
        "example.net mx.example.net = example|mx.example.net",
      })
  void siteNameIsReadable(String names, String text) {
    assertThat(SiteName.of(List.of(names.strip().split(" ", -1))).text()).isEqualTo(text.strip());
  }

  private void assertStatus(String domain, String status) {
    MxPlan plan = resolve(domain);
    assertThat(plan).isInstanceOf(MxPlan.NoHosts.class);
    assertThat(((MxPlan.NoHosts) plan).status().toString()).startsWith(status + " ");
  }

  private List<MxHost> hosts(String domain) {
    MxPlan plan = resolve(domain);
    assertThat(plan).isInstanceOf(MxPlan.Hosts.class);
    return ((MxPlan.Hosts) plan).hosts();
  }

  private MxPlan resolve(String domain) {
    return resolver(1).resolve(DomainName.parse(domain));
  }

  private MxResolver resolver(long seed) {
    return new MxResolver(dns, settings, new Random(seed));
  }

  private static MxSettings weAre(String name) {
    return new MxSettings(
        Set.of(name), Set.of(), MxSettings.NOT_PUBLIC, List.of(), AddressPreference.ANY);
  }

  private static InetAddress address(String text) {
    return IpAddresses.parse(text);
  }
}
