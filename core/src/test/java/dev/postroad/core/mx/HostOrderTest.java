// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.MxRecord;
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

    List<MxRecord> ordered = new HostOrder(new Random(seed), AddressPreference.ANY).hosts(records);

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
      orders.add(new HostOrder(random, AddressPreference.ANY).hosts(records));
    }

    assertThat(orders).hasSize(6);
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
      orders.add(new HostOrder(new Random(seed), AddressPreference.ANY).hosts(records));
    }

    assertThat(orders).hasSize(6).allMatch(order -> order.get(0).exchange().equals("a"));
  }

  @Test
  void everyTierIsShuffledByDiceThatAlwaysFallTheSame() {
    List<MxRecord> records =
        Stream.of("10 a", "10 b", "20 c", "20 d", "30 e", "30 f")
            .map(text -> new MxRecord(Integer.parseInt(text.substring(0, 2)), text.substring(3)))
            .toList();

    assertThat(new HostOrder(() -> 0L, AddressPreference.ANY).hosts(records))
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
