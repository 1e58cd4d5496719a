// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.domain.IpAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteNameTest {

  @Test
  void siteSeenFromOurOwnAddressesSaysSo() {
    SiteName site = new SiteName("mx.example.net");
    InetAddress one = IpAddresses.parse("192.0.2.25");
    InetAddress other = IpAddresses.parse("192.0.2.26");

    assertThat(site.from(List.of())).isEqualTo(site);
    assertThat(site.from(List.of(other, one)))
        .isEqualTo(site.from(List.of(one, other)))
        .hasToString("mx.example.net from 192.0.2.25, 192.0.2.26");
  }

  @ParameterizedTest
  @CsvSource({
    "10 mx.example.net, mx.example.net",
    "10 mx1.example.net 10 mx2.example.net, mx1|mx2.example.net",
    "10 mx1.p.example 10 mx2.p.example 20 mx3.p.example, mx1|mx2|mx3.p.example",
    "20 mx1.example.net 10 mx2.example.net, mx2|mx1.example.net",
    "10 mx.a.example 10 mx.b.example, {mx.a|mx.b}.example",
    "10 mx.a.example 20 mx.b.test, mx.a.example|mx.b.test",
    "10 example.net 20 mx.example.net, {example|mx.example}.net",
    "10 localhost 20 mx.example.net, localhost.|mx.example.net",
    "10 localhost, localhost",
    "10 192.0.2.1, [192.0.2.1]",
    "10 2001:db8::1 20 mx.example, [IPv6:2001:db8::1]|mx.example",
    "10 a|b.example 20 c.example, a\\124b|c.example",
    "10 {a.example, \\123a.example",
    "10 mx.example 20 mx.example, mx.example"
  })
  void siteIsReadable(String hosts, String site) {
    assertThat(SiteName.of(parse(hosts))).hasToString(site);
    assertThat(SiteName.parse(site)).hasToString(site);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "via hub",
        "via gateway hub.example.net:587",
        "via hub from 192.0.2.1, 2001:db8::1",
        "mx1|mx2.example.net from 192.0.2.1",
      })
  void namesOfRelaysAndOfOurOwnAddressesAreRead(String site) {
    assertThat(SiteName.parse(site)).hasToString(site);
  }

  @Test
  void theSiteOfARelayIsToldFromThatOfADomain() {
    SiteName relay = SiteName.ofRelay("hub");

    assertThat(relay).hasToString("via hub");
    assertThat(SiteName.parse("via hub from 192.0.2.1").isRelay()).isTrue();
    assertThat(relay.isRelay()).isTrue();
    assertThat(SiteName.of(parse("10 via.example")).isRelay()).isFalse();
  }

  @Test
  void ofManyHostsTheFirstAreNamedAndAllCount() {
    List<MxHost> hosts = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      hosts.add(host(10, "mx" + i + "." + "a".repeat(60) + "." + "b".repeat(58) + i + ".example"));
    }
    SiteName site = SiteName.of(hosts);
    List<MxHost> others = new ArrayList<>(hosts.subList(0, 50));
    others.add(host(10, "zz." + "a".repeat(60) + "." + "b".repeat(60) + ".test"));
    List<MxHost> swapped = new ArrayList<>(hosts);
    Collections.reverse(swapped);

    assertThat(site.text()).startsWith("{mx0.aaa").hasSizeLessThan(1_001);
    assertThat(SiteName.parse(site.text())).isEqualTo(site);
    assertThat(SiteName.of(others)).isNotEqualTo(site);
    assertThat(SiteName.of(swapped)).isEqualTo(site);
  }

  @ParameterizedTest
  @CsvSource({
    "'', as it is shown",
    "' ', as it is shown",
    "*.example.net, not by a pattern",
    "mx?.example.net, not by a pattern",
    "MX.example.net, as it is shown",
    "mx.example.net to 192.0.2.1, as it is shown",
    "mx.example.net from me, as it is shown",
    "'via ', as it is shown",
    "'via a b c', as it is shown",
    "../../etc/passwd, as it is shown",
    "'mx\n.example', as it is shown",
  })
  void whatIsNoNameOfASiteIsRefused(String text, String why) {
    assertThatThrownBy(() -> SiteName.parse(text.replace("\\n", "\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void onlyTheOrderOfPreferencesMatters() {
    assertThat(SiteName.of(parse("10 a.example 20 b.example")))
        .isEqualTo(SiteName.of(parse("5 a.example 50 b.example")))
        .isNotEqualTo(SiteName.of(parse("20 a.example 10 b.example")));
  }

  @Property
  void orderWithinAPreferenceDoesNotMatter(@ForAll("hostNames") Set<String> names) {
    List<MxHost> hosts = new ArrayList<>(names.stream().map(name -> host(10, name)).toList());
    SiteName site = SiteName.of(hosts);

    Collections.shuffle(hosts, new Random(1));

    assertThat(SiteName.of(hosts)).isEqualTo(site);
  }

  @Property
  void differentSetsHaveDifferentNames(
      @ForAll("hostNames") Set<String> some, @ForAll("hostNames") Set<String> others) {
    SiteName one = SiteName.of(some.stream().map(name -> host(10, name)).toList());
    SiteName other = SiteName.of(others.stream().map(name -> host(10, name)).toList());

    assertThat(one.equals(other)).isEqualTo(some.equals(others));
  }

  @Provide
  Arbitrary<Set<String>> hostNames() {
    return Arbitraries.of("a", "b", "|", "{")
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(labels -> String.join(".", labels))
        .set()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static List<MxHost> parse(String text) {
    String[] words = text.split(" ");
    List<MxHost> hosts = new ArrayList<>();
    for (int i = 0; i < words.length; i += 2) {
      hosts.add(host(Integer.parseInt(words[i]), words[i + 1]));
    }
    assertThat(Arrays.asList(words)).hasSize(2 * hosts.size());
    return hosts;
  }

  private static MxHost host(int preference, String name) {
    return new MxHost(name, preference, List.of(), false, MxHost.State.NOWHERE, "");
  }
}
