// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What one question sees: each part is found out when it is asked for first, and the open mails are
 * gone through only once for all of them. Not thread-safe.
 */
public final class Moment {
  private final Once<Tally> tally;
  private final Once<List<SiteStatus>> sites;

  /**
   * @param tally goes through the open mails
   * @param sites makes of it what all sites are like
   */
  Moment(Supplier<Tally> tally, Function<Tally, List<SiteStatus>> sites) {
    this.tally = new Once<>(tally);
    this.sites = new Once<>(() -> sites.apply(this.tally.get()));
  }

  /** All sites, in no order. */
  public List<SiteStatus> sites() {
    return sites.get();
  }

  /** How many mails are open. */
  public MailCounts mails() {
    return tally.get().counts();
  }

  private static final class Once<T> {
    private final Supplier<T> source;
    private Optional<T> value = Optional.empty();

    Once(Supplier<T> source) {
      this.source = source;
    }

    T get() {
      if (value.isEmpty()) {
        value = Optional.of(source.get());
      }
      return value.get();
    }
  }
}
