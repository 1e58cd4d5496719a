// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.cli.server.Json;
import dev.postroad.core.domain.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One picture of the live view.
 *
 * @param when tells ages
 * @param rows how many lines there are room for
 * @param columns how wide a line may be
 */
public record TopFrame(When when, int rows, int columns) {
  private static final int MOST_CAUSES = 4;
  private static final int MOST_PROBLEMS = 3;
  private static final int MOST_STEPS = 60;
  private static final String BARS = "▁▂▃▄▅▆▇█";

  /** The lines, each no longer than the screen is wide. */
  public List<String> lines(String title, Json overview, List<Json> sites) {
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.add("mail   " + OverviewText.mail(overview));
    lines.add("sites  " + OverviewText.sites(overview));
    lines.add(flow(overview, "delivered"));
    lines.add(flow(overview, "deferred"));
    lines.add(flow(overview, "failed"));
    overview.texts("problems").stream()
        .limit(MOST_PROBLEMS)
        .forEach(problem -> lines.add("PROBLEM  " + problem));
    overview.items("causes").stream()
        .limit(MOST_CAUSES)
        .forEach(
            cause ->
                lines.add(
                    "cause  " + OverviewText.cause(cause) + "  " + cause.text("example", "")));
    lines.add("");
    lines.addAll(new SiteText(when).table(sites).lines());
    return lines.stream().limit(rows).map(this::fitted).toList();
  }

  /** A line made fit for the screen, whoever wrote what is on it. */
  public String fitted(String line) {
    return Printable.cut(Printable.marked(line), columns);
  }

  private static String flow(Json overview, String name) {
    List<Long> steps = overview.items("points").stream().map(point -> point.count(name)).toList();
    List<Long> last = steps.subList(Math.max(0, steps.size() - MOST_STEPS), steps.size());
    long most = last.stream().mapToLong(Long::longValue).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    last.forEach(
        step ->
            bars.append(
                most == 0
                    ? BARS.charAt(0)
                    : BARS.charAt((int) (step * (BARS.length() - 1) / most))));
    return String.format(
        Locale.ROOT, "%-10s %8d  %s", name, OverviewText.sum(overview, name), bars);
  }
}
