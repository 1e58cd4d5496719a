// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Sets out with requests. */
public interface Courier {
  /**
   * Decides where a request may be delivered, if that can be told at once: does not block.
   *
   * @return empty if the DNS must be asked
   */
  Optional<Journey> beginAtOnce(DeliveryRequest request);

  /**
   * Decides where a request may be delivered, when the DNS has answered: does not block.
   *
   * @return completes on whichever thread has the last answer, with what sets out; that is not
   *     asked for if the request was given back meanwhile
   */
  CompletionStage<Supplier<Journey>> begin(DeliveryRequest request);

  /**
   * Ends what is under way: whoever waits for a peer waits no longer, and answers soon with what
   * the delivery has come to by now. Called when all that has not set out yet was given back, and
   * what has set out has had its time. Does not block; may be called again.
   *
   * @return whether it can, so that those answers are worth waiting for
   */
  default boolean cut() {
    return false;
  }
}
