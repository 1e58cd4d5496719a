// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What questions of one moment see: each part is found out when it is asked for first, and only
 * once for all of them. Thread-safe: whoever asks for what is just being found out waits for it.
 */
public final class Moment {
  private final Once<Tally> tally;
  private final Once<List<SiteStatus>> sites;

  /**
   * @param tally looks what the open mails come to
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

  /**
   * The sites that somebody looks for, of those that have mail, had some lately, or are under an
   * order.
   *
   * @param offset how many to leave out
   * @param limit most to give
   */
  public Page<SiteStatus> find(SiteFilter wanted, SiteSort sort, int offset, int limit) {
    List<SiteStatus> found = new ArrayList<>(sites());
    found.removeIf(wanted.negate());
    found.sort(sort.order());
    return Page.of(found, offset, limit);
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

    synchronized T get() {
      if (value.isEmpty()) {
        value = Optional.of(source.get());
      }
      return value.get();
    }
  }
}
