// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.core.report.Attempt;
import dev.postroad.core.report.RecipientReport;
import java.util.List;

/** A report for a human: each recipient's end, and below it what was tried. */
public final class SendText {
  private SendText() {}

  /** All lines, each with its end. */
  public static String of(List<RecipientReport> reports) {
    Columns columns = new Columns();
    for (RecipientReport report : reports) {
      columns.title(
          report.recipient()
              + "   "
              + SendJson.keyword(report.disposition())
              + ": "
              + report.status());
      report.trail().forEach(attempt -> columns.row("tried", peer(attempt), outcome(attempt)));
      report
          .decisive()
          .filter(attempt -> attempt.tls().isEncrypted())
          .ifPresent(attempt -> columns.row("tls", attempt.tls().toString(), ""));
    }
    return columns.toString();
  }

  private static String peer(Attempt attempt) {
    String address = attempt.address().isEmpty() ? "" : "[" + SendJson.shownAddress(attempt) + "]";
    return attempt.host() + address + ":" + attempt.port();
  }

  private static String outcome(Attempt attempt) {
    return "%s after %d ms: %s"
        .formatted(SendJson.stage(attempt), attempt.took().toMillis(), attempt.verdict().status());
  }
}
