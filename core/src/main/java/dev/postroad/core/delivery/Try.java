// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.ReplyClassifier;
import dev.postroad.core.outcome.ReplyClassifier.Past;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.smtp.Capabilities.Extension;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.SmtpSession;
import dev.postroad.core.smtp.TlsSummary;
import dev.postroad.core.smtp.TransactionResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What one try at one candidate came to, while it is made and after. */
final class Try {
  private static final ReplyClassifier CLASSIFIER = new ReplyClassifier();

  private final SiteName site;
  private final Candidate candidate;
  private final LongSupplier nanoTicker;
  private final long begun;
  private final Map<Recipient, Attempt> attempts = new LinkedHashMap<>();
  private boolean sessionOpened;
  private boolean lost;
  private boolean fellSilent;
  private Past past = Past.NONE;
  private boolean remoteDsn;
  private TlsSummary tls = TlsSummary.NONE;

  Try(SiteName site, Candidate candidate, LongSupplier nanoTicker) {
    this.site = site;
    this.candidate = candidate;
    this.nanoTicker = nanoTicker;
    this.begun = nanoTicker.getAsLong();
  }

  /** There is a session, which may have carried other mail before. */
  void opened(SmtpSession session, boolean usedBefore) {
    sessionOpened = true;
    past = !usedBefore ? Past.NONE : session.tookMail() ? Past.TOOK_MAIL : Past.USED;
    tls = session.tls();
    remoteDsn = session.capabilities().offers(Extension.DSN);
  }

  /** Judges each recipient by what the transaction says of it. */
  void judge(TransactionResult result) {
    result
        .decisive()
        .forEach((recipient, fact) -> judge(recipient, fact, past, result.anyAccepted()));
  }

  /** Judges those by one fact who are not judged yet. */
  void judgeRest(Envelope envelope, Evidence fact) {
    for (Recipient recipient : envelope.recipients()) {
      if (!attempts.containsKey(recipient)) {
        judge(recipient, fact, Past.NONE, false);
      }
    }
  }

  private void judge(Recipient recipient, Evidence fact, Past before, boolean anotherAccepted) {
    PlannedHost planned = candidate.planned();
    Verdict verdict =
        CLASSIFIER.classify(
            fact,
            new ReplyClassifier.Context(
                planned.relay().isPresent(), before, anotherAccepted, candidate.tls()));
    if (fact instanceof Evidence.Failed failed) {
      // A kept session that has died says as little of its host as one that goes well.
      lost |= verdict.blamesHost() || verdict.continuation() == Verdict.Continuation.FRESH_SESSION;
      // Whoever falls silent over TLS has shown nothing until it talks in clear.
      lost |=
          verdict.continuation() == Verdict.Continuation.WITHOUT_TLS
              && failed.failure() == Evidence.Failure.TIMED_OUT;
      fellSilent |= failed.failure() == Evidence.Failure.TIMED_OUT;
    }
    attempts.put(
        recipient,
        new Attempt(
            site,
            planned.host().name(),
            candidate.address().getHostAddress(),
            planned.port(),
            fact.stage(),
            tls,
            fact instanceof Evidence.Failed failed
                ? Optional.of(failed.failure())
                : Optional.empty(),
            verdict,
            Duration.ofNanos(nanoTicker.getAsLong() - begun)));
  }

  /**
   * What it came to for a recipient.
   *
   * @throws IllegalStateException if nothing has been said of them: a bug of ours
   */
  Attempt attemptFor(Recipient recipient) {
    Attempt attempt = attempts.get(recipient);
    if (attempt == null) {
      throw new IllegalStateException("the try said nothing of " + recipient);
    }
    return attempt;
  }

  List<Verdict> verdicts() {
    return attempts.values().stream().map(Attempt::verdict).toList();
  }

  /** What the host is to blame for; {@link #isOutOfReach} says whether it talked to us at all. */
  Optional<Verdict> blame() {
    return verdicts().stream().filter(Verdict::blamesHost).findFirst();
  }

  /**
   * Whether the host could not be talked to. A reply is being talked to, and so is an open session:
   * what is lost later may be lost for this mail alone.
   */
  boolean isOutOfReach() {
    return lost && !sessionOpened;
  }

  /** Whether STARTTLS broke, and the same place may do without. */
  boolean brokeHandshake() {
    return verdicts().stream()
        .anyMatch(verdict -> verdict.continuation() == Verdict.Continuation.WITHOUT_TLS);
  }

  /** Whether a session under TLS was opened for it. */
  boolean madeHandshake() {
    return sessionOpened && past == Past.NONE && tls.isEncrypted();
  }

  /** Whether the host wants other terms than those it was tried on, such as TLS. */
  boolean wantsOtherTerms() {
    return verdicts().stream().anyMatch(verdict -> verdict.scope() == Verdict.Scope.TERMS);
  }

  /** What others who have mail for this next hop may learn from it. */
  Visit.Sign sign() {
    if (verdicts().stream().anyMatch(ReplyClassifier::asksForLess)) {
      return Visit.Sign.BUSY;
    }
    if (!lost) {
      return Visit.Sign.SERVED;
    }
    return sessionOpened && !fellSilent ? Visit.Sign.LOST : Visit.Sign.OUT_OF_REACH;
  }

  /** Whether it came as far as a session that takes mail. */
  boolean sessionOpened() {
    return sessionOpened;
  }

  /** Whether the peer offers DSN, and so takes over the duty to notify (RFC 3461 §5.2). */
  boolean remoteDsn() {
    return remoteDsn;
  }
}
