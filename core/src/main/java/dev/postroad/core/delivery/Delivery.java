// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.delivery.Visit.Sign;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.message.ScannedContent;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.pool.HeldBackException;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
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

  /** How often to look again for a host that comes back while we look. */
  private static final int MOST_LOOKS = 3;

  private static final Hold COMES_AND_GOES =
      new Hold(
          Hold.Reason.DOWN,
          "hosts were down and are back, and none has been tried yet",
          Duration.ofMillis(200));

  private final Deliverer deliverer;
  private final DeliveryRequest request;
  private final DeliveryPlan plan;
  private final RecipientLedger ledger;
  private final Deque<NextHop> hopsLeft = new ArrayDeque<>();

  /** What is still to be tried at the next hop, which it may have to leave and come back to. */
  private Optional<Candidates> here = Optional.empty();

  /** The next hop that it was at last, or would have been at. */
  private Optional<SiteName> last = Optional.empty();

  /** What the next hop has shown so far. */
  private Optional<Sign> sign = Optional.empty();

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
    } else {
      last = ((DeliveryPlan.Nowhere) plan).site();
    }
  }

  @Override
  public Optional<NextHop> nextHop() {
    return ledger.hasPending() ? Optional.ofNullable(hopsLeft.peek()) : Optional.empty();
  }

  @Override
  public Visit visit(ConnectionGate gate) {
    NextHop hop = hopsLeft.element();
    last = Optional.of(hop.site());
    for (int looks = 0; looks < MOST_LOOKS; looks++) {
      Optional<Hold> held = tryAll(hop, gate);
      if (held.isPresent()) {
        return new Visit.NotYet(held.get());
      }
      if (sign.isPresent()) {
        return goOn(sign.get());
      }
      Optional<Hold> outage = deliverer.outageAt(hop);
      if (outage.isPresent()) {
        return hopsLeft.size() == 1 ? new Visit.NotYet(outage.get()) : goOn(Sign.OUT_OF_REACH);
      }
      if (!ledger.isUntouched()) {
        return goOn(Sign.SERVED);
      }
      // No host might be tried, and one is back already: it was down a moment ago.
    }
    return new Visit.NotYet(COMES_AND_GOES);
  }

  /** Tries what may be tried; what holds it back if not all could be, and the rest is for later. */
  private Optional<Hold> tryAll(NextHop hop, ConnectionGate gate) {
    Candidates candidates = here.orElseGet(() -> deliverer.candidatesAt(hop, request.regardless()));
    here = Optional.of(candidates);
    Optional<Hold> full = Optional.empty();
    for (Optional<Candidate> next = candidates.next(this::hasMailFor);
        next.isPresent();
        next = candidates.next(this::hasMailFor)) {
      Try tried;
      try {
        tried = attempt(hop.site(), next.get(), ledger.pendingAt(next.get()), gate);
      } catch (HeldBackException e) {
        if (e.why().reason().isOfHost()) {
          candidates.passOver(next.get());
          full = full.or(() -> Optional.of(e.why()));
          continue;
        }
        candidates.putBack(next.get());
        candidates.putBackPassedOver();
        return Optional.of(e.why());
      }
      sign = Optional.of(tried.sign().or(sign));
      candidates.follow(next.get(), tried.sessionOpened(), tried.verdicts());
    }
    candidates.putBackPassedOver();
    if (full.isPresent() && ledger.hasPending()) {
      return full;
    }
    here = Optional.empty();
    return Optional.empty();
  }

  private Visit goOn(Sign shown) {
    hopsLeft.remove();
    sign = Optional.empty();
    return new Visit.Made(shown);
  }

  private boolean hasMailFor(Candidate candidate) {
    return !ledger.pendingAt(candidate).isEmpty();
  }

  /**
   * One try. A mail that had to come again goes by DATA, which shows that we count replies as the
   * peer does, and which peers know better than BDAT: what went wrong with that is not repeated
   * until the mail expires.
   */
  private Try attempt(
      SiteName site, Candidate candidate, List<Recipient> pending, ConnectionGate gate)
      throws HeldBackException {
    Try tried =
        deliverer.attempt(
            site,
            candidate,
            request.envelope().withRecipients(pending),
            content,
            request.attempt() == 1,
            gate);
    for (Recipient to : pending) {
      ledger.enter(to, candidate, tried.attemptFor(to), tried.remoteDsn());
    }
    return tried;
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

  private DeliveryReport told(DeliveryReport given) {
    DeliveryReport report = given.at(nextHop().map(NextHop::site).or(() -> last));
    deliverer.ended(report);
    return report;
  }
}
