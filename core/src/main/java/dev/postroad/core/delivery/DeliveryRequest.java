// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import java.util.Optional;

/**
 * One mail to be delivered now along one route: what the host took from its queue.
 *
 * @param id the host's name of the mail, for logs and reports
 * @param envelope whom it is from and to; all recipients share the route and, where it is {@link
 *     Route.Direct}, the domain
 * @param content the message
 * @param route the way it goes, already decided
 * @param attempt 1 for the first attempt
 * @param regardless whether somebody wants it to be tried now, although places it goes to may be
 *     known to be down
 */
public record DeliveryRequest(
    String id,
    Envelope envelope,
    MessageContent content,
    Route route,
    int attempt,
    boolean regardless) {

  public DeliveryRequest {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts count from 1: " + attempt);
    }
  }

  /** A request that waits its turn like any other. */
  public DeliveryRequest(
      String id, Envelope envelope, MessageContent content, Route route, int attempt) {
    this(id, envelope, content, route, attempt, false);
  }

  /** A report on this request that nothing was tried, and why. */
  public DeliveryReport postponed(Hold why) {
    return undelivered(why.status()).asPostponed(why);
  }

  /** A report on this request where there is nowhere to try. */
  DeliveryReport undelivered(DeliveryPlan.Nowhere plan) {
    DeliveryReport report = undelivered(plan.status());
    return plan.isUnresolved() ? report.asUnresolved() : report;
  }

  /** A report on this request that says the same of every recipient, nothing having been tried. */
  public DeliveryReport undelivered(DeliveryStatus status) {
    RecipientLedger ledger = new RecipientLedger(envelope.recipients());
    return new DeliveryReport(id, attempt, ledger.close(status, Optional.empty()));
  }
}
