// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.outcome;

import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.NoTurn;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.core.smtp.Reply;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.tls.TlsDemand;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The table: what a reply or a failure means, and for whom. Nobody else decides that.
 *
 * <p>What is not in the table is temporary. Contested rows are argued in ADR 4; {@code
 * docs/operators/replies.md} shows the whole table as this class computes it.
 */
public final class ReplyClassifier {
  private static final int SERVICE_NOT_AVAILABLE = 421;
  private static final int INSUFFICIENT_STORAGE = 452;
  private static final int HOST_TAKES_NO_MAIL = 521;
  private static final int AUTHENTICATION_REQUIRED = 530;
  private static final int MECHANISM_TOO_WEAK = 534;
  private static final int ENCRYPTION_REQUIRED = 538;
  private static final int STORAGE_EXCEEDED = 552;
  private static final int DOMAIN_TAKES_NO_MAIL = 556;

  /** Subject of enhanced status codes: security or policy (RFC 3463 §3.8). */
  private static final int POLICY = 7;

  /**
   * As mail servers say that a client may not relay. Their code, 5.7.1, may as well mean the
   * recipient or the message.
   */
  private static final Pattern RELAYING_DENIED =
      Pattern.compile(
          "\\b(?:relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|not allowed|prohibited)"
              + "|unable to relay|not (?:permitted|allowed) to relay)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final EnhancedStatus TOO_MANY_RECIPIENTS = new EnhancedStatus(4, 5, 3);
  private static final EnhancedStatus TOO_MANY_RECIPIENTS_PERMANENT = new EnhancedStatus(5, 5, 3);

  /**
   * What the table needs to know beside the fact itself.
   *
   * @param relay whether the host is a designated relay: its misconfiguration is ours to mend, and
   *     never bounces mail
   * @param past what the session had seen before
   * @param anotherAccepted whether the same transaction had a recipient accepted
   * @param tls the TLS demand the session was opened under
   */
  public record Context(boolean relay, Past past, boolean anotherAccepted, TlsDemand tls) {}

  /** What a session has seen before the mail in question. */
  public enum Past {
    /** It was opened for this mail, or never was. */
    NONE,
    /** It has carried other mail, of which the peer took none. */
    USED,
    /** The peer had said yes to MAIL on it before. */
    TOOK_MAIL
  }

  /** At the door it makes no difference whose it is. */
  private static final Context AT_THE_DOOR =
      new Context(
          false, Past.NONE, false, TlsDemand.of(TlsDemand.Level.OPPORTUNISTIC, "the default"));

  /**
   * Whether a peer asks for less mail or fewer connections: 421, or a temporary refusal by policy
   * (X.7.X of RFC 3463) that is not about one recipient, which greylisting is. Not if it may have
   * been said of a session that was used before: the fresh one will tell.
   */
  public static boolean asksForLess(Verdict verdict) {
    boolean byPolicy =
        verdict.status().enhanced().subject() == POLICY
            && verdict.scope() != Scope.RECIPIENT
            && verdict.scope() != Scope.TERMS;
    return verdict.disposition() == Disposition.DEFERRED
        && verdict.continuation() != Continuation.FRESH_SESSION
        && (verdict.status().code() == SERVICE_NOT_AVAILABLE || byPolicy);
  }

  /**
   * What a peer says that greets us with a plea for less, so that there is no session; empty if it
   * says anything else.
   */
  public static Optional<String> pleaAtTheDoor(Evidence evidence) {
    boolean isAtTheDoor = evidence.stage() == Stage.GREETING || evidence.stage() == Stage.EHLO;
    if (!isAtTheDoor || !(evidence instanceof Replied replied)) {
      return Optional.empty();
    }
    return Optional.of(reply(replied.stage(), replied.reply(), AT_THE_DOOR))
        .filter(ReplyClassifier::asksForLess)
        .map(verdict -> verdict.status().toString());
  }

  /**
   * What it comes to if a relay does not take a login, whichever of its hosts is asked: it would
   * not take it with the next mail either. Empty if the fact is another one.
   *
   * @param tls the TLS demand the session was to be opened under
   */
  public static Optional<DeliveryStatus> refusedLogin(Evidence evidence, TlsDemand tls) {
    Context relay = new Context(true, Past.NONE, false, tls);
    return Optional.of(evidence)
        .filter(fact -> fact.stage() == Stage.AUTH)
        .map(fact -> new ReplyClassifier().classify(fact, relay))
        .filter(verdict -> verdict.scope() == Scope.SITE)
        .map(Verdict::status);
  }

  /** Says what a fact means. */
  public Verdict classify(Evidence evidence, Context context) {
    if (evidence instanceof Replied replied) {
      return reply(replied.stage(), replied.reply(), context);
    }
    if (evidence instanceof NoTurn noTurn) {
      return deferred(
          Scope.RECIPIENT,
          Continuation.NEXT_TURN,
          DeliveryStatus.temporary("4.5.3", "waits for another transaction: " + noTurn.why()));
    }
    return failure((Failed) evidence, context);
  }

  private static Verdict reply(Stage stage, Reply reply, Context context) {
    if (stage == Stage.STARTTLS) {
      return withoutTls(ours("4.7.4", "STARTTLS refused", reply), context);
    }
    if (reply.code() == SERVICE_NOT_AVAILABLE) {
      boolean idleTooLong = context.past() != Past.NONE && isBeforeTheMail(stage);
      return deferred(
          Scope.HOST, idleTooLong ? Continuation.FRESH_SESSION : Continuation.NEXT_HOST, reply);
    }
    if (isOfTheSession(stage, context) && !wantsMoreOfUs(reply)) {
      DeliveryStatus status =
          reply.classDigit() == 4
              ? status(reply)
              : ours("4.5.0", "refused on a session used before", reply);
      return deferred(Scope.HOST, Continuation.FRESH_SESSION, status);
    }
    if (isOutOfStep(stage, reply)) {
      return outOfStep(stage, reply);
    }
    return switch (stage) {
      case CONNECT, GREETING, EHLO -> hello(reply, context);
      case AUTH -> auth(reply);
      case RCPT -> recipient(reply, context);
      case MAIL, DATA -> message(reply, context);
      case FINAL_DOT -> finalReply(reply, context);
      case STARTTLS, RSET, QUIT -> deferred(Scope.HOST, Continuation.NEXT_HOST, reply);
    };
  }

  private static boolean isBeforeTheMail(Stage stage) {
    return stage == Stage.MAIL || stage == Stage.RSET;
  }

  /**
   * Whether what is said may be said of the session: a peer that took mail on it and takes no more
   * may have counted them, whichever code it says so by. Only a fresh session shows what it thinks
   * of this mail, and until the mail is under way nothing is lost by asking.
   */
  private static boolean isOfTheSession(Stage stage, Context context) {
    return context.past() == Past.TOOK_MAIL && isBeforeTheMail(stage);
  }

  /**
   * Whether the peer and we no longer speak of the same thing: 1xx, 3xx where none belongs, 503, a
   * farewell nobody asked for, or success where only 354 would be one. Nor does a peer that says
   * after a message that it does not know the command: it has taken the message for commands, or
   * its BDAT is broken.
   */
  private static boolean isOutOfStep(Stage stage, Reply reply) {
    return reply.isOutOfPlace()
        || reply.isBadSequence()
        || (stage == Stage.FINAL_DOT && reply.isNotUnderstood())
        || (reply.isPositive() && stage != Stage.FINAL_DOT);
  }

  private static Verdict outOfStep(Stage stage, Reply reply) {
    // After the final dot the mail may have been taken: another host now could make it two.
    Continuation next = stage == Stage.FINAL_DOT ? Continuation.NONE : Continuation.NEXT_HOST;
    return deferred(Scope.HOST, next, ours("4.5.0", "out of step, " + stage, reply));
  }

  private static Verdict hello(Reply reply, Context context) {
    if (reply.classDigit() == 4) {
      return deferred(Scope.HOST, Continuation.NEXT_HOST, reply);
    }
    return context.relay()
        ? deferred(Scope.HOST, Continuation.NEXT_HOST, ours("4.3.5", "the relay refused us", reply))
        : failed(Scope.HOST, Continuation.NEXT_HOST, reply);
  }

  private static Verdict auth(Reply reply) {
    return reply.classDigit() == 4
        ? deferred(Scope.HOST, Continuation.NEXT_HOST, reply)
        : deferred(
            Scope.SITE,
            Continuation.NEXT_HOST,
            ours("4.3.5", "the relay refused our credentials", reply));
  }

  private static Verdict message(Reply reply, Context context) {
    if (reply.classDigit() == 4) {
      return deferred(Scope.MESSAGE, Continuation.NEXT_HOST, reply);
    }
    if (wantsMoreOfUs(reply)) {
      return wantsMore(reply, context);
    }
    return failed(Scope.MESSAGE, Continuation.NONE, reply);
  }

  private static Verdict recipient(Reply reply, Context context) {
    boolean tooMany =
        reply.code() == INSUFFICIENT_STORAGE
            || reply.enhanced().filter(TOO_MANY_RECIPIENTS::equals).isPresent()
            || isTooManySaidAsPermanent(reply);
    if (tooMany) {
      Continuation next =
          context.anotherAccepted() ? Continuation.NEW_TRANSACTION : Continuation.NEXT_HOST;
      return deferred(
          Scope.RECIPIENT,
          next,
          reply.classDigit() == 4 ? status(reply) : ours("4.5.3", "taken as 452", reply));
    }
    if (reply.classDigit() == 4) {
      return deferred(Scope.RECIPIENT, Continuation.NEXT_HOST, reply);
    }
    if (context.relay() && RELAYING_DENIED.matcher(reply.text()).find()) {
      // A relay that does not relay for us has us in no list of its own, or we log in wrongly.
      return deferred(
          Scope.RECIPIENT,
          Continuation.NEXT_HOST,
          ours("4.3.5", "the relay does not relay for us", reply));
    }
    return wantsMoreOfUs(reply)
        ? wantsMore(reply, context)
        : failed(Scope.RECIPIENT, Continuation.NONE, reply);
  }

  /** RFC 5321 §4.5.3.1.10: 552 for "too many recipients" is to be taken as 452. */
  private static boolean isTooManySaidAsPermanent(Reply reply) {
    return reply.code() == STORAGE_EXCEEDED
        && reply.enhanced().map(TOO_MANY_RECIPIENTS_PERMANENT::equals).orElse(true);
  }

  private static Verdict finalReply(Reply reply, Context context) {
    return switch (reply.classDigit()) {
      case 2 -> new Verdict(Scope.MESSAGE, Disposition.DELIVERED, Continuation.NONE, status(reply));
      case 4 -> deferred(Scope.MESSAGE, Continuation.NEXT_HOST, reply);
      default ->
          wantsMoreOfUs(reply)
              ? wantsMore(reply, context)
              : failed(Scope.MESSAGE, Continuation.NONE, reply);
    };
  }

  private static boolean wantsMoreOfUs(Reply reply) {
    return switch (reply.code()) {
      case AUTHENTICATION_REQUIRED, MECHANISM_TOO_WEAK, ENCRYPTION_REQUIRED -> true;
      default -> false;
    };
  }

  /**
   * A designated relay that wants authentication or encryption says that we are set up wrongly. A
   * host of direct delivery that does so may be one whose TLS failed for a moment.
   */
  private static Verdict wantsMore(Reply reply, Context context) {
    return context.relay()
        ? deferred(
            Scope.SITE,
            Continuation.NEXT_HOST,
            ours("4.3.5", "the relay wants authentication or TLS that is not configured", reply))
        : deferred(
            Scope.TERMS,
            Continuation.NEXT_HOST,
            ours("4.7.0", "the host wants authentication or TLS", reply));
  }

  private static Verdict failure(Failed failed, Context context) {
    return switch (failed.failure()) {
      case CONNECT_REFUSED -> unreachable(failed, "4.4.1", context);
      case TIMED_OUT, CONNECTION_LOST -> lost(failed, context);
      case MALFORMED_REPLY ->
          failed.stage() == Stage.FINAL_DOT
              ? mayBeDelivered(failed)
              : unreachable(failed, "4.5.0", context);
      case TLS_HANDSHAKE_FAILED -> handshakeFailed(failed, context);
      case TLS_NOT_OFFERED ->
          deferred(
              Scope.TERMS,
              Continuation.NEXT_HOST,
              ours(tls("4.7.4", context), "TLS not offered", failed));
      case TLS_NOT_VERIFIED ->
          deferred(
              Scope.TERMS,
              Continuation.NEXT_HOST,
              ours(tls("4.7.5", context), "certificate refused", failed));
      case AUTH_NO_MECHANISM, AUTH_NOT_POSSIBLE ->
          deferred(Scope.SITE, Continuation.NEXT_HOST, ours("4.3.5", "cannot log in", failed));
      case SMTPUTF8_NOT_OFFERED ->
          new Verdict(
              Scope.MESSAGE,
              Disposition.FAILED,
              Continuation.NEXT_HOST,
              DeliveryStatus.permanent(553, "5.6.7", say("SMTPUTF8 not offered", failed)));
      case LARGER_THAN_SIZE ->
          new Verdict(
              Scope.MESSAGE,
              Disposition.FAILED,
              Continuation.NEXT_HOST,
              DeliveryStatus.permanent(552, "5.3.4", say("message too big for the host", failed)));
      case CONTENT_UNREADABLE, INTERNAL ->
          deferred(
              Scope.MESSAGE, Continuation.NONE, ours("4.3.0", "local fault on our side", failed));
    };
  }

  /** What we demand of a designated relay and do not get, somebody has set up wrongly. */
  private static String tls(String direct, Context context) {
    return context.relay() ? "4.3.5" : direct;
  }

  private static Verdict handshakeFailed(Failed failed, Context context) {
    DeliveryStatus status = ours(tls("4.7.5", context), "TLS handshake failed", failed);
    if (failed.stage() == Stage.CONNECT) {
      // Implicit TLS: on that port nothing is ever said in clear, whatever is demanded.
      return deferred(Scope.HOST, Continuation.NEXT_HOST, status);
    }
    return withoutTls(status, context);
  }

  /** TLS cannot be had: the same host once in clear where that is allowed. */
  private static Verdict withoutTls(DeliveryStatus status, Context context) {
    Continuation next =
        context.tls().allowsClear() ? Continuation.WITHOUT_TLS : Continuation.NEXT_HOST;
    return deferred(Scope.TERMS, next, status);
  }

  private static Verdict lost(Failed failed, Context context) {
    if (failed.stage() == Stage.FINAL_DOT) {
      return mayBeDelivered(failed);
    }
    return unreachable(failed, failed.stage() == Stage.CONNECT ? "4.4.1" : "4.4.2", context);
  }

  private static Verdict unreachable(Failed failed, String enhanced, Context context) {
    if (failed.stage() == Stage.STARTTLS && context.tls().allowsClear()) {
      // However TLS breaks, in silence or with a word: the host may do without.
      return withoutTls(ours("4.7.5", "TLS failed, " + describe(failed), failed), context);
    }
    // An idle session may die at any time without telling anything about its host.
    boolean onlyTheSession =
        failed.failure() == Evidence.Failure.CONNECTION_LOST
            ? context.past() != Past.NONE
            : failed.failure() == Evidence.Failure.MALFORMED_REPLY
                && isOfTheSession(failed.stage(), context);
    return deferred(
        Scope.HOST,
        onlyTheSession ? Continuation.FRESH_SESSION : Continuation.NEXT_HOST,
        ours(enhanced, describe(failed), failed));
  }

  private static Verdict mayBeDelivered(Failed failed) {
    return deferred(
        Scope.MESSAGE,
        Continuation.NONE,
        ours("4.4.2", describe(failed) + " after the message was sent, it may be there", failed));
  }

  private static String describe(Failed failed) {
    return switch (failed.failure()) {
      case CONNECT_REFUSED -> "cannot connect";
      case TIMED_OUT -> "timed out at " + failed.stage();
      case CONNECTION_LOST -> "connection lost at " + failed.stage();
      case MALFORMED_REPLY -> "not an SMTP reply at " + failed.stage();
      default -> failed.failure().name();
    };
  }

  private static Verdict deferred(Scope scope, Continuation next, Reply reply) {
    return deferred(scope, next, status(reply));
  }

  private static Verdict deferred(Scope scope, Continuation next, DeliveryStatus status) {
    return new Verdict(scope, Disposition.DEFERRED, next, status);
  }

  private static Verdict failed(Scope scope, Continuation next, Reply reply) {
    return new Verdict(scope, Disposition.FAILED, next, status(reply));
  }

  /** The peer's own words, with the enhanced code that its reply code implies if it gave none. */
  private static DeliveryStatus status(Reply reply) {
    EnhancedStatus enhanced =
        reply
            .enhanced()
            .orElseGet(
                () ->
                    switch (reply.code()) {
                      case HOST_TAKES_NO_MAIL -> new EnhancedStatus(5, 3, 2);
                      case DOMAIN_TAKES_NO_MAIL -> new EnhancedStatus(5, 1, 10);
                      default -> new EnhancedStatus(reply.classDigit(), 0, 0);
                    });
    return new DeliveryStatus(reply.code(), enhanced, reply.text());
  }

  private static DeliveryStatus ours(String enhanced, String what, Reply reply) {
    return DeliveryStatus.temporary(enhanced, what + ": " + reply);
  }

  private static DeliveryStatus ours(String enhanced, String what, Failed failed) {
    return DeliveryStatus.temporary(enhanced, say(what, failed));
  }

  private static String say(String what, Failed failed) {
    return failed.detail().isEmpty() ? what : what + ": " + failed.detail();
  }
}
