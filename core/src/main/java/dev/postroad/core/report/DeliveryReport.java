// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.report;

import dev.postroad.core.outcome.Verdict.Disposition;
import java.util.List;

/**
 * How one delivery attempt ended, for every recipient it was asked to deliver to.
 *
 * @param id the request's id
 * @param attempt the request's attempt number
 * @param recipients each recipient of the request exactly once, in its order
 */
public record DeliveryReport(String id, int attempt, List<RecipientReport> recipients) {
  public DeliveryReport {
    recipients = List.copyOf(recipients);
  }

  /** The recipients for whom it ended so. */
  public List<RecipientReport> with(Disposition disposition) {
    return recipients.stream().filter(report -> report.disposition() == disposition).toList();
  }
}
