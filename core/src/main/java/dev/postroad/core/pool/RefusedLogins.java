// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.ReplyClassifier;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.SessionTerms;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.tls.TlsDemand;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Logins that a relay has refused, each left alone for a {@link Penalty}: whoever is told a wrong
 * password with every mail locks the account. Other logins at the same relay go on, and so does
 * this one once its secret, or the way it travels, is another.
 */
final class RefusedLogins {
  private final ConcurrentMap<Login, Refusal> refusals = new ConcurrentHashMap<>();
  private final LongSupplier nanoTicker;

  RefusedLogins(LongSupplier nanoTicker) {
    this.nanoTicker = nanoTicker;
  }

  /**
   * Takes leave to log in. Where it is time to see whether a login is taken again, only one is
   * given leave until that has been seen.
   *
   * @throws UntriedException if leave is not given
   */
  void admit(Endpoint endpoint) throws UntriedException {
    Optional<Login> login = refusals.isEmpty() ? Optional.empty() : Login.at(endpoint);
    Refusal known = login.map(refusals::get).orElse(null);
    if (login.isEmpty() || known == null) {
      return;
    }
    long now = nanoTicker.getAsLong();
    boolean mayProbe = known.penalty.blockedFor(now) <= 0;
    if (!mayProbe || !refusals.replace(login.get(), known, known.probed(Optional.of(now)))) {
      throw known.untried(now);
    }
  }

  /** The leave that was given is not used after all, or what came of it says nothing of a login. */
  void withdraw(Endpoint endpoint) {
    Login.at(endpoint)
        .ifPresent(
            login ->
                refusals.computeIfPresent(
                    login, (same, refusal) -> refusal.probed(Optional.empty())));
  }

  /**
   * No session could be opened.
   *
   * @return for how long the login is left alone, if it was refused and that is news
   */
  Optional<Duration> failed(Endpoint endpoint, Evidence evidence) {
    Optional<Login> login = Login.at(endpoint);
    Optional<DeliveryStatus> words = ReplyClassifier.refusedLogin(evidence, endpoint.tls());
    if (login.isEmpty() || words.isEmpty()) {
      withdraw(endpoint);
      return Optional.empty();
    }
    long now = nanoTicker.getAsLong();
    refusals.values().removeIf(refusal -> refusal.penalty.isForgotten(now));
    Refusal before = refusals.get(login.get());
    Refusal after =
        refusals.compute(
            login.get(),
            (same, known) ->
                new Refusal(penalty(Optional.ofNullable(known), now), words.get().text()));
    return before != null && before.penalty.until() == after.penalty.until()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(after.penalty.blockedFor(now)));
  }

  private static Penalty penalty(Optional<Refusal> known, long now) {
    return known
        .map(Refusal::penalty)
        .map(penalty -> penalty.isRunning(now) ? penalty : penalty.next(now))
        .orElseGet(() -> Penalty.first(now));
  }

  /** A session was opened: all is forgotten. */
  void taken(Endpoint endpoint) {
    if (!refusals.isEmpty()) {
      Login.at(endpoint).ifPresent(refusals::remove);
    }
  }

  /**
   * As whom at which host, and on which terms: the part of a {@link SessionKey} that a refusal is
   * about. Each address of the host knows the same accounts.
   */
  private record Login(
      String hostName,
      int port,
      boolean implicitTls,
      TlsDemand.Level tlsLevel,
      boolean authInClear,
      SessionTerms terms,
      Credentials credentials) {

    /** Empty if there is no login. */
    static Optional<Login> at(Endpoint endpoint) {
      return endpoint
          .credentials()
          .map(
              credentials ->
                  new Login(
                      endpoint.hostName(),
                      endpoint.port(),
                      endpoint.implicitTls(),
                      endpoint.tls().level(),
                      endpoint.authInClear(),
                      endpoint.terms(),
                      credentials));
    }
  }

  private record Refusal(Penalty penalty, String words) {
    Refusal probed(Optional<Long> began) {
      return new Refusal(penalty.probed(began), words);
    }

    UntriedException untried(long now) {
      long seconds = Math.max(1, Duration.ofNanos(penalty.blockedFor(now)).toSeconds());
      return new UntriedException(
          new Evidence.Failed(
              Stage.AUTH,
              Failure.AUTH_NOT_POSSIBLE,
              "this login was refused lately ("
                  + words
                  + ") and is left alone for another "
                  + seconds
                  + " s"));
    }
  }
}
