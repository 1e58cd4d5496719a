// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Scope;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/**
 * What to try next: the hosts of one next hop, address by address, within the limits. Places known
 * to be bad are tried after all others, since trying them first would be paid by every mail.
 */
final class Candidates {
  /**
   * A peer that takes one recipient at a time would have a message to thousands sent thousands of
   * times in one attempt. Who is left after so many waits for the next attempt.
   */
  private static final int MOST_NEW_TRANSACTIONS = 100;

  /** A message to more recipients than these transactions hold waits with the rest. */
  private static final int MOST_TURNS = 1_000;

  private final Deque<Candidate> untried;
  private final TryLimits limits;
  private int addresses;
  private int sessions;
  private boolean triedFreshSession;
  private boolean triedWithoutTls;
  private int newTransactions;
  private int turns;

  Candidates(List<PlannedHost> hosts, TryLimits limits, Predicate<Candidate> knownBad) {
    this.limits = limits;
    this.untried = inOrder(hosts, knownBad);
  }

  private static Deque<Candidate> inOrder(List<PlannedHost> hosts, Predicate<Candidate> knownBad) {
    Deque<Candidate> all = new ArrayDeque<>();
    List<Candidate> bad = new ArrayList<>();
    for (PlannedHost host : hosts) {
      for (InetAddress address : host.host().addresses()) {
        Candidate candidate = Candidate.of(host, address);
        (knownBad.test(candidate) ? bad : all).add(candidate);
      }
    }
    all.addAll(bad);
    return all;
  }

  boolean hasNext() {
    return !untried.isEmpty() && addresses < limits.addresses() && sessions < limits.sessions();
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
    } else if (anotherTransaction(verdicts)) {
      untried.addFirst(tried);
    } else {
      addresses++;
      sessions += sessionOpened ? 1 : 0;
      if (verdicts.stream().anyMatch(verdict -> verdict.scope() == Scope.SITE)) {
        untried.clear();
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

  private boolean anotherTransaction(Collection<Verdict> verdicts) {
    return wants(Continuation.NEW_TRANSACTION, verdicts)
        ? ++newTransactions <= MOST_NEW_TRANSACTIONS
        : wants(Continuation.NEXT_TURN, verdicts) && ++turns <= MOST_TURNS;
  }

  private static boolean wants(Continuation continuation, Collection<Verdict> verdicts) {
    return verdicts.stream().anyMatch(verdict -> verdict.continuation() == continuation);
  }
}
