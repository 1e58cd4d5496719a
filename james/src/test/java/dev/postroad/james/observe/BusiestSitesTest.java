// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusiestSitesTest {
  private static final List<String> OUTCOMES = List.of("good", "bad");

  @Test
  void asLongAsThereAreNamesEverySiteHasOneFromItsFirstEventOn() {
    BusiestSites sites = new BusiestSites(2, OUTCOMES);

    sites.count("a", 0);
    sites.count("b", 1);
    sites.count("c", 1);

    assertThat(sites.series())
        .containsEntry(List.of("a", "good"), 1L)
        .containsEntry(List.of("b", "bad"), 1L)
        .containsEntry(List.of("other", "bad"), 1L)
        .hasSize(6);
  }

  @Test
  void whoeverIsBusierGetsTheNameAndKeepsWhatWasCountedForIt() {
    BusiestSites sites = new BusiestSites(1, OUTCOMES);
    count(sites, "a", 10);
    assertThat(sites.rank(Map.of())).containsExactly("a");

    count(sites, "b", 100);
    assertThat(sites.rank(Map.of())).containsExactly("b");
    count(sites, "b", 5);
    count(sites, "a", 3);
    assertThat(sites.series())
        .containsEntry(List.of("b", "good"), 5L)
        .containsEntry(List.of("other", "good"), 103L)
        .doesNotContainKey(List.of("a", "good"));

    count(sites, "a", 1_000);
    sites.rank(Map.of());
    assertThat(sites.series()).containsEntry(List.of("a", "good"), 10L);
  }

  @Test
  void oneThatIsHardlyBusierDrivesNobodyOut() {
    BusiestSites sites = new BusiestSites(1, OUTCOMES);
    count(sites, "a", 100);
    sites.rank(Map.of());

    count(sites, "a", 100);
    count(sites, "b", 110);

    assertThat(sites.rank(Map.of())).containsExactly("a");
  }

  @Test
  void mailThatWaitsMakesASiteBusyToo() {
    BusiestSites sites = new BusiestSites(1, OUTCOMES);
    count(sites, "a", 10);

    assertThat(sites.rank(Map.of("stuck", 500))).containsExactly("stuck");
  }

  @Test
  void aSiteThatIsCalledAsTheOthersAreIsOneOfThem() {
    BusiestSites sites = new BusiestSites(5, OUTCOMES);

    count(sites, BusiestSites.OTHER, 3);

    assertThat(sites.rank(Map.of(BusiestSites.OTHER, 7))).isEmpty();
    assertThat(sites.series())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(List.of("other", "good"), 3L, List.of("other", "bad"), 0L));
  }

  @Test
  void sitesAreForgottenEvenIfNobodyEverAsks() {
    BusiestSites sites = new BusiestSites(5, OUTCOMES);

    for (int site = 0; site < 30_000; site++) {
      sites.count("s" + site, 0);
    }

    assertThat(sites.known()).isLessThanOrEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noSeriesEverFallsWhateverHappensToNames(long seed) {
    Random random = new Random(seed);
    BusiestSites sites = new BusiestSites(5, OUTCOMES);
    Map<List<String>, Long> highest = new HashMap<>();
    List<String> fallen = new ArrayList<>();

    for (int step = 0; step < 2_000; step++) {
      int favourite = step / 100;
      int site = random.nextInt(3) == 0 ? random.nextInt(30) : favourite + random.nextInt(3);
      sites.count("s" + site, random.nextInt(2));
      if (random.nextInt(20) == 0) {
        assertThat(sites.rank(Map.of())).hasSizeLessThanOrEqualTo(5);
        sites
            .series()
            .forEach(
                (series, count) -> {
                  if (count < highest.getOrDefault(series, 0L)) {
                    fallen.add(series + " to " + count);
                  }
                  highest.put(series, count);
                });
      }
    }

    assertThat(fallen).isEmpty();
    assertThat(highest.values().stream().mapToLong(Long::longValue).sum())
        .isLessThanOrEqualTo(2_000);
  }

  private static void count(BusiestSites sites, String site, int times) {
    for (int i = 0; i < times; i++) {
      sites.count(site, 0);
    }
  }
}
