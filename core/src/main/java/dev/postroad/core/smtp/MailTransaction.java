// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.message.ContentTraits;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.ScannedContent;
import dev.postroad.core.smtp.Capabilities.Extension;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.NoTurn;
import java.io.IOException;
import java.util.List;

/**
 * Sends one message to some recipients over a session: MAIL, RCPT for each, then the message with
 * DATA, or with BDAT where the peer offers CHUNKING.
 *
 * <p>No more recipients are named than {@link SmtpSettings#recipientsPerTransaction} and the peer's
 * LIMITS (RFC 9422) allow. The others get {@link NoTurn}, and are for another transaction: on the
 * same session if it is still usable. What ends the session, or refuses the mail as such, is for
 * all.
 *
 * <p>PIPELINING and CHUNKING save round trips and change no result. Commands of the envelope travel
 * together, but the message never travels before the replies to them are in: a connection that is
 * lost with an unanswered RCPT has certainly not delivered anything, with or without PIPELINING.
 *
 * <p><b>The ambiguous moment.</b> Once the last octet of the message and its end was handed to the
 * network, a lost connection leaves open whether the peer has taken the message: accepted
 * recipients get {@link Failed} at {@link Stage#FINAL_DOT}. Before that moment the peer cannot have
 * taken it, and a loss is {@link Failed} at {@link Stage#DATA}, though the reply to DATA has long
 * been read.
 *
 * <p>A reply of the peer to the message, or to any chunk of it, is {@link Evidence.Replied} at
 * {@link Stage#FINAL_DOT}, even where it came before the end and made us stop.
 *
 * <p>Has no state; safe for use by many threads, each with its own session.
 */
public final class MailTransaction {
  private final TransactionLimit limit;
  private final boolean chunking;

  /** A transaction with the usual limit on its time: half an hour and what the message takes. */
  public MailTransaction() {
    this(TransactionLimit.STANDARD);
  }

  MailTransaction(TransactionLimit limit) {
    this(limit, true);
  }

  private MailTransaction(TransactionLimit limit, boolean chunking) {
    this.limit = limit;
    this.chunking = chunking;
  }

  /** The same that sends with DATA alone, which some peers can while their BDAT is broken. */
  public MailTransaction withoutChunking() {
    return new MailTransaction(limit, false);
  }

  /** Runs the transaction with the session's own patience. */
  public TransactionResult send(SmtpSession session, Envelope envelope, MessageContent content) {
    return send(session, envelope, content, false);
  }

  /**
   * Runs the transaction. Afterwards the session is either ready for the next one, or says that it
   * is not usable; it is not closed.
   *
   * @param session a usable session
   * @param envelope sender and recipients
   * @param content the message; pass a {@link ScannedContent} to have it read for its traits only
   *     once in several transactions
   * @param hurried whether a peer that takes its time before the message is given up early, for the
   *     sake of others
   * @return for each recipient of the envelope the fact that decided it; never throws for what the
   *     peer or the network does, nor for what {@code content} throws
   */
  public TransactionResult send(
      SmtpSession session, Envelope envelope, MessageContent content, boolean hurried) {
    OutgoingMessage message;
    try {
      message = OutgoingMessage.prepare(content, session.capabilities());
    } catch (IOException | RuntimeException e) {
      return nobody(envelope, unreadable(Stage.MAIL, e));
    }
    Capabilities capabilities = session.capabilities();
    if (envelope.needsSmtpUtf8() && !capabilities.offers(Extension.SMTPUTF8)) {
      return nobody(
          envelope,
          new Failed(
              Stage.MAIL,
              Failure.SMTPUTF8_NOT_OFFERED,
              "an address has characters beyond ASCII, and the server does not take such"));
    }
    ContentTraits traits = message.traits();
    if (capabilities.sizeLimit().orElse(Long.MAX_VALUE) < traits.size()) {
      return nobody(
          envelope,
          new Failed(
              Stage.MAIL,
              Failure.LARGER_THAN_SIZE,
              "the message has %d octets, the server takes %d"
                  .formatted(traits.size(), capabilities.sizeLimit().getAsLong())));
    }
    Turn turn = session.nextTurn(envelope.recipients());
    if (turn.now().isEmpty()) {
      return nobody(
          envelope, new NoTurn("the session has had as many domains as the server allows"));
    }
    RecipientReplies replies = new RecipientReplies(turn);
    Envelope named = turn.later().isEmpty() ? envelope : envelope.withRecipients(turn.now());
    session.connection().limit(limit.forSize(traits.size()));
    SmtpTimeouts timeouts = hurried ? session.timeouts().hurried() : session.timeouts();
    boolean ended = false;
    try {
      TransactionResult result =
          new TransactionRun(
                  session, timeouts, named, message, replies, chunking && session.chunks())
              .run();
      ended = true;
      return result;
    } catch (RuntimeException e) {
      return replies.conclude(new Failed(Stage.MAIL, Failure.INTERNAL, e.toString()));
    } finally {
      if (!ended) {
        // Whatever broke, an error included: the peer may wait for the rest of a message.
        session.outOfStep();
      }
      session.connection().liftLimit();
    }
  }

  /** The result if nobody is named to the peer, for one reason. */
  private static TransactionResult nobody(Envelope envelope, Evidence why) {
    return new RecipientReplies(new Turn(List.of(), envelope.recipients(), false)).conclude(why);
  }

  /** The host failed to read the message; what it threw may be anything. */
  static Failed unreadable(Stage stage, Exception cause) {
    return new Failed(
        stage,
        Failure.CONTENT_UNREADABLE,
        "the message could not be read: " + SmtpConnection.describe(cause));
  }
}
