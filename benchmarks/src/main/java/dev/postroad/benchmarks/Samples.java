// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What several runs of one measurement gave.
 *
 * @param values one or more, in the order of the runs
 */
record Samples(List<Double> values) {
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

  /** Returns the median, and the range in brackets if there was more than one run. */
  String text() {
    String median = number(median());
    return values.size() == 1 ? median : median + " (" + number(min()) + "–" + number(max()) + ")";
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
