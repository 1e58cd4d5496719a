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
 * @param unresolved whether nothing was tried because the DNS knows no host for the domain: what
 *     the recipients' statuses say is the DNS's word, and no mail server's
 */
public record DeliveryReport(
    String id, int attempt, List<RecipientReport> recipients, boolean unresolved) {
  public DeliveryReport {
    recipients = List.copyOf(recipients);
  }

  /** A report on an attempt for which there were hosts, or that failed for a reason of ours. */
  public DeliveryReport(String id, int attempt, List<RecipientReport> recipients) {
    this(id, attempt, recipients, false);
  }

  /** The same, because the DNS knows no host for the domain. */
  public DeliveryReport asUnresolved() {
    return new DeliveryReport(id, attempt, recipients, true);
  }

  /** The recipients for whom it ended so. */
  public List<RecipientReport> with(Disposition disposition) {
    return recipients.stream().filter(report -> report.disposition() == disposition).toList();
  }
}
