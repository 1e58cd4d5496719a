// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.engine.Transport;
import dev.postroad.core.report.DeliveryReport;
import java.util.function.Consumer;

/** Where requests are delivered: the core's dispatcher. */
interface DeliveryPort {

  /**
   * Takes a request.
   *
   * @param whenEnded called exactly once, on any thread
   */
  void submit(DeliveryRequest request, Consumer<DeliveryReport> whenEnded);

  /**
   * Calls a request back: one that waits for its turn is answered at once, on this thread, as
   * postponed since it was recalled; any other waits for no turn any more. Where none ever waits,
   * there is nothing to be done.
   */
  default void recall(String id) {}

  /** What a way of delivery takes. */
  static DeliveryPort of(Transport transport) {
    return new DeliveryPort() {
      @Override
      public void submit(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
        transport.submit(request, whenEnded);
      }

      @Override
      public void recall(String id) {
        transport.recall(id);
      }
    };
  }
}
