// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import java.time.Duration;
import java.util.Optional;

/** Parts of reports. */
final class Reports {
  private Reports() {}

  static Attempt attempt(Disposition disposition, DeliveryStatus status) {
    return new Attempt(
        new SiteName("mx1.x.example"),
        "mx1.x.example",
        "192.0.2.1",
        25,
        Stage.FINAL_DOT,
        TlsSummary.NONE,
        Optional.empty(),
        new Verdict(Scope.RECIPIENT, disposition, Continuation.NONE, status),
        Duration.ofMillis(10));
  }
}
