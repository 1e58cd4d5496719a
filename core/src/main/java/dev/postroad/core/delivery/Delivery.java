// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.message.ScannedContent;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.report.DeliveryReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The journey of a request along its plan: <em>the</em> loop. It decides nothing itself: {@link
 * Candidates} says what to try, the verdicts of a {@link Try} what came of it, {@link
 * RecipientLedger} who is left.
 */
final class Delivery implements Journey {
  private static final DeliveryStatus NO_HOST_LEFT =
      DeliveryStatus.temporary("4.4.1", "no host with an address could be tried");

  private final Deliverer deliverer;
  private final DeliveryRequest request;
  private final DeliveryPlan plan;
  private final RecipientLedger ledger;
  private final Deque<NextHop> hopsLeft = new ArrayDeque<>();

  /** Read once to know what it needs, however many hosts are tried. */
  private final MessageContent content;

  Delivery(Deliverer deliverer, DeliveryRequest request, DeliveryPlan plan) {
    this.deliverer = deliverer;
    this.request = request;
    this.plan = plan;
    this.ledger = new RecipientLedger(request.envelope().recipients());
    this.content = ScannedContent.of(request.content());
    if (plan instanceof DeliveryPlan.Hosts hosts) {
      hopsLeft.addAll(hosts.nextHops());
    }
  }

  @Override
  public Optional<NextHop> nextHop() {
    return ledger.hasPending() ? Optional.ofNullable(hopsLeft.peek()) : Optional.empty();
  }

  @Override
  public void visit() {
    Candidates candidates = deliverer.candidatesAt(hopsLeft.remove());
    while (ledger.hasPending() && candidates.hasNext()) {
      Candidate next = candidates.next();
      List<Recipient> pending = ledger.pendingAt(next);
      if (!pending.isEmpty()) {
        Try tried = deliverer.attempt(next, request.envelope().withRecipients(pending), content);
        for (Recipient to : pending) {
          ledger.enter(to, next, tried.attemptFor(to), tried.remoteDsn());
        }
        candidates.follow(next, tried.sessionOpened(), tried.verdicts());
      }
    }
  }

  @Override
  public DeliveryReport end() {
    return told(
        plan instanceof DeliveryPlan.Hosts hosts
            ? report(NO_HOST_LEFT, hosts.unknown())
            : request.undelivered((DeliveryPlan.Nowhere) plan));
  }

  @Override
  public DeliveryReport abandon(DeliveryStatus why) {
    return told(report(why, Optional.of(why)));
  }

  private DeliveryReport report(DeliveryStatus untried, Optional<DeliveryStatus> unknown) {
    return new DeliveryReport(request.id(), request.attempt(), ledger.close(untried, unknown));
  }

  private DeliveryReport told(DeliveryReport report) {
    deliverer.ended(report);
    return report;
  }
}
