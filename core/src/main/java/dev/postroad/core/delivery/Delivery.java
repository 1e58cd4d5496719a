// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.delivery.Visit.Sign;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.message.ScannedContent;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.pool.HeldBackException;
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
  public Visit visit(ConnectionGate gate) {
    NextHop hop = hopsLeft.element();
    Candidates candidates = deliverer.candidatesAt(hop, request.regardless());
    Optional<Sign> sign = Optional.empty();
    for (Optional<Candidate> next = candidates.next(this::hasMailFor);
        next.isPresent();
        next = candidates.next(this::hasMailFor)) {
      Try tried;
      try {
        tried = attempt(next.get(), ledger.pendingAt(next.get()), gate);
      } catch (HeldBackException e) {
        return new Visit.NotYet(e.why());
      }
      sign = Optional.of(tried.sign().or(sign));
      candidates.follow(next.get(), tried.sessionOpened(), tried.verdicts());
    }
    return leave(hop, sign);
  }

  private boolean hasMailFor(Candidate candidate) {
    return !ledger.pendingAt(candidate).isEmpty();
  }

  private Try attempt(Candidate candidate, List<Recipient> pending, ConnectionGate gate)
      throws HeldBackException {
    Try tried =
        deliverer.attempt(candidate, request.envelope().withRecipients(pending), content, gate);
    for (Recipient to : pending) {
      ledger.enter(to, candidate, tried.attemptFor(to), tried.remoteDsn());
    }
    return tried;
  }

  /** Goes on from a next hop; stays if nothing could be tried there and it is the last one. */
  private Visit leave(NextHop hop, Optional<Sign> sign) {
    Optional<Hold> outage =
        sign.isEmpty() && ledger.hasPending() ? deliverer.outageAt(hop) : Optional.empty();
    if (outage.isPresent() && hopsLeft.size() == 1) {
      return new Visit.NotYet(outage.get());
    }
    hopsLeft.remove();
    return new Visit.Made(sign.orElse(outage.isPresent() ? Sign.OUT_OF_REACH : Sign.SERVED));
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

  @Override
  public DeliveryReport postpone(Hold why) {
    return ledger.isUntouched() ? told(request.postponed(why)) : abandon(why.status());
  }

  private DeliveryReport report(DeliveryStatus untried, Optional<DeliveryStatus> unknown) {
    return new DeliveryReport(request.id(), request.attempt(), ledger.close(untried, unknown));
  }

  private DeliveryReport told(DeliveryReport report) {
    deliverer.ended(report);
    return report;
  }
}
