// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.FakeDns;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Network;
import dev.postroad.core.mx.MxHost.State;
import dev.postroad.core.outcome.DeliveryStatus;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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
  void hostsAreNotAskedForWhenOthersHaveTakenTooLong() {
    for (int i = 1; i <= 9; i++) {
      dns.mx("example.com", i, "mx" + i + ".example.com")
          .a("mx" + i + ".example.com", "198.51.100." + i);
    }
    AtomicLong seconds = new AtomicLong();
    MxResolver tenSecondsAHost =
        new MxResolver(dns, settings, new Random(1), () -> seconds.getAndAdd(10) * 1_000_000_000L);

    List<MxHost> planned =
        ((MxPlan.Hosts) tenSecondsAHost.resolve(DomainName.parse("example.com"))).hosts();

    assertThat(planned).hasSize(9);
    assertThat(planned.subList(0, 3)).allMatch(host -> host.state() == MxHost.State.USABLE);
    assertThat(planned.subList(3, 9))
        .allMatch(host -> host.state() == MxHost.State.UNANSWERED)
        .allMatch(host -> host.problem().contains("took so long"));
  }

  /** A list that was not asked through to its end says nothing for good. */
  @Test
  void tooManyHostsToAskForAllDefer() {
    for (int i = 1; i <= 60; i++) {
      dns.mx("example.com", 10, "gone" + i + ".example.com").nxdomain("gone" + i + ".example.com");
    }
    dns.mx("example.com", 20, "good.example.com").a("good.example.com", "198.51.100.1");

    MxPlan plan = resolver(1).resolve(DomainName.parse("example.com"));

    assertThat(((MxPlan.NoHosts) plan).status().enhanced()).hasToString("4.4.3");
  }

  /** Or else each of its mails could have a site of its own, and all limits of a site. */
  @Test
  void ofManyEqualHostsAlwaysTheSameMakeTheSite() {
    for (int i = 1; i <= 300; i++) {
      dns.mx("example.com", 10, "mx" + i + ".example.com")
          .a("mx" + i + ".example.com", "198.51.100." + (i % 250 + 1));
    }
    Set<SiteName> sites = new HashSet<>();
    for (int seed = 0; seed < 10; seed++) {
      MxPlan plan = resolver(seed).resolve(DomainName.parse("example.com"));
      sites.add(((MxPlan.Hosts) plan).site());
    }

    assertThat(sites).hasSize(1);
  }

  @Test
  void whateverIsWrongWithThousandsOfAddressesIsToldInAFewWords() {
    for (int host = 1; host <= 20; host++) {
      String name = "mx" + host + ".example.com";
      dns.mx("example.com", 10, name);
      for (int i = 0; i < 200; i++) {
        dns.a(name, "10.0." + host + "." + i);
      }
    }

    MxPlan plan = resolver(1).resolve(DomainName.parse("example.com"));

    assertThat(((MxPlan.NoHosts) plan).status().text())
        .contains("forbidden network", "and 192 more")
        .hasSizeLessThanOrEqualTo(DeliveryStatus.MOST_TEXT);
  }

  @Test
  void ourOwnNameIsSeenHoweverManyHostsThereAre() {
    settings = settings.withSelf(List.of("us.example.org"), List.of());
    for (int i = 1; i <= 300; i++) {
      dns.mx("example.com", 10, "mx" + i + ".example.com")
          .a("mx" + i + ".example.com", "198.51.100." + (i % 250 + 1));
    }
    dns.mx("example.com", 10, "us.example.org");

    assertThat(resolver(1).resolve(DomainName.parse("example.com")))
        .isInstanceOf(MxPlan.LoopsToSelf.class);
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
    assertThat(((MxPlan.Hosts) resolve("[IPv6:2001:db8:1::7]")).site())
        .hasToString("[IPv6:2001:db8:1::7]");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.0.192",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "::127.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::198.51.100.1",
        "100::1",
        "2001:2::1",
        "5f00::1",
        "fec0::1",
        // Teredo of 10.0.0.1, ISATAP of 10.0.0.1
        "2001:0:c633:6401::f5ff:fffe",
        "2001:db8::5efe:10.0.0.1",
        "2001:db8::200:5efe:10.0.0.1"
      })
  void noSpecialPurposeAddressIsPublic(String address) {
    assertThat(MxSettings.STANDARD.forbiddenBy(address(address))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.1",
        "2001:4860::1",
        "2001:0:c633:6401::39cc:9bfe",
        "2600::5efe:198.51.100.1"
      })
  void neighboursOfSpecialPurposeNetworksArePublic(String address) {
    assertThat(MxSettings.STANDARD.forbiddenBy(address(address))).isEmpty();
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
  void relayThatIsOurOwnAddressIsTakenAtTheOperatorsWord() {
    settings =
        MxSettings.STANDARD.withSelf(List.of(), List.of(address("198.51.100.1"))).forRelays();
    dns.a("other.example.org", "198.51.100.1");

    assertThat(resolver(1).resolveHost("198.51.100.1")).isInstanceOf(MxPlan.Hosts.class);
    assertThat(resolver(1).resolveHost("other.example.org")).isInstanceOf(MxPlan.Hosts.class);
  }

  @Test
  void relayDomainWhoseBestHostIsOurselvesLoops() {
    settings = weAre("us.example.org").forRelays();
    dns.mx("relays.example.org", 10, "us.example.org");

    assertThat(resolve("relays.example.org")).isInstanceOf(MxPlan.LoopsToSelf.class);
  }

  @Test
  void mxThatIsAnAddressIsUsedAndTold() {
    dns.mx("example.com", 10, "198.51.100.1");

    MxHost host = hosts("example.com").get(0);

    assertThat(host.addresses()).containsExactly(address("198.51.100.1"));
    assertThat(host.problem()).contains("host name belongs");
    assertThat(dns.requests()).containsExactly("MX example.com");
  }

  @Test
  void mxThatIsOurOwnAddressIsLoop() {
    settings =
        new MxSettings(
            Set.of(), Set.of(address("198.51.100.9")), List.of(), List.of(), AddressPreference.ANY);
    dns.mx("example.com", 10, "198.51.100.9");

    assertStatus("example.com", "554 5.4.6");
  }

  @Test
  void mxThatIsAnAliasIsFollowed() {
    dns.mx("example.com", 10, "mx.example.com").cname("mx.example.com", "real.example.net");
    dns.a("real.example.net", "198.51.100.1");

    assertThat(hosts("example.com").get(0).addresses()).containsExactly(address("198.51.100.1"));
  }

  @Test
  void domainThatIsAnAliasIsFollowed() {
    dns.cname("example.com", "example.net").mx("example.net", 10, "mx.example.net");
    dns.a("mx.example.net", "198.51.100.1");

    assertThat(hosts("example.com")).extracting(MxHost::name).containsExactly("mx.example.net");
  }

  @ParameterizedTest
  @ValueSource(strings = {"servfail", "bogus", "nxdomain", "hosts that do not exist"})
  void domainIsItsOwnHostOnlyIfTheDnsSaysThatItHasNoMx(String situation) {
    dns.a("example.com", "198.51.100.1");
    switch (situation) {
      case "servfail" -> dns.fail("example.com", "MX");
      case "bogus" -> dns.bogus("example.com");
      case "nxdomain" -> dns.nxdomain("example.com");
      default -> dns.mx("example.com", 10, "gone.example.com");
    }

    assertThat(resolve("example.com")).isInstanceOf(MxPlan.Unresolvable.class);
    assertThat(dns.requests()).doesNotContain("A example.com", "AAAA example.com");
  }

  @Test
  void servfailForTheImplicitHostIsTemporary() {
    dns.exists("example.com").fail("example.com", "A").fail("example.com", "AAAA");

    assertStatus("example.com", "451 4.4.3");
  }

  @Test
  void servfailForOneFamilyIsTemporaryWhereTheOtherHasNothing() {
    dns.mx("example.com", 10, "mx.example.com").exists("mx.example.com");
    dns.fail("mx.example.com", "A");

    assertStatus("example.com", "451 4.4.3");
  }

  @Test
  void oneUnknownHostAmongMissingOnesIsTemporary() {
    dns.mx("example.com", 10, "gone.example.com").mx("example.com", 20, "slow.example.com");
    dns.fail("slow.example.com");

    assertStatus("example.com", "451 4.4.3");
  }

  @Test
  void hostThatDoesNotExistIsAskedForOnce() {
    dns.mx("example.com", 10, "gone.example.com");

    assertStatus("example.com", "550 5.4.4");
    assertThat(dns.requests()).hasSize(2);
    assertThat(((MxPlan.NoHosts) resolve("example.com")).status().text())
        .endsWith("gone.example.com: does not exist");
  }

  @ParameterizedTest
  @CsvSource({"IPV4_ONLY, IPV6", "IPV6_ONLY, IPV4"})
  void hostThatOurSettingOfFamiliesExcludesIsNoReasonToBounce(
      AddressPreference preference, String has) {
    settings = new MxSettings(Set.of(), Set.of(), List.of(), List.of(), preference);
    dns.mx("example.com", 10, "mx.example.com");
    if (has.equals("IPV4")) {
      dns.a("mx.example.com", "198.51.100.1");
    } else {
      dns.aaaa("mx.example.com", "2001:db8:1::1");
    }

    assertStatus("example.com", "451 4.4.4");
  }

  @Test
  void afterManyHostsThatTheDnsDoesNotTellOfTheRestAreNotAskedFor() {
    for (int i = 0; i < 40; i++) {
      dns.mx("example.com", i, "mx" + i + ".example.com").fail("mx" + i + ".example.com");
    }

    assertStatus("example.com", "451 4.4.3");
    assertThat(dns.requests()).hasSize(1 + 8 * 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.2",
        "169.254.1.1",
        "172.31.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fd00::1",
        "fe80::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::10.0.0.1",
        "2002:a00:1::1"
      })
  void nobodyElsesPostOfficeIsThere(String address) {
    MxPlan plan = resolver(1).resolve(DomainName.ofLiteral(address(address)));

    assertThat(((MxPlan.NoHosts) plan).status().text())
        .contains("forbidden network, ", " (allowNetwork permits it)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"198.51.100.1", "172.32.0.1", "2001:db8::1", "64:ff9b::198.51.100.1"})
  void somebodyElsesPostOfficeMayBeThere(String address) {
    assertThat(resolver(1).resolve(DomainName.ofLiteral(address(address))))
        .isInstanceOf(MxPlan.Hosts.class);
  }

  @Test
  void ourselvesInAForbiddenNetworkAreStillOurselves() {
    settings =
        new MxSettings(
            Set.of(),
            Set.of(address("10.0.0.5")),
            MxSettings.NOT_PUBLIC,
            List.of(),
            AddressPreference.ANY);
    dns.mx("example.com", 10, "mx.example.com").a("mx.example.com", "10.0.0.5");

    assertStatus("example.com", "554 5.4.6");
  }

  @Test
  void domainThatIsItsOwnHostAndOursIsLoop() {
    settings = weAre("example.com");
    dns.a("example.com", "198.51.100.1");

    assertStatus("example.com", "554 5.4.6");
  }

  @Test
  void hostIsAuthenticIfEveryStepIs() {
    dns.mx("example.com", 10, "signed.example.com").a("signed.example.com", "198.51.100.1");
    dns.mx("example.com", 20, "plain.example.net").a("plain.example.net", "198.51.100.2");
    dns.mx("example.net", 10, "signed.example.com").a("example.org", "198.51.100.3");
    dns.authenticExcept("plain.example.net", "example.net");

    assertThat(hosts("example.com")).extracting(MxHost::authentic).containsExactly(true, false);
    assertThat(hosts("example.net")).extracting(MxHost::authentic).containsExactly(false);
    assertThat(hosts("example.org")).extracting(MxHost::authentic).containsExactly(true);
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
    return new MxResolver(dns, settings, new Random(seed), System::nanoTime);
  }

  private static MxSettings weAre(String name) {
    return new MxSettings(
        Set.of(name), Set.of(), MxSettings.NOT_PUBLIC, List.of(), AddressPreference.ANY);
  }

  private static InetAddress address(String text) {
    return IpAddresses.parse(text);
  }
}
