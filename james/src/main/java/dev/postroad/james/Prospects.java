// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.domain.Printable;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.MailState;
import dev.postroad.james.book.Order;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides what comes of an operator's word about a mail, before anything is touched: a dry run
 * tells it, and {@link Clerk} does it.
 *
 * @param hasSpool whether there is a repository where mails can be laid hands on
 * @param isProcessor whether James has a processor of that name
 * @param isSuspended whether an operator wants nothing to be sent to a site
 */
record Prospects(boolean hasSpool, Predicate<String> isProcessor, Predicate<SiteName> isSuspended) {

  /** What is to be done to the mail. */
  enum Step {
    NOTHING,
    /** The hold that waits for its attempt to end is withdrawn. */
    TAKE_HOLD_BACK,
    /** It is claimed in the spool. */
    FROM_SPOOL,
    /** It is copied from James' queue into the spool. */
    FROM_QUEUE,
    /**
     * The order is left with the mail, for whoever has it in hand, and the mail is called back: one
     * that waits for its turn comes at once.
     */
    LEAVE_ORDER
  }

  /**
   * What comes of a word.
   *
   * @param acted what the operator is told, if nobody comes in between
   */
  record Prospect(Step step, Acted acted) {
    private static Prospect done(Step step) {
      return new Prospect(step, Acted.DONE);
    }

    private static Prospect skipped(String why) {
      return new Prospect(Step.NOTHING, Acted.skipped(why));
    }
  }

  /**
   * What comes of it as the mail stands now.
   *
   * @param isShown whether James' queue shows the mail of a name
   */
  Prospect of(Entry entry, MailAction action, Predicate<String> isShown) {
    MailState state = entry.state();
    Optional<Prospect> pointless = pointless(entry, state, action.kind());
    if (pointless.isPresent()) {
      return pointless.get();
    }
    Optional<String> unknown = action.processor().filter(isProcessor.negate());
    if (unknown.isPresent()) {
      return Prospect.skipped("James has no processor " + Printable.spaced(unknown.get()));
    }
    if (!hasSpool) {
      return Prospect.skipped(
          "there is no mail repository to keep it in: name one in <deferralRepository>, or give"
              + " mailrepositorystore.xml a <defaultProtocol>");
    }
    if (entry.place().isPresent()) {
      return Prospect.done(Step.FROM_SPOOL);
    }
    boolean inQueue = state == MailState.QUEUED || state == MailState.DEFERRED;
    if (inQueue && isShown.test(entry.id())) {
      return Prospect.done(Step.FROM_QUEUE);
    }
    return action.kind() == MailAction.Kind.FLUSH
        ? Prospect.skipped(
            "James' queue does not give it out before it is due, or has just done so")
        : new Prospect(Step.LEAVE_ORDER, leftWith(state));
  }

  private static Acted leftWith(MailState state) {
    return switch (state) {
      case QUEUED, DEFERRED ->
          Acted.later(
              "James' queue does not give it out yet; the order is obeyed when it does, unless"
                  + " James ends before");
      case WAITING -> Acted.DONE;
      case SENDING, HELD ->
          Acted.later(
              "it is being tried now; the order is obeyed for whom it is to be tried again");
    };
  }

  private Optional<Prospect> pointless(Entry entry, MailState state, MailAction.Kind kind) {
    return switch (kind) {
      case FLUSH -> flushedInVain(entry, state).map(Prospect::skipped);
      case RELEASE -> state == MailState.HELD ? Optional.empty() : Optional.of(notHeld(entry));
      case HOLD ->
          state == MailState.HELD ? Optional.of(Prospect.done(Step.NOTHING)) : Optional.empty();
      case REQUEUE, BOUNCE, DELETE -> Optional.empty();
    };
  }

  private Optional<String> flushedInVain(Entry entry, MailState state) {
    return switch (state) {
      case DEFERRED ->
          entry
              .site()
              .filter(isSuspended)
              .map(site -> "its site " + site + " is suspended, and nothing is tried: resume that");
      case HELD -> Optional.of("it is held: release it");
      case QUEUED -> Optional.of("it is due, and waits in James' queue");
      case WAITING -> Optional.of("it is due, and waits for its turn");
      case SENDING -> Optional.of("it is being tried now");
    };
  }

  private static Prospect notHeld(Entry entry) {
    Optional<Order> hold =
        entry.order().filter(order -> order.action().kind() == MailAction.Kind.HOLD);
    return hold.isPresent()
        ? Prospect.done(Step.TAKE_HOLD_BACK)
        : Prospect.skipped("it is not held");
  }
}
