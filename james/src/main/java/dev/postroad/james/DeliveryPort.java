// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.report.DeliveryReport;
import java.util.function.Consumer;

/** Where requests are delivered: the core's dispatcher. */
@FunctionalInterface
interface DeliveryPort {

  /**
   * Takes a request.
   *
   * @param whenEnded called exactly once, on any thread
   */
  void submit(DeliveryRequest request, Consumer<DeliveryReport> whenEnded);
}
