// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the page, as they are written: what needs no browser to be found out. */
class PageFilesTest {
  private static final Pattern ENTRY = Pattern.compile("(?m)^  \"([^\"]+)\": \"(.+)\",$");
  private static final Pattern ASKED = Pattern.compile("\\b(t|counted)\\(\\s*\"([^\"]+)\"");
  private static final Pattern ANY_STRING = Pattern.compile("\"([A-Za-z0-9.-]+)\"");
  private static final Pattern MADE = Pattern.compile("\\b(?:t|counted)\\(`([^`]+)`");
  private static final Pattern WORD = Pattern.compile("\\bword\\(\"([^\"]+)\"");
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
  private static final Pattern PRELOAD =
      Pattern.compile("<link rel=\"modulepreload\" href=\"static/([^\"]+)\">");
  private static final Pattern DANGEROUS =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|"
              + "\\.style\\b|\"style\"|\"on[a-z]+\":|DOMParser|createContextualFragment|srcdoc");
  private static final Pattern ELSEWHERE = Pattern.compile("https?://(?!www\\.w3\\.org/2000/svg)");

  @Test
  void bothLanguagesHaveTheSameKeysWithTheSamePlaces() throws Exception {
    Map<String, String> english = words("en");
    Map<String, String> chinese = words("zh");

    assertThat(english).hasSizeGreaterThan(200);
    assertThat(List.copyOf(chinese.keySet())).isEqualTo(List.copyOf(english.keySet()));
    english.forEach(
        (key, sentence) ->
            assertThat(places(chinese.getOrDefault(key, ""))).as(key).isEqualTo(places(sentence)));
  }

  @Test
  void everySentenceThatIsAskedForIsThereAndNoneIsLeftOver() throws Exception {
    Set<String> keys = words("en").keySet();
    String code = String.join("\n", modules().values());

    Set<String> asked = new TreeSet<>();
    ASKED
        .matcher(code)
        .results()
        .forEach(
            found -> {
              asked.add(found.group(2) + (found.group(1).equals("t") ? "" : ".one"));
              asked.add(found.group(2) + (found.group(1).equals("t") ? "" : ".other"));
            });
    assertThat(keys).containsAll(asked);

    List<Pattern> made = new ArrayList<>();
    MADE.matcher(code).results().forEach(found -> made.add(pattern(found.group(1))));
    WORD.matcher(code).results().forEach(found -> made.add(pattern(found.group(1) + ".${x}")));
    Set<String> named =
        ANY_STRING.matcher(code).results().map(all -> all.group(1)).collect(Collectors.toSet());
    assertThat(keys)
        .allMatch(
            key ->
                asked.contains(key)
                    || named.contains(key)
                    || made.stream().anyMatch(pattern -> pattern.matcher(key).matches()));
  }

  @Test
  void theShellLoadsEveryModuleAtOnce() throws Exception {
    Set<String> loaded = new TreeSet<>();
    PRELOAD.matcher(file("index.html")).results().forEach(found -> loaded.add(found.group(1)));
    loaded.add("main.js");

    assertThat(loaded).isEqualTo(modules().keySet());
  }

  @Test
  void textBecomesNoMarkupAndNothingComesFromElsewhere() throws Exception {
    for (Map.Entry<String, String> module : modules().entrySet()) {
      assertThat(DANGEROUS.matcher(module.getValue()).results().map(MatchResult::group))
          .as(module.getKey())
          .isEmpty();
      assertThat(ELSEWHERE.matcher(module.getValue()).find()).as(module.getKey()).isFalse();
    }
    assertThat(file("page.css")).doesNotContain("@import").doesNotContain("url(");
    assertThat(file("index.html")).doesNotContain("<style").doesNotContain("http");
  }

  @Test
  void modulesAreSmallAndUnderTheLicence() throws Exception {
    for (Map.Entry<String, String> module : modules().entrySet()) {
      assertThat(module.getValue())
          .as(module.getKey())
          .startsWith("// SPDX-License-Identifier: Apache-2.0\n");
      if (!module.getKey().startsWith("words-")) {
        assertThat(module.getValue().lines().count()).as(module.getKey()).isLessThan(300);
      }
    }
  }

  private static Map<String, String> words(String language) throws Exception {
    Map<String, String> words = new LinkedHashMap<>();
    ENTRY
        .matcher(file("words-" + language + ".js"))
        .results()
        .forEach(
            entry ->
                assertThat(words.put(entry.group(1), entry.group(2))).as(entry.group(1)).isNull());
    return words;
  }

  private static Set<String> places(String sentence) {
    return PLACE
        .matcher(sentence)
        .results()
        .map(place -> place.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The keys that a template makes, for one thing or many. */
  private static Pattern pattern(String template) {
    String quoted =
        Stream.of(template.split("\\$\\{[^}]*}", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".+"));
    return Pattern.compile(quoted + "(\\.one|\\.other)?");
  }

  private static Map<String, String> modules() throws IOException, URISyntaxException {
    Map<String, String> modules = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".js")).toList()) {
        modules.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return modules;
  }

  private static String file(String name) throws IOException, URISyntaxException {
    return Files.readString(folder().resolve(name));
  }

  private static Path folder() throws URISyntaxException {
    URL shell = PageFilesTest.class.getResource("/dev/postroad/webadmin/page/index.html");
    assertThat(shell).isNotNull();
    return Path.of(shell.toURI()).resolveSibling("");
  }
}
