// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import static dev.postroad.cli.output.Table.Column.number;
import static dev.postroad.cli.output.Table.Column.text;

import dev.postroad.cli.server.Json;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Mails and what was tried with them, for a human.
 *
 * @param when tells ages
 */
public record MailText(When when) {
  private static final int LABEL = 12;

  /** A table, one mail a row. */
  public Table table(List<Json> mails) {
    Table table =
        new Table(
            text("MAIL"),
            text("STATE"),
            number("AGE"),
            number("TRIES"),
            text("NEXT"),
            text("SENDER"),
            text("RECIPIENTS"),
            text("SITE"),
            text("WHY"));
    for (Json mail : mails) {
      table.row(
          mail.text("id", ""),
          mail.text("state", ""),
          when.age(mail.instant("since")),
          mail.count("attempts"),
          when.left(mail.instant("nextAttempt")),
          mail.text("sender", ""),
          String.join(",", mail.texts("recipients")),
          mail.text("site", ""),
          why(mail));
    }
    return table;
  }

  /** One mail. */
  public String details(Json mail) {
    Columns columns = new Columns(LABEL);
    columns.title(mail.text("id", "") + "   " + mail.text("state", ""));
    columns.row("sender", mail.text("sender", ""), "");
    mail.texts("recipients").forEach(recipient -> columns.row("recipient", recipient, ""));
    columns.row("site", mail.text("site", "not known yet"), "");
    columns.row("queue", mail.text("queue", ""), "priority " + mail.count("priority"));
    columns.row(
        "since",
        When.moment(mail.instant("since")),
        when.age(mail.instant("since")) + " ago, " + mail.count("attempts") + " attempts");
    if (mail.count("size") >= 0) {
      columns.row("size", mail.count("size") + " bytes", "");
    }
    if (mail.instant("nextAttempt").isPresent()) {
      columns.row(
          "next", When.moment(mail.instant("nextAttempt")), when.left(mail.instant("nextAttempt")));
    }
    if (mail.get("toCome").isPresent()) {
      columns.row("order", toCome(mail), "when the attempt under way ends");
    }
    if (mail.get("cause").isPresent()) {
      columns.row("why", mail.get("cause").text("cause", ""), SiteText.reply(mail.get("cause")));
    }
    return columns.toString();
  }

  private static String why(Json mail) {
    Json cause = mail.get("cause");
    return Stream.of(
            toCome(mail),
            cause.isPresent() ? cause.text("cause", "") + ": " + SiteText.reply(cause) : "")
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** An order that is obeyed later; empty without one. */
  private static String toCome(Json mail) {
    Json order = mail.get("toCome");
    return order.isPresent()
        ? order.text("action", "") + " to come " + SiteText.ordered(order)
        : "";
  }

  /** A table of what was tried, one attempt a row. */
  public Table attempts(List<Json> attempts) {
    Table table =
        new Table(
            text("AT"),
            text("OUTCOME"),
            text("MAIL"),
            text("SENDER"),
            text("RECIPIENT"),
            text("SITE"),
            number("TOOK"),
            text("CAUSE"),
            text("REPLY"));
    for (Json attempt : attempts) {
      table.row(
          When.moment(attempt.instant("at")),
          attempt.text("outcome", ""),
          attempt.text("mail", ""),
          attempt.text("sender", ""),
          attempt.text("recipient", ""),
          attempt.text("site", ""),
          SiteText.millis(attempt, "tookMillis"),
          attempt.text("cause", ""),
          SiteText.reply(attempt) + byHand(attempt));
    }
    return table;
  }

  /** Who has ended a mail by hand; empty if nobody has. */
  static String byHand(Json attempt) {
    return attempt
        .text("by")
        .map(who -> "; by " + who + attempt.text("reason").map(why -> ": " + why).orElse(""))
        .orElse("");
  }

  /** A mail from its acceptance to its ending. */
  public static String trace(Json mail) {
    Columns columns = new Columns(TraceLine.MOMENT);
    String recipients = String.join(", ", mail.texts("recipients"));
    columns.title(
        mail.text("id", "")
            + "   "
            + mail.text("sender", "")
            + (recipients.isEmpty() ? "" : " to " + recipients)
            + "   "
            + mail.text("state", "ended"));
    for (Json event : mail.items("events")) {
      TraceLine line =
          new TraceLine(
              When.moment(event.instant("at")),
              event.text("what", ""),
              event.text("recipient", ""),
              event.text("site", ""),
              event.text("text", ""));
      line.addTo(columns);
    }
    return columns.toString();
  }

  /** What happened to a mail, on a line. */
  private record TraceLine(String at, String what, String recipient, String site, String text) {
    static final int MOMENT = 22;

    void addTo(Columns columns) {
      String whom = recipient.isEmpty() ? what : what + " " + recipient;
      columns.row(at, whom, site.isEmpty() ? text : (site + ": " + text));
    }
  }
}
