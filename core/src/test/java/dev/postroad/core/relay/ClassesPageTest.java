// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problem;
import dev.postroad.core.dns.FakeDns;
import dev.postroad.core.domain.ClassifiedDomain;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.mx.DnsMxLookup;
import dev.postroad.core.mx.MxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of docs/operators/classes.md: what it shows is what happens. */
class ClassesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operators", "classes.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```([a-z]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern MEMBER = Pattern.compile("(\\S+) +=>(.*?)(?: +#.*)?");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private final FakeDns dns =
      new FakeDns()
          .mx("g.example", 10, "aspmx.l.google.com")
          .mx("f.example", 10, "in.filter.example")
          .mx("backed.example", 10, "primary.example")
          .a("primary.example", "192.0.2.40")
          .mx("backed.example", 20, "mx.us.example")
          .a("in.filter.example", "192.0.2.1")
          .a("aspmx.l.google.com", "203.0.113.1")
          .nullMx("null.example")
          .fail("broken.example");

  @BeforeEach
  void filesThatThePageSpeaksOf() throws IOException {
    Files.createDirectories(directory.resolve("conf"));
    Files.writeString(directory.resolve("conf/partners"), "listed.example\n");
    Files.writeString(directory.resolve("conf/freemail.more"), "more.example\n");
  }

  @TestFactory
  List<DynamicTest> examples() throws IOException {
    String page = Files.readString(PAGE);
    List<DynamicTest> tests = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(page);
    String table = "";
    while (matcher.find()) {
      String name = "classes.md line " + (page.substring(0, matcher.start()).lines().count() + 1);
      String text = matcher.group(2);
      String classes = table;
      switch (matcher.group(1)) {
        case "classes", "wrong" -> table = text;
        case "members" -> tests.add(DynamicTest.dynamicTest(name, () -> members(classes, text)));
        case "told" -> tests.add(DynamicTest.dynamicTest(name, () -> told(classes, text)));
        default -> assertThat(matcher.group(1)).as(name).isEqualTo("xml");
      }
    }
    assertThat(tests).hasSizeGreaterThan(4);
    return tests;
  }

  private DomainClassifier read(String table) throws Exception {
    Files.writeString(directory.resolve("conf/domain-classes.conf"), table);
    return ClassFile.read(
            FileResolver.in(directory), domain -> domain.canonical().equals("corp.example"))
        .classes();
  }

  private void members(String table, String members) throws Exception {
    DomainClassifier classes = read(table);
    MxSettings self = MxSettings.STANDARD.withSelf(List.of("mx.us.example"), List.of());
    for (String line : members.lines().toList()) {
      Matcher matcher = MEMBER.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      ClassifiedDomain domain =
          classes.classify(DomainName.parse(matcher.group(1)), new DnsMxLookup(dns, self));
      Set<DomainClass> all = new LinkedHashSet<>(List.of(DomainClass.LOCAL));
      all.addAll(classes.defined());
      assertThat(
              all.stream()
                  .filter(domain::isIn)
                  .map(DomainClass::name)
                  .collect(Collectors.joining(", ")))
          .as(line)
          .isEqualTo(matcher.group(2).strip());
    }
  }

  private void told(String table, String told) throws Exception {
    try {
      read(table);
    } catch (ConfigurationProblems e) {
      assertThat(e.problems())
          .extracting(Problem::toString)
          .containsExactlyElementsOf(told.lines().toList());
      return;
    }
    assertThat(table).as("is wrong").isEmpty();
  }
}
