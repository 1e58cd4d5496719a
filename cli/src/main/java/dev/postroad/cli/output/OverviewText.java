// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.cli.server.Json;

/**
 * How it goes in all, for a human.
 *
 * @param when tells ages
 */
public record OverviewText(When when) {
  private static final int LABEL = 12;
  private static final int MOST = 5;

  /**
   * On a page.
   *
   * @param sites where most mail waits
   * @param health what James' health checks say
   */
  public String status(Json overview, Json sites, Json health) {
    Columns columns = new Columns(LABEL);
    columns.title(
        "Postroad "
            + overview.text("version", "(unknown version)")
            + "   "
            + health.text("status", "unknown"));
    columns.row("mail", mail(overview), "");
    columns.row("sites", sites(overview), "");
    columns.row(
        "lately",
        sum(overview, "delivered")
            + " delivered, "
            + sum(overview, "deferred")
            + " deferred, "
            + sum(overview, "failed")
            + " failed",
        "in " + minutes(overview) + " minutes");
    overview.items("causes").stream()
        .limit(MOST)
        .forEach(cause -> columns.row("cause", cause(cause), cause.text("example", "")));
    for (Json site : sites.items("sites")) {
      if (site.count("waiting") + site.count("deferred") > 0) {
        columns.row("fullest", site.text("name", ""), full(site));
      }
    }
    overview.items("loudest").stream()
        .limit(MOST)
        .forEach(
            site -> columns.row("loudest", site.text("site", ""), site.count("count") + " tries"));
    overview.items("slowest").stream()
        .limit(MOST)
        .forEach(
            site ->
                columns.row(
                    "slowest",
                    site.text("site", ""),
                    "median "
                        + site.count("medianMillis")
                        + "ms, 95 of 100 within "
                        + site.count("p95Millis")
                        + "ms"));
    for (Json check : health.items("checks")) {
      if (!check.text("status", "").equals("healthy")) {
        columns.row(
            check.text("status", ""), check.text("componentName", ""), check.text("cause", ""));
      }
    }
    return columns.toString();
  }

  private String full(Json site) {
    return site.count("waiting")
        + " waiting, "
        + site.count("deferred")
        + " deferred, oldest "
        + when.age(site.instant("oldest"))
        + ", "
        + site.text("state", "");
  }

  /** What mail there is. */
  public static String mail(Json overview) {
    Json totals = overview.get("totals");
    return totals.count("waiting")
        + " waiting, "
        + totals.count("sending")
        + " sending, "
        + totals.count("deferred")
        + " deferred, "
        + totals.count("held")
        + " held";
  }

  /** What sites there are. */
  public static String sites(Json overview) {
    Json totals = overview.get("totals");
    return totals.count("sites")
        + " ("
        + totals.count("suspended")
        + " suspended, "
        + totals.count("down")
        + " down), "
        + totals.count("connections")
        + " connections";
  }

  static String cause(Json cause) {
    return cause.count("count") + " " + cause.text("cause", "") + " " + cause.text("status", "");
  }

  static long sum(Json overview, String name) {
    return overview.items("points").stream().mapToLong(point -> point.count(name)).sum();
  }

  private static long minutes(Json overview) {
    long seconds = overview.items("points").size() * overview.count("stepSeconds");
    return Math.round(seconds / 60.0);
  }
}
