// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What several runs of one measurement gave.
 *
 * @param values one or more, in the order of the runs
 */
record Samples(List<Double> values) {
  private static final double ONE_SIDE = 0.025;

  Samples {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no runs, no median");
    }
    values = List.copyOf(values);
  }

  static Samples of(double only) {
    return new Samples(List.of(only));
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /**
   * Returns the median; in brackets the range if there was more than one run, and where the median
   * of all conceivable runs lies if there were enough to say so.
   */
  String text() {
    String median = number(median());
    String lies = medianLies().map(range -> "; at 95 % " + range.text()).orElse("");
    return values.size() == 1
        ? median
        : median + " (" + new Range(min(), max()).text() + lies + ")";
  }

  /**
   * Returns the values between which the median of all conceivable runs lies, at 95 %: those that
   * are so far from the ends that as many heads or fewer are thrown once in forty times (the sign
   * test, which asks nothing of how runs are scattered); empty for fewer than six runs.
   */
  Optional<Range> medianLies() {
    int runs = values.size();
    double ways = Math.pow(2, runs);
    double waysOfRank = 1;
    double beyond = 1;
    int rank = 0;
    while (beyond / ways <= ONE_SIDE) {
      rank++;
      waysOfRank = waysOfRank * (runs - rank + 1) / rank;
      beyond += waysOfRank;
    }
    if (rank == 0) {
      return Optional.empty();
    }
    List<Double> sorted = values.stream().sorted().toList();
    return Optional.of(new Range(sorted.get(rank - 1), sorted.get(runs - rank)));
  }

  /** From the least to the most. */
  record Range(double least, double most) {
    String text() {
      return number(least) + "–" + number(most);
    }
  }

  /** Returns a number with as many decimals as its size deserves. */
  static String number(double value) {
    if (Double.isInfinite(value)) {
      return "∞";
    }
    double size = Math.abs(value);
    String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, form, value);
  }
}
