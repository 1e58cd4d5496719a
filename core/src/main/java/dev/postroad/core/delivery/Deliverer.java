// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.message.ScannedContent;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.ReplyClassifier;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.pool.SessionPool.Lease;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.Capabilities.Extension;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.MailTransaction;
import dev.postroad.core.smtp.SessionFailure;
import dev.postroad.core.smtp.SmtpSession;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import dev.postroad.core.smtp.TransactionResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Delivers one request along its plan: <em>the</em> loop. It decides nothing itself: {@link
 * Candidates} says what to try, {@link ReplyClassifier} what a fact means, {@link RecipientLedger}
 * who is left.
 */
public final class Deliverer {
  private final SessionPool sessions;
  private final HostHealth health;
  private final MailTransaction transaction;
  private final ReplyClassifier classifier;
  private final TryLimits limits;
  private final LocalIdentity local;
  private final LongSupplier nanoTicker;
  private final DeliveryListener listener;

  /** A deliverer over the given sessions. */
  public Deliverer(
      SessionPool sessions,
      HostHealth health,
      MailTransaction transaction,
      TryLimits limits,
      LocalIdentity local,
      LongSupplier nanoTicker,
      DeliveryListener listener) {
    this.sessions = sessions;
    this.health = health;
    this.transaction = transaction;
    this.classifier = new ReplyClassifier();
    this.limits = limits;
    this.local = local;
    this.nanoTicker = nanoTicker;
    this.listener = listener;
  }

  /** Tries to deliver, and answers for every recipient; throws only for a bug of ours. */
  public DeliveryReport deliver(DeliveryRequest request, DeliveryPlan plan) {
    DeliveryReport report =
        plan instanceof DeliveryPlan.Hosts hosts
            ? walk(request, hosts)
            : request.undelivered((DeliveryPlan.Nowhere) plan);
    listener.attemptEnded(report);
    return report;
  }

  private DeliveryReport walk(DeliveryRequest request, DeliveryPlan.Hosts plan) {
    RecipientLedger ledger = new RecipientLedger(request.envelope().recipients());
    Candidates candidates = new Candidates(plan.hosts(), limits, this::isKnownBad);
    // Read once to know what it needs, however many hosts are tried.
    MessageContent content = ScannedContent.of(request.content());
    while (ledger.hasPending() && candidates.hasNext()) {
      Candidate next = candidates.next();
      List<Recipient> pending = ledger.pendingAt(next);
      if (!pending.isEmpty()) {
        Try tried = attempt(next, request.envelope().withRecipients(pending), content);
        tried.attempts.forEach(
            (recipient, attempt) -> ledger.enter(recipient, next, attempt, tried.remoteDsn));
        candidates.follow(next, tried.sessionOpened, tried.verdicts());
      }
    }
    return new DeliveryReport(
        request.id(), request.attempt(), ledger.close(NO_HOST_LEFT, plan.unknown()));
  }

  private static final DeliveryStatus NO_HOST_LEFT =
      DeliveryStatus.temporary("4.4.1", "no host with an address could be tried");

  private boolean isKnownBad(Candidate candidate) {
    return health.isKnownBad(candidate.address(), candidate.planned().port());
  }

  private Try attempt(Candidate candidate, Envelope envelope, MessageContent content) {
    Try tried = new Try(candidate, nanoTicker.getAsLong());
    int port = candidate.planned().port();
    try (Lease lease = sessions.lease(endpoint(candidate), candidate.fresh())) {
      SmtpSession session = lease.session();
      health.succeeded(candidate.address(), port);
      tried.sessionOpened = true;
      tried.tls = session.tls();
      tried.remoteDsn = session.capabilities().offers(Extension.DSN);
      TransactionResult result = transaction.send(session, envelope, content);
      result
          .decisive()
          .forEach(
              (recipient, fact) ->
                  tried.judge(recipient, fact, lease.isReused(), result.anyAccepted()));
    } catch (SessionFailure failure) {
      if (!tried.lacksOurOwn(failure.evidence())) {
        health.failed(candidate.address(), port);
      }
      tried.judgeAll(envelope, failure.evidence());
    } catch (RuntimeException e) {
      // What other hosts have said of other recipients still stands.
      listener.unexpected("a try at " + candidate.planned().host().name(), e);
      tried.judgeAll(envelope, new Evidence.Failed(Stage.DATA, Failure.INTERNAL, e.toString()));
    }
    return tried;
  }

  private Endpoint endpoint(Candidate candidate) throws SessionFailure {
    PlannedHost planned = candidate.planned();
    return new Endpoint(
        planned.host().name(),
        candidate.address(),
        planned.port(),
        planned.implicitTls(),
        candidate.tls(),
        credentials(planned.relay()),
        planned.relay().map(RelayHost::authInClear).orElse(false),
        local.sourceAddressFor(candidate.address()),
        local.ehloName());
  }

  private static Optional<Credentials> credentials(Optional<RelayHost> relay)
      throws SessionFailure {
    if (relay.flatMap(RelayHost::credentials).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(relay.get().credentials().get().read());
    } catch (IOException e) {
      throw new SessionFailure(
          new Evidence.Failed(
              Stage.AUTH, Failure.AUTH_NOT_POSSIBLE, String.valueOf(e.getMessage())),
          e);
    }
  }

  /** What one try came to. */
  private final class Try {
    private final Candidate candidate;
    private final long begun;
    private final Map<Recipient, Attempt> attempts = new LinkedHashMap<>();
    private boolean sessionOpened;
    private boolean remoteDsn;
    private TlsSummary tls = TlsSummary.NONE;

    Try(Candidate candidate, long begun) {
      this.candidate = candidate;
      this.begun = begun;
    }

    /** Judges those who are not judged yet. */
    void judgeAll(Envelope envelope, Evidence fact) {
      for (Recipient recipient : envelope.recipients()) {
        if (!attempts.containsKey(recipient)) {
          judge(recipient, fact, false, false);
        }
      }
    }

    void judge(Recipient recipient, Evidence fact, boolean reused, boolean anotherAccepted) {
      PlannedHost planned = candidate.planned();
      Verdict verdict =
          classifier.classify(
              fact,
              new ReplyClassifier.Context(
                  planned.relay().isPresent(), reused, anotherAccepted, candidate.tls()));
      attempts.put(
          recipient,
          new Attempt(
              planned.host().name(),
              candidate.address().getHostAddress(),
              planned.port(),
              fact.stage(),
              tls,
              verdict,
              Duration.ofNanos(nanoTicker.getAsLong() - begun)));
    }

    /** Whether a failure is no fault of the host's, so that it is not to be avoided for it. */
    boolean lacksOurOwn(Evidence evidence) {
      return evidence.stage() == Stage.AUTH || evidence.stage() == Stage.STARTTLS;
    }

    List<Verdict> verdicts() {
      List<Verdict> verdicts = new ArrayList<>();
      attempts.values().forEach(attempt -> verdicts.add(attempt.verdict()));
      return verdicts;
    }
  }
}
