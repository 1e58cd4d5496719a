// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keeps docs/operators/metrics.md what is declared, and boards and rules to names that are;
 * -Dpostroad.regenerate=true rewrites the page.
 */
class MetricsPageTest {
  private static final String PAGE = "docs/operators/metrics.md";
  private static final Pattern NAME = Pattern.compile("\\bpostroad_[a-z0-9_]+");
  private static final Pattern SELECTOR = Pattern.compile("(postroad_[a-z0-9_]+)\\{([^}]*)\\}");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!=|!~|=)\\s*\\\\?\"");
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

  @Test
  void thePageHasWhatIsDeclared() throws IOException {
    String page = Tree.text(PAGE);
    String head = page.substring(0, page.indexOf("-->\n") + "-->\n".length());
    String actual = head + "\n" + tables();
    if (Boolean.getBoolean("postroad.regenerate")) {
      Files.writeString(Tree.file(PAGE), actual);
    }
    assertThat(Tree.text(PAGE)).isEqualTo(actual);
  }

  private static String tables() {
    return "| metric | labels | in James | what it is | when to worry |\n|---|---|---|---|---|\n"
        + Arrays.stream(Instrument.values()).map(MetricsPageTest::row).collect(joining());
  }

  private static String row(Instrument instrument) {
    return "| `%s`<br>%s | %s | %s | %s | %s |\n"
        .formatted(
            instrument.metric(),
            instrument.kind().keyword(),
            instrument.labels().stream().map(MetricsPageTest::label).collect(joining("<br>")),
            inJames(instrument),
            instrument.help(),
            instrument.worry());
  }

  private static String label(Label label) {
    return "`"
        + label.name()
        + "`"
        + (label.values().isEmpty() || label.equals(Label.CAUSE)
            ? ""
            : ": " + String.join(", ", label.values()));
  }

  private static String inJames(Instrument instrument) {
    if (instrument.kind() == Instrument.Kind.HISTOGRAM) {
      return "`%s`<br>`%s`"
          .formatted(
              instrument.jamesName(List.of("median-millis")),
              instrument.jamesName(List.of("p95-millis")));
    }
    if (!instrument.isBounded()) {
      return "";
    }
    List<List<String>> series = Meters.combinations(instrument.labels());
    String first = "`" + instrument.jamesName(series.get(0)) + "`";
    return series.size() == 1 ? first : first + " and " + (series.size() - 1) + " more";
  }

  @Test
  void namesAreUniqueHereAndInJamesAndOfTheSyntaxOfPrometheus() {
    Set<String> metrics = new TreeSet<>();
    Set<String> inJames = new TreeSet<>();
    for (Instrument instrument : Instrument.values()) {
      assertThat(instrument.metric()).matches("[a-z][a-z0-9_]*");
      assertThat(instrument.metric().endsWith("_total"))
          .as(instrument.metric())
          .isEqualTo(instrument.kind() == Instrument.Kind.COUNTER);
      assertThat(metrics.add(instrument.metric())).isTrue();
      Meters.combinations(instrument.labels())
          .forEach(
              values -> {
                String name = instrument.jamesName(values);
                assertThat(name).matches("postroad[A-Za-z0-9]+");
                assertThat(inJames.add(name)).as(name).isTrue();
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conf-samples/grafana/postroad.json",
        "conf-samples/prometheus/alerts.yml",
        "docs/operators/records.md"
      })
  void everyNameAndLabelThatIsUsedIsDeclared(String file) throws IOException {
    String text = Tree.text(file);

    Set<String> used =
        NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    assertThat(used).isNotEmpty().isSubsetOf(declared());

    SELECTOR
        .matcher(text)
        .results()
        .forEach(
            selector ->
                assertThat(
                        MATCHER
                            .matcher(selector.group(2))
                            .results()
                            .map(matcher -> matcher.group(1))
                            .filter(label -> !OF_PROMETHEUS.contains(label)))
                    .as(selector.group())
                    .isSubsetOf(labels(selector.group(1))));
  }

  @Test
  void theBoardShowsEveryMetric() throws IOException {
    String board = Tree.text("conf-samples/grafana/postroad.json");

    for (Instrument instrument : Instrument.values()) {
      assertThat(board).contains(instrument.metric());
    }
  }

  private static Set<String> declared() {
    Set<String> names = new TreeSet<>();
    for (Instrument instrument : Instrument.values()) {
      names.add(instrument.metric());
      if (instrument.kind() == Instrument.Kind.HISTOGRAM) {
        names.add(instrument.metric() + "_bucket");
      }
    }
    return names;
  }

  private static Set<String> labels(String metric) {
    return Arrays.stream(Instrument.values())
        .filter(instrument -> metric.startsWith(instrument.metric()))
        .flatMap(instrument -> instrument.labels().stream())
        .map(Label::name)
        .collect(Collectors.toSet());
  }
}
