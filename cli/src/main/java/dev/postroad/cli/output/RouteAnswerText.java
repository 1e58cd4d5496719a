// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.cli.server.Json;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An explanation that a server gave, for a human: as {@link RouteText} writes one that was worked
 * out here, as far as the JSON of docs/schemas/route.schema.json goes.
 */
public final class RouteAnswerText {
  private static final int MOST_RULES = 20;
  private static final String PERMIT = "permit";

  private RouteAnswerText() {}

  /**
   * All lines, each with its end.
   *
   * @param withRules whether the rules that were looked at are shown
   */
  public static String of(Json answer, boolean withRules) {
    Columns columns = new Columns();
    List<String> classes = answer.texts("classes");
    columns.title(
        answer.text("recipient", "")
            + "   classes: "
            + (classes.isEmpty() ? "none" : String.join(", ", classes)));
    if (withRules) {
      looks(columns, "permits", answer.get("rules").items(PERMIT), LookText.PERMITS);
    }
    Json permit = answer.get(PERMIT);
    if (permit.isPresent()) {
      columns.row(PERMIT, permission(permit), permit.text("rule", ""));
    }
    if (withRules) {
      looks(columns, "rules", answer.get("rules").items("routes"), LookText.RULES);
    }
    Json route = answer.get("route");
    columns.row(
        "route",
        (route.text("kind", "") + " " + String.join(", ", route.texts("relays"))).strip(),
        route.text("rule", ""));
    for (Json missing : answer.items("withoutLogin")) {
      columns.row(
          "relay", missing.text("relay", ""), "gets no mail: " + missing.text("status", ""));
    }
    answer.text("waits").ifPresent(why -> columns.row("waits", why, ""));
    hosts(columns, answer.get("mx"));
    for (Json tls : answer.items("tls")) {
      columns.row(
          "tls", tls.text("demand", "") + " at " + tls.text("host", ""), tls.text("because", ""));
    }
    return columns.toString();
  }

  private static String permission(Json permit) {
    if (permit.flag("granted")) {
      return "yes";
    }
    return permit.text("status", "").startsWith("4") ? "unknown" : "no";
  }

  private static void looks(Columns columns, String label, List<Json> looks, String otherwise) {
    int hidden = Math.max(0, looks.size() - MOST_RULES);
    if (hidden > 0) {
      columns.row(label, hidden + " that do not match", "all of them with --json");
    }
    List<Json> shown = looks.subList(hidden, looks.size());
    LookText texts = LookText.of(shown.stream().map(RouteAnswerText::answer).toList());
    for (int i = 0; i < shown.size(); i++) {
      Json look = shown.get(i);
      String saw =
          look.items("conditions").stream()
              .map(asked -> asked.text("saw", ""))
              .collect(Collectors.joining(", "));
      columns.row(
          label, texts.value(i, look.text("rule", "")), saw + texts.otherwise(i, otherwise));
    }
  }

  private static String answer(Json look) {
    return switch (look.text("answer", "")) {
      case "unknown" -> "unknown";
      default -> look.flag("matched") ? "yes" : "no";
    };
  }

  private static void hosts(Columns columns, Json mx) {
    for (Json host : mx.items("hosts")) {
      List<String> addresses = host.texts("addresses");
      columns.row(
          "mx",
          host.count("preference") + " " + host.text("name", ""),
          addresses.isEmpty() ? "skipped" : String.join(", ", addresses));
    }
    if (mx.items("hosts").isEmpty()) {
      columns.row(
          "mx",
          switch (mx.text("status", "")) {
            case "null-mx" -> "none: null MX";
            case "loops-to-self" -> "none: loops to ourselves";
            case "temporary" -> "not known for now";
            default -> "none";
          },
          mx.text("enhancedStatus", ""));
    }
    List<String> sites = mx.texts("sites");
    if (!sites.isEmpty()) {
      columns.row("site", String.join(", ", sites), "");
    }
  }
}
