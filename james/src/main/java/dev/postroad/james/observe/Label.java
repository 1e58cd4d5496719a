// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
import dev.postroad.core.tls.TlsDemand;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What tells the series of one {@link Instrument} from each other.
 *
 * @param name as Prometheus has it
 * @param values all that there are, so that the number of series is known; empty for sites, whose
 *     number {@link BusiestSites} bounds
 */
record Label(String name, List<String> values) {
  static final Label CAUSE = new Label("cause", words(Cause.values(), Cause::word));

  /** Of sites, to which nothing goes that a rule does not let leave. */
  static final Label OUTCOME =
      new Label(
          "outcome",
          Arrays.stream(Outcome.values())
              .filter(outcome -> !outcome.isByRule())
              .map(Outcome::word)
              .toList());

  static final Label DEMAND =
      new Label("demand", words(TlsDemand.Level.values(), TlsDemand.Level::keyword));

  static final Label SITE = of("site");

  static Label of(String name, String... values) {
    return new Label(name, List.of(values));
  }

  private static <T> List<String> words(T[] values, Function<T, String> word) {
    return Arrays.stream(values).map(word).toList();
  }

  Label {
    values = List.copyOf(values);
  }
}
