// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.message.Recipient;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.report.RecipientReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Accounts for every recipient of a request: each is pending until a verdict ends it, and {@link
 * #close} answers for all. Throws {@link IllegalStateException} at whoever would end one twice, or
 * speak for a stranger; {@link Try#attemptFor} does at whoever leaves one out.
 */
final class RecipientLedger {
  private final Map<Recipient, Account> accounts = new LinkedHashMap<>();

  RecipientLedger(Collection<Recipient> recipients) {
    recipients.forEach(recipient -> accounts.put(recipient, new Account(recipient)));
  }

  boolean hasPending() {
    return accounts.values().stream().anyMatch(Account::isPending);
  }

  /** Whether nothing has been tried for anybody. */
  boolean isUntouched() {
    return accounts.values().stream().allMatch(account -> account.trail.isEmpty());
  }

  /**
   * Those still pending for whom this candidate has not already said to look elsewhere. Of whom it
   * had too many comes after those it has not heard of yet, so that nobody is asked for again and
   * again while others wait.
   */
  List<Recipient> pendingAt(Candidate candidate) {
    return accounts.values().stream()
        .filter(account -> account.isPending() && account.mayTry(candidate))
        .sorted(Comparator.comparing(account -> account.last(Continuation.NEW_TRANSACTION)))
        .map(account -> account.recipient)
        .toList();
  }

  /** Enters what a try at a candidate came to for one recipient. */
  void enter(Recipient recipient, Candidate candidate, Attempt attempt, boolean remoteDsn) {
    Account account = accounts.get(recipient);
    if (account == null) {
      throw new IllegalStateException("not a recipient of this request: " + recipient);
    }
    account.enter(candidate, attempt, remoteDsn);
  }

  /**
   * Ends all that are still pending and answers for every recipient.
   *
   * @param untried what to say of a recipient for whom nothing was tried
   * @param unknown what makes a permanent failure temporary: a host that could not be asked; empty
   *     if all could
   */
  List<RecipientReport> close(DeliveryStatus untried, Optional<DeliveryStatus> unknown) {
    return accounts.values().stream().map(account -> account.close(untried, unknown)).toList();
  }

  private static final class Account {
    private final Recipient recipient;
    private final List<Attempt> trail = new ArrayList<>();
    private final List<Candidate> leftBehind = new ArrayList<>();
    private Optional<Attempt> ending = Optional.empty();
    private boolean remoteDsn;

    Account(Recipient recipient) {
      this.recipient = recipient;
    }

    boolean isPending() {
      return ending.isEmpty();
    }

    boolean last(Continuation continuation) {
      return !trail.isEmpty()
          && trail.get(trail.size() - 1).verdict().continuation() == continuation;
    }

    boolean mayTry(Candidate candidate) {
      return leftBehind.stream().noneMatch(candidate::isSamePlaceAs);
    }

    void enter(Candidate candidate, Attempt attempt, boolean peerDoesDsn) {
      if (!isPending()) {
        throw new IllegalStateException(recipient + " has already ended: " + ending);
      }
      Continuation next = attempt.verdict().continuation();
      if (next == Continuation.NEXT_TURN && last(Continuation.NEW_TRANSACTION)) {
        // A turn that was not had is no attempt, and the place's own word says more.
        return;
      }
      if (last(Continuation.NEXT_TURN)) {
        trail.remove(trail.size() - 1);
      }
      trail.add(attempt);
      if (next == Continuation.NONE) {
        ending = Optional.of(attempt);
        remoteDsn = peerDoesDsn;
      } else if (next == Continuation.NEXT_HOST) {
        leftBehind.add(candidate);
      }
    }

    RecipientReport close(DeliveryStatus untried, Optional<DeliveryStatus> unknown) {
      if (trail.isEmpty()) {
        return new RecipientReport(
            recipient, dispositionOf(untried), untried, Optional.empty(), trail, false);
      }
      Attempt decisive = ending.orElseGet(this::lastWord);
      Verdict verdict = decisive.verdict();
      if (ending.isEmpty() && verdict.disposition() == Disposition.FAILED && unknown.isPresent()) {
        return new RecipientReport(
            recipient, Disposition.DEFERRED, unknown.get(), Optional.of(decisive), trail, false);
      }
      return new RecipientReport(
          recipient,
          verdict.disposition(),
          verdict.status(),
          Optional.of(decisive),
          trail,
          remoteDsn);
    }

    /** With every host tried in vain: as long as one of them may change its mind, so may we. */
    private Attempt lastWord() {
      Attempt last = trail.get(trail.size() - 1);
      if (last.verdict().disposition() == Disposition.DEFERRED) {
        return last;
      }
      for (int i = trail.size() - 1; i >= 0; i--) {
        Verdict verdict = trail.get(i).verdict();
        // Any other continuation was followed at the same host, whose later word replaced this one.
        if (verdict.continuation() == Continuation.NEXT_HOST
            && verdict.disposition() == Disposition.DEFERRED) {
          return trail.get(i);
        }
      }
      return last;
    }

    private static Disposition dispositionOf(DeliveryStatus status) {
      return status.isPermanent() ? Disposition.FAILED : Disposition.DEFERRED;
    }
  }
}
