// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.pool.HostHealth.Standing;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What to try next: the hosts of one next hop, address by address, within the limits. Places that
 * failed lately are tried after all others of the same preference, and those known to be down not
 * at all. A host of lower preference has its turn only when all better ones are down or failed this
 * very mail (RFC 5321 §5.1): it may be a backup that takes nothing while they are there.
 */
final class Candidates {
  /**
   * A peer that takes one recipient at a time would have a message to thousands sent thousands of
   * times in one attempt. Who is left after so many waits for the next attempt.
   */
  private static final int MOST_NEW_TRANSACTIONS = 100;

  /** A message to more recipients than these transactions hold waits with the rest. */
  private static final int MOST_TURNS = 1_000;

  /** What is known of the places that candidates are at. */
  interface Knowledge {
    /** Nothing is known: everything is tried in the order of the plan. */
    Knowledge NONE =
        new Knowledge() {
          @Override
          public Standing standing(Candidate candidate) {
            return Standing.GOOD;
          }

          @Override
          public boolean admit(Candidate candidate) {
            return true;
          }

          @Override
          public boolean breaksHandshakes(Candidate candidate) {
            return false;
          }
        };

    Standing standing(Candidate candidate);

    /** Whether a place may be tried now; if it was down, by this mail alone. */
    boolean admit(Candidate candidate);

    /** Whether it offers STARTTLS and cannot do it. */
    boolean breaksHandshakes(Candidate candidate);
  }

  private final Deque<Candidate> untried;

  /** Passed over: there was no room for one more at their hosts. */
  private final Deque<Candidate> full = new ArrayDeque<>();

  private final TryLimits limits;
  private final Knowledge knowledge;
  private int addresses;
  private int sessions;
  private boolean triedFreshSession;
  private boolean triedWithoutTls;
  private int newTransactions;
  private int turns;

  Candidates(List<PlannedHost> hosts, TryLimits limits, Knowledge knowledge) {
    this.limits = limits;
    this.knowledge = knowledge;
    this.untried = inOrder(hosts, knowledge);
  }

  private static Deque<Candidate> inOrder(List<PlannedHost> hosts, Knowledge knowledge) {
    Deque<Candidate> all = new ArrayDeque<>();
    List<Candidate> suspects = new ArrayList<>();
    int preference = 0;
    for (PlannedHost host : hosts) {
      if (host.host().preference() != preference) {
        all.addAll(suspects);
        suspects.clear();
        preference = host.host().preference();
      }
      for (InetAddress address : host.host().addresses()) {
        Candidate planned = Candidate.of(host, address);
        boolean inClear = host.tls().allowsClear() && knowledge.breaksHandshakes(planned);
        Candidate candidate = inClear ? planned.withoutTls() : planned;
        (knowledge.standing(candidate) == Standing.GOOD ? all : suspects).add(candidate);
      }
    }
    all.addAll(suspects);
    return all;
  }

  /**
   * What to try next; empty if there is nothing that may be tried, or nothing but what is less
   * preferred than a host that was {@linkplain #passOver passed over}.
   *
   * @param wanted whether there is mail for a candidate: for one without, no leave is taken that
   *     another mail might have had
   */
  Optional<Candidate> next(Predicate<Candidate> wanted) {
    while (!untried.isEmpty() && addresses < limits.addresses() && sessions < limits.sessions()) {
      Candidate next = untried.removeFirst();
      if (isLessPreferredThanFull(next)) {
        untried.addFirst(next);
        return Optional.empty();
      }
      if (wanted.test(next) && (next.again() || knowledge.admit(next))) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private boolean isLessPreferredThanFull(Candidate next) {
    return !full.isEmpty()
        && next.planned().host().preference() > full.getFirst().planned().host().preference();
  }

  /** A candidate could not be tried yet: others of its preference have their turn. */
  void passOver(Candidate noRoomThere) {
    full.addLast(noRoomThere);
  }

  /**
   * Those that were passed over are the next again; a host that is not preferred waits for them.
   */
  void putBackPassedOver() {
    full.descendingIterator().forEachRemaining(untried::addFirst);
    full.clear();
  }

  /** A candidate could not be tried yet: it is the next again. */
  void putBack(Candidate untriedYet) {
    untried.addFirst(untriedYet);
  }

  /**
   * Learns what a try came to.
   *
   * @param sessionOpened whether it came as far as MAIL
   */
  void follow(Candidate tried, boolean sessionOpened, Collection<Verdict> verdicts) {
    if (wants(Continuation.WITHOUT_TLS, verdicts) && !triedWithoutTls) {
      triedWithoutTls = true;
      untried.addFirst(tried.withoutTls().onceMore());
    } else if (wants(Continuation.FRESH_SESSION, verdicts) && !triedFreshSession) {
      triedFreshSession = true;
      untried.addFirst(tried.withFreshSession());
    } else if (anotherTransaction(verdicts)) {
      untried.addFirst(tried.onceMore());
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
