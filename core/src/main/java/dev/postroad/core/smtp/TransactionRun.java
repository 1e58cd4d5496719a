// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.NoTurn;
import dev.postroad.core.smtp.Evidence.Replied;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One run of a transaction. Commands go into a window of so many without a reply; the window of a
 * peer without PIPELINING is one. Replies are always dealt with in the order of their commands, so
 * that the first fact that ends the transaction is the same whatever the window, and what comes
 * after it has no influence.
 */
final class TransactionRun {
  /**
   * Few enough that the replies to a full window fit into socket buffers of any credible size: or
   * else both sides might wait for the other to read (RFC 2920 §3.1).
   */
  private static final int WINDOW = 200;

  /**
   * How long to listen for one reply too many after RSET: enough for a peer, or a network, that
   * does not send two replies in one segment, and less than the round trip before it.
   */
  private static final Duration AFTERTHOUGHT = Duration.ofMillis(10);

  private static final NoTurn NO_TURN =
      new NoTurn("as many recipients as the transaction may have were before it");

  private final SmtpSession session;
  private final SmtpConnection connection;
  private final SmtpTimeouts timeouts;
  private final Envelope envelope;
  private final OutgoingMessage message;
  private final RecipientReplies replies;
  private final boolean chunks;
  private final int window;
  private final Queue<Sent> unanswered = new ArrayDeque<>();

  private @Nullable Evidence whole;
  private @Nullable IOException writeFailure;
  private boolean mailAccepted;
  private OptionalLong leftoverDeadline = OptionalLong.empty();

  /** A command that was sent; {@code recipient} is -1 but for RCPT. */
  private record Sent(Stage stage, int recipient) {}

  /**
   * @param timeouts until the message begins; then it has those of the session
   */
  TransactionRun(
      SmtpSession session,
      SmtpTimeouts timeouts,
      Envelope envelope,
      OutgoingMessage message,
      RecipientReplies replies,
      boolean chunks) {
    this.session = session;
    this.connection = session.connection();
    this.timeouts = timeouts;
    this.envelope = envelope;
    this.message = message;
    this.replies = replies;
    this.chunks = chunks;
    this.window = session.pipelines() ? WINDOW : 1;
  }

  TransactionResult run() {
    session.transactionBegins();
    boolean chunking = chunks;
    sendEnvelope(chunking);
    settle();
    if (chunking && session.isInStep() && willSend() && replies.anyRefusedForGood()) {
      // BDAT has no go-ahead that would prove the refusal to be this recipient's own.
      chunking = false;
      command(new Sent(Stage.DATA, -1), "DATA");
      settle();
    }
    if (mailAccepted) {
      session.resetDue(true);
    }
    confirm();
    if (session.isInStep() && willSend()) {
      whole = chunking ? new ChunkTransfer(session, message).send() : sendData();
    }
    if (chunking && session.isInStep() && isRefusedForGood()) {
      confirmByReset();
    }
    if (session.isMiscounted()) {
      replies.distrust();
      whole = distrusted(whole);
    }
    return replies.conclude(whole, others());
  }

  /**
   * With LMTP each accepted recipient has a reply of its own, and nothing is left for all unless
   * the session ends.
   */
  private @Nullable Evidence sendData() {
    if (!session.isLmtp()) {
      return new DataTransfer(session, message, 0).send();
    }
    int[] accepted = replies.acceptedOnes();
    DataTransfer transfer = new DataTransfer(session, message, accepted.length - 1);
    Evidence fact = transfer.send();
    Optional<Evidence> lost = transfer.lostBehindFirst();
    if (lost.isPresent()) {
      replies.settle(accepted[0], fact);
      return lost.get();
    }
    for (int i = 0; i < accepted.length && session.isInStep(); i++) {
      if (i > 0) {
        fact = FinalReply.awaitOneOf(session, i == accepted.length - 1);
      }
      if (fact instanceof Replied) {
        replies.settle(accepted[i], fact);
      }
    }
    return fact instanceof Replied && session.isInStep() ? null : fact;
  }

  /**
   * What this transaction means for those who had no turn in it. What the peer said of the mail as
   * such, or what ended the session, is for them too; what it said of a message to others is not,
   * unless it is a reason to wait.
   */
  private Evidence others() {
    if (session.isMiscounted()) {
      return Surplus.at(Stage.RCPT);
    }
    Evidence end = whole;
    if (end instanceof Replied replied && replied.reply().classDigit() != 4) {
      Reply reply = replied.reply();
      if (reply.isOutOfPlace() || reply.isBadSequence()) {
        return new Replied(Stage.RCPT, reply);
      }
      return replied.stage() == Stage.MAIL ? replied : NO_TURN;
    }
    if (end instanceof Failed failed && failed.stage() == Stage.FINAL_DOT) {
      // They are not among those to whom the message may have been delivered.
      return new Failed(
          Stage.DATA, failed.failure(), "with other recipients before: " + failed.detail());
    }
    return end != null ? end : NO_TURN;
  }

  /** Looks whether every reply was to a command, as far as that can be known. */
  private void confirm() {
    if (session.isInStep() && connection.saysMore()) {
      takeSurplus(Stage.DATA);
    }
    if (session.isInStep() && (isDataRefused() || isRefusedForGood()) && !willSend()) {
      confirmByReset();
    }
  }

  private boolean willSend() {
    return whole == null && replies.anyAccepted();
  }

  private boolean isDataRefused() {
    return whole instanceof Replied replied
        && replied.stage() == Stage.DATA
        && !replied.reply().isOutOfPlace();
  }

  private boolean isRefusedForGood() {
    return replies.anyRefusedForGood()
        || (whole instanceof Replied replied && replied.reply().classDigit() == 5);
  }

  /**
   * A refusal may have been said to a command before, with the reply to the last one yet to come:
   * only the 354 shows that there is none. RSET is due anyway; a peer that has one more to say says
   * two, and one that waits for a message does not say that it forgets one.
   */
  private void confirmByReset() {
    if (!resetConfirms() && whole instanceof Replied replied) {
      whole = Surplus.at(replied.stage());
    }
  }

  private boolean resetConfirms() {
    try {
      connection.writeLine("RSET", timeouts.command());
      connection.flush(timeouts.command());
      Reply reply = connection.read(timeouts.command());
      if (reply.isFarewell()) {
        session.outOfStep();
      } else if (reply.isPositive() && connection.staysQuiet(AFTERTHOUGHT)) {
        session.resetDue(false);
      } else {
        takeAfterthought(reply);
      }
    } catch (IOException e) {
      // A peer that goes has said no more than it was asked.
      session.outOfStep();
    } catch (MalformedReply e) {
      session.miscounted();
    }
    return !session.isMiscounted();
  }

  /** More than one reply to RSET: a farewell takes nothing back, all else does. */
  private void takeAfterthought(Reply reply) throws IOException, MalformedReply {
    if (reply.isPositive() && connection.read(timeouts.quit()).isFarewell()) {
      session.outOfStep();
    } else {
      session.miscounted();
    }
  }

  private void takeSurplus(Stage stage) {
    Evidence surplus = Surplus.take(session, stage);
    if (whole == null) {
      whole = surplus;
    }
  }

  /** What ended the transaction, but no refusal for good that may have been meant otherwise. */
  private static @Nullable Evidence distrusted(@Nullable Evidence whole) {
    return whole instanceof Replied replied
            && replied.reply().classDigit() == 5
            && !replied.reply().isBadSequence()
        ? Surplus.at(replied.stage())
        : whole;
  }

  private void sendEnvelope(boolean chunking) {
    MailCommands commands = new MailCommands(envelope, session.capabilities());
    String mail;
    try {
      mail = commands.mail(message.traits());
    } catch (IllegalArgumentException e) {
      whole = new Failed(Stage.MAIL, Failure.INTERNAL, String.valueOf(e.getMessage()));
      return;
    }
    if (session.isResetDue()) {
      command(new Sent(Stage.RSET, -1), "RSET");
    }
    command(new Sent(Stage.MAIL, -1), mail);
    List<Recipient> recipients = replies.recipients();
    for (int i = 0; i < recipients.size() && goesOn(); i++) {
      String rcpt;
      try {
        rcpt = commands.rcpt(recipients.get(i));
      } catch (IllegalArgumentException e) {
        replies.refuse(i, new Failed(Stage.RCPT, Failure.INTERNAL, String.valueOf(e.getMessage())));
        continue;
      }
      command(new Sent(Stage.RCPT, i), rcpt);
    }
    if (!chunking && !replies.allRefused()) {
      command(new Sent(Stage.DATA, -1), "DATA");
    }
  }

  private boolean goesOn() {
    return whole == null && session.isInStep();
  }

  /** Sends a command, unless the transaction is over; waits for replies if the window is full. */
  private void command(Sent command, String line) {
    if (!goesOn()) {
      return;
    }
    if (unanswered.isEmpty() && writeFailure == null && connection.saysMore()) {
      takeSurplus(command.stage);
      return;
    }
    unanswered.add(command);
    if (writeFailure == null) {
      try {
        connection.writeLine(line, timeout(command.stage));
      } catch (IOException e) {
        writeFailure = e;
      }
    }
    if (unanswered.size() == window || writeFailure != null) {
      settle();
    }
  }

  /** Takes the replies to all commands that were sent, as long as the peer is in step. */
  private void settle() {
    if (unanswered.isEmpty()) {
      return;
    }
    Stage first = unanswered.element().stage;
    if (writeFailure == null) {
      try {
        connection.flush(timeout(first));
      } catch (IOException e) {
        writeFailure = e;
      }
    }
    while (!unanswered.isEmpty() && session.isInStep()) {
      Sent command = unanswered.remove();
      Reply reply;
      try {
        reply = read(command.stage);
      } catch (MalformedReply e) {
        session.miscounted();
        endSession(connection.failure(command.stage, e));
        return;
      } catch (IOException e) {
        endSession(connection.failure(command.stage, e));
        return;
      }
      if (whole == null) {
        take(command, reply);
      } else {
        takeLeftover(command, reply);
      }
    }
    if (writeFailure != null) {
      endSession(connection.failure(first, writeFailure));
    }
  }

  private Reply read(Stage stage) throws IOException, MalformedReply {
    IOException failure = writeFailure;
    if (failure == null) {
      return whole == null
          ? connection.read(timeout(stage))
          : connection.readBy(leftoverDeadline());
    }
    // Nothing can be sent any more, but what the peer said before can be read.
    return connection.lastWords().orElseThrow(() -> failure);
  }

  /** Replies that decide nothing any more are waited for, all together, as long as a farewell. */
  private long leftoverDeadline() {
    if (leftoverDeadline.isEmpty()) {
      leftoverDeadline = OptionalLong.of(connection.deadlineIn(timeouts.quit()));
    }
    return leftoverDeadline.getAsLong();
  }

  private void takeLeftover(Sent command, Reply reply) {
    if (command.stage == Stage.DATA && reply.isPositive()) {
      session.miscounted();
    } else if (reply.isOutOfPlace()) {
      session.outOfStep();
    }
  }

  private void take(Sent command, Reply reply) {
    Replied evidence = new Replied(command.stage, reply);
    boolean nobodyLeft = replies.allRefused();
    boolean begin = command.stage == Stage.DATA && reply.isGoAhead();
    if (reply.isFarewell()) {
      endSession(evidence);
      return;
    }
    if ((reply.isOutOfPlace() && !begin)
        || (reply.isBadSequence() && !nobodyLeft)
        || (reply.isPositive() && command.stage == Stage.DATA)) {
      session.miscounted();
      endSession(evidence);
      return;
    }
    switch (command.stage) {
      case RSET -> takeReset(evidence);
      case MAIL -> {
        if (reply.isPositive()) {
          mailAccepted = true;
          session.mailTaken();
        } else {
          session.mailRefused();
          whole = evidence;
        }
      }
      case RCPT -> {
        if (reply.isPositive()) {
          replies.accept();
        } else {
          replies.refuse(command.recipient, reply);
        }
      }
      default -> takeData(evidence, nobodyLeft);
    }
  }

  private void takeReset(Replied evidence) {
    if (evidence.reply().isPositive()) {
      session.resetDue(false);
    } else {
      endSession(evidence);
    }
  }

  private void takeData(Replied evidence, boolean nobodyLeft) {
    boolean begin = evidence.reply().isGoAhead();
    if (begin && nobodyLeft) {
      // The peer waits for a message to nobody. Even a lone dot would be one: just go.
      session.outOfStep();
    } else if (!begin && !nobodyLeft) {
      whole = evidence;
    }
  }

  /** Nothing more can be had from this session; who has no own fact gets this one. */
  private void endSession(Evidence evidence) {
    session.outOfStep();
    if (whole == null) {
      whole = evidence;
    }
  }

  private Duration timeout(Stage stage) {
    return switch (stage) {
      case MAIL -> timeouts.mail();
      case RCPT -> timeouts.rcpt();
      case DATA -> timeouts.data();
      default -> timeouts.command();
    };
  }
}
