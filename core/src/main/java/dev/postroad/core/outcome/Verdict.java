// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.outcome;

/**
 * What a reply or a failure means: for whom, how it ends if nothing better comes, and what to try
 * next.
 *
 * @param scope whom it concerns
 * @param disposition how it ends for those concerned, if the continuation leads nowhere
 * @param continuation what to try before it ends
 * @param status the peer's words, or ours
 */
public record Verdict(
    Scope scope, Disposition disposition, Continuation continuation, DeliveryStatus status) {

  /** Whom a verdict concerns; each includes the one before. */
  public enum Scope {
    /** This recipient alone. */
    RECIPIENT,
    /** All recipients of this message. */
    MESSAGE,
    /** This host on the terms of this mail: its TLS demand, its login. Others may fare better. */
    TERMS,
    /** This host: other mail to it will likely fare the same for a while. */
    HOST,
    /** All hosts of this domain or relay. */
    SITE
  }

  /** How an attempt ends for a recipient. */
  public enum Disposition {
    DELIVERED,
    DEFERRED,
    FAILED
  }

  /** What may be tried, in this attempt, before the disposition holds. */
  public enum Continuation {
    /** Nothing: the disposition holds now. */
    NONE,
    /** The next host of the plan. */
    NEXT_HOST,
    /** The same host on a fresh session, once. */
    FRESH_SESSION,
    /** The same host once without TLS. */
    WITHOUT_TLS,
    /** A new transaction on the same host, as long as each one gets somewhere. */
    NEW_TRANSACTION,
    /**
     * A transaction at the same host for the first time: the one before was full, and the recipient
     * was not named in it.
     */
    NEXT_TURN
  }

  public Verdict {
    boolean agrees =
        switch (disposition) {
          case DELIVERED ->
              status.enhanced().classDigit() == 2 && continuation == Continuation.NONE;
          case DEFERRED -> status.enhanced().classDigit() == 4;
          case FAILED -> status.isPermanent();
        };
    if (!agrees) {
      throw new IllegalArgumentException(disposition + " does not go with " + status);
    }
  }

  /**
   * Whether the host itself is to blame, so that other mail had better try another host first for a
   * while. Not when it is for the domain's or relay's operator or for us to mend, nor when only an
   * idle session has ended, nor when the host may have taken this mail: then it alone can tell that
   * it has it already.
   */
  public boolean blamesHost() {
    return scope == Scope.HOST && continuation == Continuation.NEXT_HOST;
  }
}
