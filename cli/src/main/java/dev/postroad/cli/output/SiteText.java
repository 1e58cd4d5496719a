// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import static dev.postroad.cli.output.Table.Column.number;
import static dev.postroad.cli.output.Table.Column.text;

import dev.postroad.cli.server.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Sites for a human.
 *
 * @param when tells ages
 */
public record SiteText(When when) {
  private static final int LABEL = 12;
  private static final String RESUMED = "until it is resumed";
  private static final String TAKEN_BACK = "until taken back";

  /** A table, one site a row. */
  public Table table(List<Json> sites) {
    Table table =
        new Table(
            text("SITE"),
            text("STATE"),
            number("WAITING"),
            number("ACTIVE"),
            number("DEFERRED"),
            number("OLDEST"),
            number("OK/MIN"),
            number("LATER/MIN"),
            number("FAILED/MIN"),
            number("MEDIAN"),
            text("WHY"));
    for (Json site : sites) {
      Json rate = site.get("rate");
      table.row(
          site.text("name", ""),
          site.text("state", ""),
          site.count("waiting"),
          site.count("active") + "/" + site.count("window"),
          site.count("deferred"),
          when.age(site.instant("oldest")),
          perMinute(rate, "delivered"),
          perMinute(rate, "deferred"),
          perMinute(rate, "failed"),
          millis(site.get("tookMillis"), "median"),
          why(site));
    }
    return table;
  }

  /** One site with all that is known of it. */
  public String details(Json site) {
    Columns columns = new Columns(LABEL);
    columns.title(site.text("name", "") + "   " + site.text("state", ""));
    columns.row(
        "mail",
        site.count("waiting") + " waiting, " + site.count("deferred") + " deferred",
        site.instant("oldest").map(at -> "oldest " + when.age(site.instant("oldest"))).orElse(""));
    columns.row("window", window(site), priorities(site));
    Json rate = site.get("rate");
    columns.row(
        "a minute",
        rate.isPresent()
            ? perMinute(rate, "delivered")
                + " delivered, "
                + perMinute(rate, "deferred")
                + " deferred, "
                + perMinute(rate, "failed")
                + " failed"
            : "not remembered",
        site.get("tookMillis").isPresent()
            ? "median "
                + millis(site.get("tookMillis"), "median")
                + ", 95 of 100 within "
                + millis(site.get("tookMillis"), "p95")
            : "");
    Json suspension = site.get("suspension");
    if (suspension.isPresent()) {
      columns.row("suspended", until(suspension, RESUMED), ordered(suspension));
    }
    Json limited = site.get("limited");
    if (limited.isPresent()) {
      columns.row("limited", until(limited, TAKEN_BACK), limited(limited));
    }
    Json hold = site.get("hold");
    if (hold.isPresent()) {
      columns.row("held", until(hold, RESUMED), hold.text("text", hold.text("reason", "")));
    }
    site.instant("nextAttempt")
        .ifPresent(
            at ->
                columns.row(
                    "next",
                    When.moment(site.instant("nextAttempt")),
                    when.left(site.instant("nextAttempt"))));
    rows(columns, site);
    return columns.toString();
  }

  private void rows(Columns columns, Json site) {
    for (Json open : site.items("connections")) {
      columns.row(
          "connection",
          open.text("host", "") + "[" + open.text("address", "") + "]:" + open.text("port", ""),
          open.count("busy")
              + " busy, "
              + open.count("idle")
              + " idle, "
              + open.text("tls", "in clear"));
    }
    for (Json host : site.items("hosts")) {
      columns.row(
          "host",
          host.count("preference") + " " + host.text("host", ""),
          host.items("addresses").stream().map(this::address).collect(Collectors.joining(", ")));
    }
    for (Json limit : site.items("limits")) {
      columns.row(
          "limit", limit.text("name", "") + " " + limit.text("value", ""), limit.text("from", ""));
    }
    for (Json reply : site.items("replies")) {
      columns.row(
          "reply",
          When.moment(reply.instant("at")) + " " + reply.text("stage", ""),
          reply(reply)
              + " ("
              + reply.text("mail", "")
              + reply.text("recipient").map(to -> " to " + to).orElse("")
              + ")");
    }
  }

  private String address(Json address) {
    String state = address.text("state", "");
    return address.text("address", "")
        + " "
        + state
        + (state.equals("up")
            ? ""
            : address.instant("until").map(at -> " until " + at).orElse("")
                + ", "
                + address.count("failures")
                + " failures");
  }

  private static String window(Json site) {
    return site.count("active")
        + " active of "
        + site.count("window")
        + ", at most "
        + site.count("ceiling");
  }

  private static String priorities(Json site) {
    List<Json> queue = site.items("queue");
    return queue.isEmpty()
        ? ""
        : queue.stream()
            .map(part -> part.count("waiting") + " of priority " + part.count("priority"))
            .collect(Collectors.joining(", ", "waiting: ", ""));
  }

  /** Why its mail does not go, and what else operators have ordered, as far as a line has room. */
  public String why(Json site) {
    Json limited = site.get("limited");
    String why = whyNot(site);
    return limited.isPresent()
        ? limited(limited) + ", " + until(limited, TAKEN_BACK) + (why.isEmpty() ? "" : "; " + why)
        : why;
  }

  private String whyNot(Json site) {
    if (site.get("suspension").isPresent()) {
      Json suspension = site.get("suspension");
      return ordered(suspension) + ", " + until(suspension, RESUMED);
    }
    if (site.get("hold").isPresent()) {
      return site.get("hold").text("text", site.get("hold").text("reason", ""));
    }
    Json reply = site.get("lastReply");
    return reply.isPresent() && !reply.text("status", "").startsWith("2")
        ? reply.text("host", "") + ": " + reply(reply)
        : "";
  }

  private static String limited(Json limited) {
    return limited.text("limits", "") + " " + ordered(limited);
  }

  /** Who ordered something, and why. */
  static String ordered(Json order) {
    String reason = order.text("reason", "");
    return "by " + order.text("by", "unknown") + (reason.isEmpty() ? "" : ": " + reason);
  }

  /** When an order ends; if it has no end, what ends it. */
  private static String until(Json order, String otherwise) {
    return order
        .instant("until")
        .map(at -> "until " + When.moment(order.instant("until")))
        .orElse(otherwise);
  }

  /** Status and text; where the text begins with the status it is not said twice. */
  static String reply(Json reply) {
    String status = reply.text("status", "");
    String text = reply.text("text", "");
    return text.startsWith(status) ? text : (status + " " + text).strip();
  }

  /** A rate; empty if the server does not remember it. */
  private static String perMinute(Json rates, String name) {
    if (!rates.isPresent()) {
      return "";
    }
    double rate = rates.decimal(name);
    return rate == Math.rint(rate)
        ? Long.toString(Math.round(rate))
        : String.format(Locale.ROOT, "%.1f", rate);
  }

  static String millis(Json took, String name) {
    return took.number(name).isPresent() ? took.count(name) + "ms" : "";
  }
}
