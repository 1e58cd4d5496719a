// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.client.Mailbox;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A delivery status notification as its reader sees it (RFC 3464).
 *
 * @param recipients the addresses of the {@code Final-Recipient} fields, in order
 * @param statuses the {@code Status} fields
 * @param diagnostics the {@code Diagnostic-Code} fields, without their type
 * @param text the whole message, lines ended by LF
 */
record Report(
    List<String> recipients, List<String> statuses, List<String> diagnostics, String text) {

  static Report of(String message) {
    String unfolded = message.replaceAll("\n[ \t]+", " ");
    return new Report(
        fields(unfolded, "Final-Recipient: *[a-z0-9-]+; *(.*)"),
        // James' DSNBounce puts the whole reply where RFC 3464 §2.3.4 wants the enhanced code
        // alone.
        fields(unfolded, "Status: *(?:[0-9]{3} )?([0-9]\\.[0-9]+\\.[0-9]+).*"),
        fields(unfolded, "Diagnostic-Code: *[a-z0-9-]+; *(.*)"),
        message);
  }

  private static List<String> fields(String text, String line) {
    return Pattern.compile("^" + line + "$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1).strip())
        .toList();
  }

  /** Returns the reports in a mailbox. */
  static List<Report> in(Mailbox mailbox) throws IOException {
    return mailbox.messages().stream()
        .map(Report::of)
        .filter(report -> !report.recipients().isEmpty())
        .toList();
  }

  /** Returns the first report in a mailbox that is about a recipient. */
  static Optional<Report> about(String recipient, Mailbox mailbox) throws IOException {
    return in(mailbox).stream()
        .filter(report -> report.recipients().contains(recipient))
        .findFirst();
  }

  /** Returns the lines about the recipients, for showing. */
  List<String> fields() {
    return text.lines()
        .filter(
            line ->
                line.matches("(?i)(Final-Recipient|Action|Status|Remote-MTA|Diagnostic-Code):.*"))
        .toList();
  }
}
