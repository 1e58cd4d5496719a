// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts by site, of which there may be any number, while only the busiest have series of their
 * own.
 *
 * <p>What is counted is counted once, for the site if it is named at that moment, for the others if
 * not, and never moved: so no series ever falls, and none leaps because another came or went. A
 * site that loses its name keeps its count and goes on from it when it is named again. Who is named
 * is decided anew at each {@link #rank}; a newcomer has to be busier by a quarter than whom it
 * drives out.
 */
final class BusiestSites {
  /** What the others are called together; a site that is called so itself is one of them. */
  static final String OTHER = "other";

  /** Sites remembered; beyond, the least busy of those without a name are forgotten. */
  private static final int MOST = 5_000;

  private static final double MARGIN = 1.25;

  /** What was done before a ranking counts half at the next. */
  private static final double FADING = 0.5;

  private final int named;
  private final List<String> outcomes;
  private final ConcurrentMap<String, Tally> tallies = new ConcurrentHashMap<>();
  private final LongAdder[] others;
  private final AtomicInteger free;

  /**
   * @param named how many sites have a name at most, 1 or more
   * @param outcomes what is counted
   */
  BusiestSites(int named, List<String> outcomes) {
    this.named = named;
    this.outcomes = outcomes;
    this.others = adders(outcomes.size());
    this.free = new AtomicInteger(named);
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    Arrays.setAll(adders, i -> new LongAdder());
    return adders;
  }

  /** One site's. */
  private static final class Tally {
    private final LongAdder[] counts;

    /** Since the last ranking. */
    private final LongAdder events = new LongAdder();

    private volatile boolean named;

    /** Guarded by the ranking. */
    private double activity;

    Tally(int outcomes, boolean named) {
      counts = adders(outcomes);
      this.named = named;
    }

    /** How hard a site is to drive out. */
    double weight() {
      return named ? activity * MARGIN : activity;
    }

    void age() {
      activity = activity * FADING + events.sumThenReset();
    }
  }

  /**
   * Counts one.
   *
   * @param outcome which of the outcomes
   */
  void count(String site, int outcome) {
    if (site.equals(OTHER)) {
      others[outcome].increment();
      return;
    }
    Tally tally = tally(site);
    tally.events.increment();
    (tally.named ? tally.counts : others)[outcome].increment();
  }

  /** As long as there are names left, a site has one from its first event on. */
  private Tally tally(String site) {
    Tally known = tallies.get(site);
    if (known != null) {
      return known;
    }
    if (tallies.size() >= 2 * MOST) {
      // Nobody asks for a ranking, which is when sites are forgotten.
      rank(Map.of());
    }
    return tallies.computeIfAbsent(
        site,
        name -> new Tally(outcomes.size(), free.getAndUpdate(left -> Math.max(0, left - 1)) > 0));
  }

  /**
   * Decides who has a name from now on, by what was counted lately and by what waits.
   *
   * @param waiting mails that wait, by site; sites that are not there have none
   * @return those with a name
   */
  synchronized Set<String> rank(Map<String, Integer> waiting) {
    waiting.forEach(
        (site, mails) -> {
          if (!site.equals(OTHER)) {
            tallies.computeIfAbsent(site, this::unnamed).events.add(mails);
          }
        });
    tallies.values().forEach(Tally::age);
    List<Map.Entry<String, Tally>> all = new ArrayList<>(tallies.entrySet());
    // What is compared changes under this lock alone, and not while it is sorted.
    all.sort(
        Comparator.<Map.Entry<String, Tally>>comparingDouble(entry -> -entry.getValue().weight())
            .thenComparing(Map.Entry::getKey));
    Set<String> chosen = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      Tally tally = all.get(i).getValue();
      tally.named = i < named;
      if (i < named) {
        chosen.add(all.get(i).getKey());
      } else if (i >= MOST) {
        tallies.remove(all.get(i).getKey());
      }
    }
    free.set(named - chosen.size());
    return chosen;
  }

  private Tally unnamed(String site) {
    return new Tally(outcomes.size(), false);
  }

  /** How many sites are remembered. */
  int known() {
    return tallies.size();
  }

  /** A series for each outcome of each site with a name, and of the {@link #OTHER} together. */
  Map<List<String>, Long> series() {
    Map<List<String>, Long> series = new LinkedHashMap<>();
    tallies.entrySet().stream()
        .filter(entry -> entry.getValue().named)
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> put(series, entry.getKey(), entry.getValue().counts));
    put(series, OTHER, others);
    return series;
  }

  private void put(Map<List<String>, Long> series, String site, LongAdder[] counts) {
    for (int i = 0; i < counts.length; i++) {
      series.put(List.of(site, outcomes.get(i)), counts[i].sum());
    }
  }
}
