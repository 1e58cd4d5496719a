// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What one question sees: each part is found out when it is asked for first, and only once, since
 * that means to go through all mails that are open. Not thread-safe.
 */
public final class Moment {
  private final Once<List<SiteStatus>> sites;
  private final Once<MailCounts> mails;

  Moment(Supplier<List<SiteStatus>> sites, Supplier<MailCounts> mails) {
    this.sites = new Once<>(sites);
    this.mails = new Once<>(mails);
  }

  /** All sites, in no order. */
  public List<SiteStatus> sites() {
    return sites.get();
  }

  /** How many mails are open. */
  public MailCounts mails() {
    return mails.get();
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
