// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.pool.HandshakeFailures;
import dev.postroad.core.pool.HeldBackException;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.HostHealth.Outage;
import dev.postroad.core.pool.HostHealth.Place;
import dev.postroad.core.pool.HostHealth.Standing;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.pool.SessionPool.Lease;
import dev.postroad.core.pool.UntriedException;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.RelayTerms;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.ConnectionsInUse;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.MailTransaction;
import dev.postroad.core.smtp.SessionFailure;
import dev.postroad.core.smtp.SessionTerms;
import dev.postroad.core.smtp.SmtpClient;
import dev.postroad.core.smtp.SmtpSession;
import dev.postroad.core.smtp.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Delivers requests along their plans, over sessions it leases. */
public final class Deliverer {
  private static final Hold STOPPING = new Hold(Hold.Reason.RECALLED, "we stop", Duration.ZERO);

  private final SessionPool sessions;
  private final SmtpClient client;
  private final ConnectionsInUse inUse;
  private final HostHealth health;
  private final HandshakeFailures handshakes;
  private final MailTransaction transaction;
  private final MailTransaction transactionWithData;
  private final TryLimits limits;
  private final LocalIdentity local;
  private final LongSupplier nanoTicker;
  private final DeliveryListener listener;

  private final Candidates.Knowledge knowledge =
      new Candidates.Knowledge() {
        @Override
        public Standing standing(Candidate candidate) {
          return health.standing(place(candidate));
        }

        @Override
        public boolean admit(Candidate candidate) {
          return health.admit(place(candidate));
        }

        @Override
        public boolean breaksHandshakes(Candidate candidate) {
          return handshakes.areKnownAt(place(candidate), candidate.planned().host().name());
        }
      };

  /** A deliverer over the given sessions, of which it opens some by its own client. */
  public Deliverer(
      SessionPool sessions,
      SmtpClient client,
      HostHealth health,
      HandshakeFailures handshakes,
      MailTransaction transaction,
      TryLimits limits,
      LocalIdentity local,
      LongSupplier nanoTicker,
      DeliveryListener listener) {
    this.sessions = sessions;
    this.client = client;
    this.inUse = client.inUse();
    this.health = health;
    this.handshakes = handshakes;
    this.transaction = transaction;
    this.transactionWithData = transaction.withoutChunking();
    this.limits = limits;
    this.local = local;
    this.nanoTicker = nanoTicker;
    this.listener = listener;
  }

  /** Sets out with a request; the journey's owner takes it from next hop to next hop. */
  public Journey begin(DeliveryRequest request, DeliveryPlan plan) {
    listener.planned(request.id(), plan.siteNames());
    return new Delivery(this, request, plan);
  }

  /**
   * What may be tried at a next hop.
   *
   * @param regardless whether places that are known to be down are tried all the same
   */
  Candidates candidatesAt(NextHop hop, boolean regardless) {
    return new Candidates(hop.hosts(), limits, regardless ? Candidates.Knowledge.NONE : knowledge);
  }

  /** Why nothing may be tried at a next hop now; empty if something may. */
  Optional<Hold> outageAt(NextHop hop) {
    Optional<Hold> soonest = Optional.empty();
    for (PlannedHost host : hop.hosts()) {
      for (InetAddress address : host.host().addresses()) {
        Optional<Outage> outage = health.outage(place(address, host));
        if (outage.isEmpty()) {
          return Optional.empty();
        }
        Hold hold = down(hop, host, outage.get());
        soonest =
            soonest
                .filter(other -> other.length().compareTo(hold.length()) <= 0)
                .or(() -> Optional.of(hold));
      }
    }
    return soonest;
  }

  private static Hold down(NextHop hop, PlannedHost host, Outage outage) {
    return new Hold(
        Hold.Reason.DOWN,
        "no host of "
            + hop.site()
            + " can be reached; "
            + host.host().name()
            + " said last: "
            + outage.words(),
        outage.left());
  }

  /**
   * Tries a candidate.
   *
   * @param site the next hop that it is of
   * @param chunking whether BDAT may be used where the peer offers it
   * @throws HeldBackException if a connection is needed and may not be opened now, or we stop
   */
  Try attempt(
      SiteName site,
      Candidate candidate,
      Envelope envelope,
      MessageContent content,
      boolean chunking,
      ConnectionGate gate)
      throws HeldBackException {
    if (inUse.isCut()) {
      health.withdraw(place(candidate));
      throw new HeldBackException(STOPPING);
    }
    Try tried = new Try(site, candidate, nanoTicker);
    // Other mail has other places to go to than one that failed lately, and need not wait for it.
    ConnectionGate own = health.isBlank(place(candidate)) ? gate : gate.ofProbe();
    try (Lease lease =
        sessions.lease(
            client, endpoint(candidate, envelope.reversePath()), candidate.fresh(), own)) {
      SmtpSession session = lease.session();
      tried.opened(session, lease.isReused());
      MailTransaction manner = chunking ? transaction : transactionWithData;
      tried.judge(
          inUse.during(session, () -> manner.send(session, envelope, content, own.isHurried())));
    } catch (HeldBackException e) {
      health.withdraw(place(candidate));
      throw e;
    } catch (UntriedException known) {
      health.withdraw(place(candidate));
      tried.judgeRest(envelope, known.evidence());
    } catch (SessionFailure failure) {
      if (inUse.isCut()) {
        health.withdraw(place(candidate));
        throw new HeldBackException(STOPPING);
      }
      tried.judgeRest(envelope, failure.evidence());
    } catch (RuntimeException e) {
      // What other hosts have said of other recipients still stands.
      listener.unexpected("a try at " + candidate.planned().host().name(), e);
      tried.judgeRest(envelope, new Evidence.Failed(Stage.DATA, Failure.INTERNAL, e.toString()));
    }
    remember(candidate, tried);
    return tried;
  }

  private void remember(Candidate candidate, Try tried) {
    Place place = place(candidate);
    if (inUse.isCut()) {
      // Maybe by us: then it says nothing of the host.
      health.withdraw(place);
      return;
    }
    Optional<Verdict> blame = tried.blame();
    if (blame.isPresent()) {
      String words = blame.get().status().toString();
      health
          .failed(place, tried.isOutOfReach(), words)
          .ifPresent(standing -> tell(place, standing, words));
    } else if (tried.sessionOpened()) {
      health.succeeded(place);
    }
    if (tried.brokeHandshake()) {
      handshakes.failed(place, candidate.planned().host().name());
    } else if (tried.madeHandshake() || (candidate.isWithoutTls() && tried.wantsOtherTerms())) {
      handshakes.forget(place, candidate.planned().host().name());
    }
  }

  private void tell(Place place, Standing standing, String words) {
    InetSocketAddress host = new InetSocketAddress(place.address(), place.port());
    if (standing == Standing.DOWN) {
      listener.hostDown(host, words);
    } else {
      listener.hostSuspect(host, health.state(place).left(), words);
    }
  }

  void ended(DeliveryReport report) {
    listener.attemptEnded(report);
  }

  private Place place(Candidate candidate) {
    return place(candidate.address(), candidate.planned());
  }

  private Place place(InetAddress address, PlannedHost planned) {
    return new Place(source(address, planned), address, planned.port());
  }

  private Optional<InetAddress> source(InetAddress address, PlannedHost planned) {
    return planned.sources().isEmpty()
        ? local.sourceAddressFor(address)
        : planned.sourceFor(address);
  }

  private Endpoint endpoint(Candidate candidate, Optional<Mailbox> sender) throws SessionFailure {
    PlannedHost planned = candidate.planned();
    Optional<RelayHost> relay = planned.relay();
    return new Endpoint(
        planned.host().name(),
        candidate.address(),
        planned.port(),
        planned.implicitTls(),
        candidate.tls(),
        relay.isPresent() ? credentials(relay.get(), sender) : Optional.empty(),
        relay.map(RelayHost::authInClear).orElse(false),
        source(candidate.address(), planned),
        relay.flatMap(to -> to.terms().heloName()).orElse(local.ehloName()),
        relay.isPresent() ? terms(relay.get().terms()) : SessionTerms.USUAL);
  }

  private static Optional<Credentials> credentials(RelayHost relay, Optional<Mailbox> sender)
      throws SessionFailure {
    if (relay.credentials().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(relay.credentials().get().read(sender));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static SessionTerms terms(RelayTerms terms) throws SessionFailure {
    if (terms.certificate().isEmpty()) {
      return terms.session();
    }
    try {
      return terms.session().with(Optional.of(terms.certificate().get().read()));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static SessionFailure unreadable(IOException cause) {
    return new SessionFailure(
        new Evidence.Failed(
            Stage.AUTH, Failure.AUTH_NOT_POSSIBLE, String.valueOf(cause.getMessage())),
        cause);
  }
}
