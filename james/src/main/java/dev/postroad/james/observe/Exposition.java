// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import java.io.IOException;
import java.util.List;

/**
 * Writes metrics in the text format of Prometheus, version 0.0.4. Each metric once, with all its
 * samples after its own head, as the format demands.
 */
final class Exposition {
  private final Appendable out;

  Exposition(Appendable out) {
    this.out = out;
  }

  /** The head of a metric: its samples follow. */
  void begin(Instrument instrument) throws IOException {
    out.append("# HELP ").append(instrument.metric()).append(' ');
    escape(instrument.help(), false);
    out.append("\n# TYPE ")
        .append(instrument.metric())
        .append(' ')
        .append(instrument.kind().keyword())
        .append('\n');
  }

  /**
   * A sample.
   *
   * @param values one for each label
   */
  void sample(Instrument instrument, List<String> values, long value) throws IOException {
    name(instrument, values);
    end(Long.toString(value));
  }

  /** The samples of a histogram without labels. */
  void histogram(Instrument instrument, Histogram.Snapshot seen) throws IOException {
    String metric = instrument.metric();
    long below = 0;
    int last = seen.bounds().size();
    for (int i = 0; i < last; i++) {
      below += seen.counts().get(i);
      out.append(metric).append("_bucket{le=\"").append(number(seen.bounds().get(i))).append("\"}");
      end(Long.toString(below));
    }
    long all = below + seen.counts().get(last);
    out.append(metric).append("_bucket{le=\"+Inf\"}");
    end(Long.toString(all));
    out.append(metric).append("_sum");
    end(number(seen.sum()));
    out.append(metric).append("_count");
    end(Long.toString(all));
  }

  private void name(Instrument instrument, List<String> values) throws IOException {
    out.append(instrument.metric());
    if (values.isEmpty()) {
      return;
    }
    char before = '{';
    for (int i = 0; i < values.size(); i++) {
      out.append(before).append(instrument.labels().get(i).name()).append("=\"");
      escape(values.get(i), true);
      out.append('"');
      before = ',';
    }
    out.append('}');
  }

  private void end(String value) throws IOException {
    out.append(' ').append(value).append('\n');
  }

  /** What a site is called may come from the DNS of somebody who means us ill. */
  private void escape(String text, boolean quoted) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '"' -> out.append(quoted ? "\\\"" : "\"");
        default -> out.append(c);
      }
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
