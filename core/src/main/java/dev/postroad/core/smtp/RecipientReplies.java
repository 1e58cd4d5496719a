// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.message.Recipient;
import dev.postroad.core.smtp.Evidence.Replied;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who of a transaction's recipients was accepted and who refused, and who had no turn in it.
 * Answers with everybody's decisive fact, and throws if there is somebody without one.
 */
final class RecipientReplies {
  private final List<Recipient> recipients;
  private final List<Recipient> later;
  private final @Nullable Evidence[] own;
  private int accepted;
  private int refused;
  private boolean refusedForGood;

  RecipientReplies(Turn turn) {
    this.recipients = turn.now();
    this.later = turn.later();
    this.own = new Evidence[recipients.size()];
  }

  List<Recipient> recipients() {
    return recipients;
  }

  void accept() {
    accepted++;
  }

  /** One recipient is out, for a reason of its own. */
  void refuse(int recipient, Evidence reason) {
    own[recipient] = reason;
    refused++;
  }

  void refuse(int recipient, Reply reply) {
    refuse(recipient, new Replied(Stage.RCPT, reply));
    refusedForGood |= reply.classDigit() == 5;
  }

  /** Which recipients were accepted, by their numbers. */
  int[] acceptedOnes() {
    return IntStream.range(0, own.length).filter(i -> own[i] == null).toArray();
  }

  /** An accepted recipient gets a fact of its own about the message. */
  void settle(int recipient, Evidence fact) {
    own[recipient] = fact;
  }

  /** Forgets who said what: no reply can be attributed to any recipient. Our own facts stay. */
  void distrust() {
    for (int i = 0; i < own.length; i++) {
      if (own[i] instanceof Replied) {
        own[i] = Surplus.at(Stage.RCPT);
      }
    }
  }

  /** Whether somebody was refused by the peer with 5xx. */
  boolean anyRefusedForGood() {
    return refusedForGood;
  }

  boolean anyAccepted() {
    return accepted > 0;
  }

  boolean allRefused() {
    return refused == recipients.size();
  }

  /** The result if the same holds for everybody, turn or not. */
  TransactionResult conclude(Evidence whole) {
    return conclude(whole, whole);
  }

  /**
   * The result of the transaction.
   *
   * @param whole what became of the transaction, for everybody without a fact of their own; null
   *     only if there is nobody such
   * @param others what that means for those who had no turn
   */
  TransactionResult conclude(@Nullable Evidence whole, Evidence others) {
    Map<Recipient, Evidence> decisive = new LinkedHashMap<>((recipients.size() + later.size()) * 2);
    for (int i = 0; i < own.length; i++) {
      Evidence evidence = own[i] != null ? own[i] : whole;
      if (evidence == null) {
        throw new IllegalStateException("nothing is known about a recipient of the transaction");
      }
      decisive.put(recipients.get(i), evidence);
    }
    later.forEach(recipient -> decisive.put(recipient, others));
    return new TransactionResult(decisive, anyAccepted());
  }
}
