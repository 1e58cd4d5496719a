// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.report;

import dev.postroad.core.message.Recipient;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict.Disposition;
import java.util.List;
import java.util.Optional;

/**
 * How the attempt ended for one recipient.
 *
 * @param recipient for whom
 * @param disposition delivered, deferred or failed
 * @param status the words that decided it
 * @param decisive the try that decided it; empty if none was made, as for a null MX
 * @param trail all tries that concerned this recipient, in order
 * @param remoteDsn whether the peer took over the duty to notify (it offers DSN, RFC 3461 §5.2)
 */
public record RecipientReport(
    Recipient recipient,
    Disposition disposition,
    DeliveryStatus status,
    Optional<Attempt> decisive,
    List<Attempt> trail,
    boolean remoteDsn) {
  public RecipientReport {
    trail = List.copyOf(trail);
  }
}
