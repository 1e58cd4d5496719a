// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.history.AddressFilter;
import dev.postroad.core.history.CauseFilter;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.book.MailState;
import dev.postroad.james.operations.MailFilter;
import java.util.List;

/** Which open mails are meant, as parameters say it. */
final class MailFilters {
  static final List<String> NAMES =
      List.of("id", "state", "sender", "recipient", "site", "queue", "cause", "olderThan");

  private MailFilters() {}

  static MailFilter read(Query query) {
    return new MailFilter(
        query.text("id"),
        query.word("state", MailState.values(), MailState::word),
        query.parsed("sender", AddressFilter::parse),
        query.parsed("recipient", AddressFilter::parse),
        query.parsed("site", SiteName::parse).map(SiteName::text),
        query.text("queue"),
        query.parsed("cause", CauseFilter::parse),
        query.value("olderThan", ValueTypes.DURATION));
  }
}
