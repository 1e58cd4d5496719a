// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.relay.RelayHost;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What to try next: the hosts of a plan, address by address, within the limits. Places known to be
 * bad are tried after all others of the same relay, since trying them first would be paid by every
 * mail.
 */
final class Candidates {
  /**
   * A peer that takes one recipient at a time would have a message to thousands sent thousands of
   * times in one attempt. Who is left after so many waits for the next attempt.
   */
  private static final int MOST_NEW_TRANSACTIONS = 100;

  private final Deque<Candidate> untried;
  private final TryLimits limits;
  private final Map<Optional<RelayHost>, Tally> tallies = new HashMap<>();
  private boolean triedFreshSession;
  private boolean triedWithoutTls;
  private int newTransactions;

  Candidates(List<PlannedHost> hosts, TryLimits limits, Predicate<Candidate> knownBad) {
    this.limits = limits;
    this.untried = inOrder(hosts, knownBad);
  }

  private static Deque<Candidate> inOrder(List<PlannedHost> hosts, Predicate<Candidate> knownBad) {
    Deque<Candidate> all = new ArrayDeque<>();
    List<Candidate> bad = new ArrayList<>();
    Optional<RelayHost> hop = Optional.empty();
    for (PlannedHost host : hosts) {
      if (!host.relay().equals(hop)) {
        all.addAll(bad);
        bad.clear();
        hop = host.relay();
      }
      for (InetAddress address : host.host().addresses()) {
        Candidate candidate = Candidate.of(host, address);
        (knownBad.test(candidate) ? bad : all).add(candidate);
      }
    }
    all.addAll(bad);
    return all;
  }

  boolean hasNext() {
    untried.removeIf(candidate -> tallyOf(candidate).isSpent(limits));
    return !untried.isEmpty();
  }

  Candidate next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return untried.removeFirst();
  }

  /**
   * Learns what a try came to.
   *
   * @param sessionOpened whether it came as far as MAIL
   */
  void follow(Candidate tried, boolean sessionOpened, Collection<Verdict> verdicts) {
    if (wants(Continuation.WITHOUT_TLS, verdicts) && !triedWithoutTls) {
      triedWithoutTls = true;
      untried.addFirst(tried.withoutTls());
    } else if (wants(Continuation.FRESH_SESSION, verdicts) && !triedFreshSession) {
      triedFreshSession = true;
      untried.addFirst(tried.withFreshSession());
    } else if (wants(Continuation.NEW_TRANSACTION, verdicts)
        && ++newTransactions <= MOST_NEW_TRANSACTIONS) {
      untried.addFirst(tried);
    } else {
      tallyOf(tried).count(sessionOpened);
      if (verdicts.stream().anyMatch(verdict -> verdict.scope() == Scope.SITE)) {
        untried.removeIf(other -> other.planned().relay().equals(tried.planned().relay()));
      }
    }
    // A handshake that failed with one host says nothing of the next: each has its one retry.
    if (!wants(Continuation.WITHOUT_TLS, verdicts)) {
      triedWithoutTls = false;
    }
    if (!wants(Continuation.FRESH_SESSION, verdicts)) {
      triedFreshSession = false;
    }
  }

  private static boolean wants(Continuation continuation, Collection<Verdict> verdicts) {
    return verdicts.stream().anyMatch(verdict -> verdict.continuation() == continuation);
  }

  private Tally tallyOf(Candidate candidate) {
    return tallies.computeIfAbsent(candidate.planned().relay(), hop -> new Tally());
  }

  private static final class Tally {
    private int addresses;
    private int sessions;

    void count(boolean sessionOpened) {
      addresses++;
      if (sessionOpened) {
        sessions++;
      }
    }

    boolean isSpent(TryLimits limits) {
      return addresses >= limits.addresses() || sessions >= limits.sessions();
    }
  }
}
