// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.MxRecord;
import dev.postroad.core.dns.SrvRecord;
import dev.postroad.core.domain.IpAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HostOrderTest {

  @Property
  void orderIsPermutationWithTiersInOrder(
      @ForAll @Size(max = 20) List<@IntRange(max = 3) Integer> preferences, @ForAll long seed) {
    List<MxRecord> records =
        IntStream.range(0, preferences.size())
            .mapToObj(i -> new MxRecord(preferences.get(i), "mx" + i))
            .toList();

    List<MxRecord> ordered =
        new HostOrder(new Random(seed), AddressPreference.ANY).hosts(records, Integer.MAX_VALUE);

    assertThat(ordered).containsExactlyInAnyOrderElementsOf(records);
    assertThat(ordered).isSortedAccordingTo(Comparator.comparingInt(MxRecord::preference));
  }

  @Property(tries = 20)
  void everyOrderWithinTierIsReachable(@ForAll @IntRange(max = 3) int tier) {
    List<MxRecord> records =
        List.of(
            new MxRecord(tier, "a"),
            new MxRecord(tier, "b"),
            new MxRecord(tier, "c"),
            new MxRecord(tier + 1, "z"));
    Set<List<MxRecord>> orders = new HashSet<>();
    Random random = new Random(tier);
    for (int i = 0; i < 200; i++) {
      orders.add(new HostOrder(random, AddressPreference.ANY).hosts(records, Integer.MAX_VALUE));
    }

    assertThat(orders).hasSize(6);
  }

  @Test
  void hostsOfAServiceComeFirstAsOftenAsTheirWeightsSay() {
    List<SrvRecord> records =
        List.of(
            new SrvRecord(20, 60_000, 587, "last.example"),
            new SrvRecord(10, 10, 587, "one.example"),
            new SrvRecord(10, 30, 587, "three.example"),
            new SrvRecord(10, 0, 587, "seldom.example"));
    HostOrder order = new HostOrder(new Random(7), AddressPreference.ANY);
    int first = 0;
    for (int i = 0; i < 10_000; i++) {
      List<SrvRecord> ordered = order.services(records);
      first += ordered.get(0).equals(records.get(2)) ? 1 : 0;
      assertThat(ordered).hasSize(4).endsWith(records.get(0));
    }

    // Three of four, but for the few times that the one without a weight comes first.
    assertThat(first).isBetween(7_250, 7_650);
  }

  @Test
  void hostsOfAServiceWithoutWeightsTakeTurns() {
    List<SrvRecord> records =
        List.of(new SrvRecord(0, 0, 587, "a.example"), new SrvRecord(0, 0, 587, "b.example"));
    HostOrder order = new HostOrder(new Random(7), AddressPreference.ANY);
    int first = 0;
    for (int i = 0; i < 1_000; i++) {
      first += order.services(records).indexOf(records.get(0)) == 0 ? 1 : 0;
    }

    assertThat(first).isBetween(430, 570);
  }

  /** Stock fault 6: backups of equal preference were always tried in one order. */
  @Test
  void backupsAreShuffledBehindASinglePrimary() {
    List<MxRecord> records =
        List.of(
            new MxRecord(10, "a"),
            new MxRecord(20, "b"),
            new MxRecord(20, "c"),
            new MxRecord(20, "d"));
    Set<List<MxRecord>> orders = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      orders.add(
          new HostOrder(new Random(seed), AddressPreference.ANY).hosts(records, Integer.MAX_VALUE));
    }

    assertThat(orders).hasSize(6).allMatch(order -> order.get(0).exchange().equals("a"));
  }

  @Test
  void everyTierIsShuffledByDiceThatAlwaysFallTheSame() {
    List<MxRecord> records =
        Stream.of("10 a", "10 b", "20 c", "20 d", "30 e", "30 f")
            .map(text -> new MxRecord(Integer.parseInt(text.substring(0, 2)), text.substring(3)))
            .toList();

    assertThat(new HostOrder(() -> 0L, AddressPreference.ANY).hosts(records, Integer.MAX_VALUE))
        .extracting(MxRecord::exchange)
        .containsExactly("b", "a", "d", "c", "f", "e");
  }

  @Property
  void familiesTakeTurnsSoThatNoLimitStarvesOne(
      @ForAll @IntRange(max = 6) int four,
      @ForAll @IntRange(max = 6) int six,
      @ForAll AddressPreference preference,
      @ForAll long seed) {
    List<InetAddress> addresses =
        IntStream.concat(IntStream.range(0, four), IntStream.range(100, 100 + six))
            .mapToObj(i -> IpAddresses.parse(i < 100 ? "192.0.2." + i : "2001:db8::" + i))
            .toList();

    List<InetAddress> ordered = new HostOrder(new Random(seed), preference).addresses(addresses);

    assertThat(ordered).containsExactlyInAnyOrderElementsOf(addresses);
    int both = 2 * Math.min(four, six);
    for (int i = 1; i < both; i++) {
      assertThat(ordered.get(i) instanceof Inet4Address)
          .isNotEqualTo(ordered.get(i - 1) instanceof Inet4Address);
    }
    if (both > 0 && preference == AddressPreference.IPV6) {
      assertThat(ordered.get(0)).isNotInstanceOf(Inet4Address.class);
    }
  }
}
