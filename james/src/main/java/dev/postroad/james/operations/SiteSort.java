// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.Rates;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;

/** In which order sites are listed; those that are alike by name. */
public enum SiteSort {
  /** Most mail that waits first, for its turn or for its next attempt. */
  DEPTH,
  /** Most mail in hand first. */
  WAITING,
  /** Most mail that waits for its next attempt first. */
  DEFERRED,
  /** Most recipients delivered to in a minute first. */
  RATE,
  /** The longest wait first. */
  OLDEST,
  /** Most failures first, for good or for now. */
  FAILED,
  /** By name alone. */
  NAME;

  private static final Comparator<SiteStatus> BY_NAME = Comparator.comparing(SiteStatus::name);

  Comparator<SiteStatus> order() {
    return switch (this) {
      case DEPTH ->
          Comparator.comparingLong((SiteStatus site) -> (long) site.waiting() + site.deferred())
              .reversed()
              .thenComparing(BY_NAME);
      case WAITING ->
          Comparator.comparingInt(SiteStatus::waiting).reversed().thenComparing(BY_NAME);
      case DEFERRED ->
          Comparator.comparingInt(SiteStatus::deferred).reversed().thenComparing(BY_NAME);
      case RATE ->
          Comparator.comparingDouble(
                  (SiteStatus site) -> site.rates().map(Rates::delivered).orElse(0.0))
              .reversed()
              .thenComparing(BY_NAME);
      case OLDEST ->
          Comparator.comparing((SiteStatus site) -> site.oldest().orElse(Instant.MAX))
              .thenComparing(BY_NAME);
      case FAILED ->
          Comparator.comparingDouble(
                  (SiteStatus site) ->
                      site.rates().map(own -> own.failed() + own.deferred()).orElse(0.0))
              .reversed()
              .thenComparing(BY_NAME);
      case NAME -> BY_NAME;
    };
  }

  /** As it is written for machines. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
