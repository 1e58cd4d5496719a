// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.history.Rates;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.operations.MailCounts;
import dev.postroad.james.operations.SiteStatus;
import java.time.Instant;
import java.util.Optional;

/** Sites as operations see them. */
final class Statuses {
  private Statuses() {}

  static SiteStatus site(
      String name, SiteStatus.State state, int waiting, int active, int deferred, Instant oldest) {
    return new SiteStatus(
        new SiteName(name),
        state,
        waiting,
        active,
        5,
        20,
        deferred,
        Optional.of(oldest),
        Optional.of(Rates.NONE),
        Optional.empty(),
        Optional.empty(),
        state == SiteStatus.State.SUSPENDED
            ? Optional.of(new SiteOrders.Order("op", "maintenance", oldest, Optional.empty()))
            : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Open mails.
   *
   * @param seconds how long the oldest has been on its way; 0 if there is none
   */
  static MailCounts mails(int deferred, int seconds) {
    return new MailCounts(
        deferred,
        2,
        seconds == 0 ? Optional.empty() : Optional.of(Entries.AT.minusSeconds(seconds)));
  }
}
