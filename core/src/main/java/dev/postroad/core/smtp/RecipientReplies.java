// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.message.Recipient;
import dev.postroad.core.smtp.Evidence.Replied;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who of a transaction's recipients was accepted and who refused. Answers with everybody's decisive
 * fact, and throws if there is somebody without one.
 */
final class RecipientReplies {
  private final List<Recipient> recipients;
  private final @Nullable Evidence[] own;
  private int accepted;
  private int refused;
  private boolean refusedForGood;

  RecipientReplies(List<Recipient> recipients) {
    this.recipients = recipients;
    this.own = new Evidence[recipients.size()];
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

  /**
   * The result of the transaction.
   *
   * @param whole what became of the transaction, for everybody without a fact of their own; null
   *     only if there is nobody such
   */
  TransactionResult conclude(@Nullable Evidence whole) {
    Map<Recipient, Evidence> decisive = new LinkedHashMap<>(recipients.size() * 2);
    for (int i = 0; i < own.length; i++) {
      Evidence evidence = own[i] != null ? own[i] : whole;
      if (evidence == null) {
        throw new IllegalStateException("nothing is known about a recipient of the transaction");
      }
      decisive.put(recipients.get(i), evidence);
    }
    return new TransactionResult(decisive, anyAccepted());
  }
}
