// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.cli.server.Json;
import java.util.List;
import java.util.Map;

/** Records of mails, for a human: each mail with what was tried, the oldest first. */
public final class RecordText {
  private static final int LABEL = 22;

  private RecordText() {}

  /** All of them. */
  public static String of(Map<String, List<Json>> mails) {
    Columns columns = new Columns(LABEL);
    mails.forEach(
        (name, records) -> {
          Json last = records.get(records.size() - 1);
          columns.title(
              name + "   " + last.text("sender", "<>") + "   " + last.text("outcome", ""));
          records.forEach(record -> row(columns, record));
        });
    return columns.toString();
  }

  private static void row(Columns columns, Json record) {
    String recipient = record.text("recipient", String.join(", ", record.texts("recipients")));
    columns.row(
        When.moment(record.instant("at")),
        (event(record) + record.text("outcome", "") + " " + recipient).strip(),
        (where(record) + " " + SiteText.reply(record) + MailText.byHand(record)).strip());
  }

  /** An ending is told apart from the attempt that brought it. */
  private static String event(Json record) {
    return record.text("event", "").equals("ended") ? "ended: " : "";
  }

  /** The host that was talked to, else the site. */
  private static String where(Json record) {
    if (record.text("host").isEmpty()) {
      return record.text("site").map(site -> site + ":").orElse("");
    }
    return record.text("host", "")
        + record.text("address").map(address -> "[" + address + "]").orElse("")
        + record.text("port").map(port -> ":" + port).orElse("")
        + record.text("stage").map(stage -> " " + stage).orElse("")
        + record.number("tookMillis").stream()
            .mapToObj(took -> " after " + took + "ms")
            .findFirst()
            .orElse("")
        + ":";
  }
}
