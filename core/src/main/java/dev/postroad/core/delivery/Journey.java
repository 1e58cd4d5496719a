// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.report.DeliveryReport;
import java.util.Optional;

/**
 * One request on its way, from next hop to next hop, until every recipient has an answer. Whoever
 * has it decides when it takes its next step. Not thread-safe; one thread after another may use it.
 */
public interface Journey {
  /** Where it goes next; empty if there is nobody left to deliver to or nowhere left to go. */
  Optional<NextHop> nextHop();

  /**
   * Tries the hosts of the {@link #nextHop} for all recipients that are left. Blocks for as long as
   * slow peers take. Throws only for a bug of ours.
   *
   * @param gate asked before each new connection
   * @return {@link Visit.NotYet} if the same next hop is to be visited again
   */
  Visit visit(ConnectionGate gate);

  /** Ends it where it is and answers for every recipient; called once. */
  DeliveryReport end();

  /**
   * Ends it before its time: who has no answer yet is deferred, whatever earlier hosts said. Called
   * once, instead of {@link #end}.
   *
   * @param why a temporary status
   */
  DeliveryReport abandon(DeliveryStatus why);

  /**
   * Ends it because it is held back, until that is over. If nothing has been tried for anybody yet,
   * the report says that it is {@linkplain DeliveryReport#postponed postponed}. Called once,
   * instead of {@link #end}.
   */
  DeliveryReport postpone(Hold why);
}
