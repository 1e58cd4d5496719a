// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.report;

import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import java.util.List;
import java.util.Optional;

/**
 * How one delivery attempt ended, for every recipient it was asked to deliver to.
 *
 * @param id the request's id
 * @param attempt the request's attempt number
 * @param recipients each recipient of the request exactly once, in its order
 * @param unresolved whether nothing was tried because the DNS knows no host for the domain: what
 *     the recipients' statuses say is the DNS's word, and no mail server's
 * @param postponed set if nothing was tried because a limit of ours held the mail back, or because
 *     the place it goes to is known to be down: why, and how long from now until its turn is
 *     expected
 * @param site the next hop that the mail was at last, or was to come to; empty if it came to none
 */
public record DeliveryReport(
    String id,
    int attempt,
    List<RecipientReport> recipients,
    boolean unresolved,
    Optional<Hold> postponed,
    Optional<SiteName> site) {
  public DeliveryReport {
    recipients = List.copyOf(recipients);
  }

  /** A report on an attempt for which there were hosts, or that failed for a reason of ours. */
  public DeliveryReport(String id, int attempt, List<RecipientReport> recipients) {
    this(id, attempt, recipients, false, Optional.empty(), Optional.empty());
  }

  /** The same, because the DNS knows no host for the domain. */
  public DeliveryReport asUnresolved() {
    return new DeliveryReport(id, attempt, recipients, true, Optional.empty(), site);
  }

  /** The same, because the mail was held back. */
  public DeliveryReport asPostponed(Hold why) {
    return new DeliveryReport(id, attempt, recipients, unresolved, Optional.of(why), site);
  }

  /** The same of a mail that came to a next hop. */
  public DeliveryReport at(Optional<SiteName> hop) {
    return new DeliveryReport(id, attempt, recipients, unresolved, postponed, hop);
  }

  /** The recipients for whom it ended so. */
  public List<RecipientReport> with(Disposition disposition) {
    return recipients.stream().filter(report -> report.disposition() == disposition).toList();
  }
}
