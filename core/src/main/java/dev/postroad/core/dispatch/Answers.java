// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.report.DeliveryReport;
import java.util.function.Supplier;

/** Answers requests, and says why where they were not delivered for a reason of our own. */
final class Answers {
  static final DeliveryStatus STOPPING =
      DeliveryStatus.temporary("4.3.2", "stopped before this mail had its turn");
  static final DeliveryStatus NO_WORKER =
      DeliveryStatus.temporary("4.3.2", "no thread to deliver this mail");

  private final DeliveryListener listener;

  Answers(DeliveryListener listener) {
    this.listener = listener;
  }

  static DeliveryStatus internalError(String where) {
    return DeliveryStatus.temporary("4.3.0", "internal error in " + where + ", see the log");
  }

  /** Tells whoever waits for it how a task has ended; throws nothing. */
  void give(Task task, Supplier<DeliveryReport> report) {
    try {
      task.whenEnded.accept(reportOn(task, report));
    } catch (RuntimeException | Error e) {
      listener.unexpected("applying the report of mail " + task.request.id(), e);
    }
  }

  private DeliveryReport reportOn(Task task, Supplier<DeliveryReport> report) {
    try {
      return report.get();
    } catch (RuntimeException | Error e) {
      listener.unexpected("the report on mail " + task.request.id(), e);
      return task.request.undelivered(internalError("reporting"));
    }
  }
}
