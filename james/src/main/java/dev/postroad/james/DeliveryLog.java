// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.report.Attempt;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import org.slf4j.Logger;

/** One line of log for each recipient of each attempt. */
final class DeliveryLog {
  private DeliveryLog() {}

  static void write(Logger logger, DeliveryReport report, RecipientReport recipient) {
    if (logger.isInfoEnabled()) {
      logger.info(
          "{} to {}: {}, {}, attempt {}: {}",
          report.id(),
          recipient.recipient(),
          switch (recipient.disposition()) {
            case DELIVERED -> "delivered";
            case DEFERRED -> report.postponed().isPresent() ? "postponed" : "deferred";
            case FAILED -> "failed";
          },
          recipient.decisive().map(DeliveryLog::peer).orElse("no host tried"),
          report.attempt(),
          recipient.status());
    }
  }

  private static String peer(Attempt attempt) {
    return attempt.host()
        + "["
        + attempt.address()
        + "]:"
        + attempt.port()
        + ", tls "
        + attempt.tls();
  }
}
