// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.outcome.DeliveryStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.apache.james.core.MailAddress;

/**
 * What was decided of one mail.
 *
 * @param mail its name
 * @param attempt which attempt it was, from 1; empty if the mail was held back and it was none
 * @param consequences every recipient once
 * @param at when that was
 * @param next when the mail is tried again; empty if it is not
 */
record Decided(
    String mail,
    OptionalInt attempt,
    List<Consequence> consequences,
    Instant at,
    Optional<Instant> next) {
  Decided {
    consequences = List.copyOf(consequences);
  }

  /** The recipients of whom that was decided, each with the words for it. */
  Map<MailAddress, DeliveryStatus> of(Predicate<Consequence.Kind> which) {
    Map<MailAddress, DeliveryStatus> chosen = new LinkedHashMap<>();
    for (Consequence own : consequences) {
      if (which.test(own.kind())) {
        chosen.put(own.outcome().address(), own.outcome().status());
      }
    }
    return chosen;
  }

  /** Who got the mail. */
  List<RecipientOutcome> delivered() {
    return consequences.stream()
        .filter(own -> own.kind() == Consequence.Kind.DELIVERED)
        .map(Consequence::outcome)
        .toList();
  }
}
