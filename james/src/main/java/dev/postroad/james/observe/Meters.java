// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.james.observe.Instrument.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.james.metrics.api.MetricFactory;

/**
 * The counters and histograms of this process. All series whose labels are known beforehand are
 * there from the start, at zero, so that a rule for alerts finds them before the first event.
 */
final class Meters {
  /** Sites with series of their own. */
  static final int NAMED_SITES = 50;

  private static final double[] LATENCY = {
    0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400, 432_000
  };
  private static final double[] DURATION = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};

  private final Map<Instrument, Map<List<String>, Counter>> counters =
      new EnumMap<>(Instrument.class);
  private final Histogram latency = new Histogram(LATENCY);
  private final Histogram duration = new Histogram(DURATION);
  private final BusiestSites sites;

  /**
   * @param metrics get every counter as well, under a name of its own
   * @param namedSites how many sites have series of their own, 1 or more
   */
  Meters(MetricFactory metrics, int namedSites) {
    for (Instrument instrument : Instrument.values()) {
      if (instrument.kind() == Kind.COUNTER && instrument.isBounded()) {
        Map<List<String>, Counter> series = new LinkedHashMap<>();
        combinations(instrument.labels())
            .forEach(
                values ->
                    series.put(
                        values, new Counter(metrics.generate(instrument.jamesName(values)))));
        counters.put(instrument, series);
      }
    }
    sites = new BusiestSites(namedSites, Label.OUTCOME.values());
  }

  /** All combinations of values of some labels. */
  static List<List<String>> combinations(List<Label> labels) {
    List<List<String>> all = List.of(List.of());
    for (Label label : labels) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> before : all) {
        for (String value : label.values()) {
          List<String> more = new ArrayList<>(before);
          more.add(value);
          longer.add(List.copyOf(more));
        }
      }
      all = longer;
    }
    return all;
  }

  /**
   * A series.
   *
   * @param values one for each label, among those that the label has
   */
  Counter counter(Instrument instrument, String... values) {
    Map<List<String>, Counter> series = Objects.requireNonNull(counters.get(instrument));
    Counter found = series.get(List.of(values));
    if (found == null) {
      throw new IllegalArgumentException(instrument + " has no series " + List.of(values));
    }
    return found;
  }

  /** All series of a counter as they are now. */
  Map<List<String>, Long> sums(Instrument instrument) {
    Map<List<String>, Long> sums = new LinkedHashMap<>();
    Objects.requireNonNull(counters.get(instrument))
        .forEach((values, counter) -> sums.put(values, counter.sum()));
    return sums;
  }

  Histogram histogram(Instrument instrument) {
    return switch (instrument) {
      case DELIVERY_LATENCY -> latency;
      case ATTEMPT_DURATION -> duration;
      default -> throw new IllegalArgumentException(instrument + " is no histogram");
    };
  }

  BusiestSites sites() {
    return sites;
  }
}
