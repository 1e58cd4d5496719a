// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainPatternTest {
  private static final String RUNAWAY = "/^(([a-z])+.)+[0-9]\\2$/";

  private static final PatternFiles NO_FILES =
      reference -> {
        throw new FileNotFoundException(reference);
      };

  private static final DomainClassifier WITH_PARTNER =
      DomainClassifier.builder()
          .define(
              new DomainClass("partner"),
              List.of(new DomainPattern.Exact(DomainName.parse("partner.example"))))
          .build();

  @Test
  void countriesHaveATopLevelDomainIfTheListOfSuffixesHasIt() throws IOException {
    Set<String> topLevels;
    try (BufferedReader list = new BufferedReader(ShippedLists.open("public_suffix_list.dat"))) {
      topLevels =
          list.lines()
              .filter(line -> !line.isBlank() && !line.startsWith("//"))
              .map(line -> line.strip().substring(line.strip().lastIndexOf('.') + 1))
              .collect(Collectors.toSet());
    }

    assertThat(Locale.getISOCountries())
        .allSatisfy(
            code -> {
              DomainPattern.Country country =
                  (DomainPattern.Country) DomainPattern.parse("country(" + code + ")", NO_FILES);
              assertThat(country.hasTopLevel())
                  .as(code)
                  .isEqualTo(topLevels.contains(code.toLowerCase(Locale.ROOT)));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, example.org, true",
    "Example.ORG., example.org, true",
    "bücher.example, xn--bcher-kva.example, true",
    "example.org, a.example.org, false",
    "[192.0.2.1], [192.0.2.1], true",
    "[IPv6:2001:DB8:0::1], [IPv6:2001:db8::1], true",
    "[192.0.2.1], [192.0.2.2], false",
    ".example.org, a.example.org, true",
    ".example.org, a.b.example.org, true",
    ".example.org, example.org, false",
    ".example.org, badexample.org, false",
    ".bücher.example, a.xn--bcher-kva.example, true",
    "*.example.org, a.example.org, true",
    "*.example.org, a.b.example.org, true",
    "*.example.org, example.org, false",
    "mail*.example.org, mail1.example.org, true",
    "mail*.example.org, mail.example.org, false",
    "mail*.example.org, mail1.x.example.org, true",
    "*.mail.*, a.mail.example, true",
    "*.mail.*, a.b.mail.example.org, true",
    "*.mail.*, mail.example, false",
    "*a*a*, aba, false",
    "*a*a*, xaxax, true",
    "*.bücher.*, a.xn--bcher-kva.example, true",
    "MAIL*.Example.org, mail1.example.org, true",
    "*, example.org, true",
    "*, [192.0.2.1], true",
    "*0*2*, [192.0.2.1], false",
    "/^mail[0-9]+\\./, mail12.example.org, true",
    "/^mail[0-9]+\\./, amail12.example.org, false",
    "/EXAMPLE/, a.example.org, true",
    "/^\\[192\\.0\\.2\\./, [192.0.2.7], true",
    "/^192/, [192.0.2.7], false",
    "class:partner, partner.example, true",
    "class:partner, other.example, false",
    "partner, partner.example, true",
    "partner., partner, true",
    "partner., partner.example, false",
    "country(gb), www.example.co.uk, true",
    "country(GB), example.gb, true",
    "country(ru), пример.рф, true",
    "country(de), example.com, false",
    "country(de), [192.0.2.1], false",
    "public-suffix(co.uk), shop.example.co.uk, true",
    "public-suffix(co.uk), co.uk, false",
    "public-suffix(uk), example.co.uk, false",
    "public-suffix(uk), example.uk, true",
    "registrable(example.co.uk), mail.example.co.uk, true",
    "registrable(example.co.uk), example.co.uk, true",
    "registrable(co.uk), example.co.uk, false",
    "registrable(*.de), a.b.example.de, true",
    "registrable(*), [192.0.2.1], false",
    "shipped(freemail), gmail.com, true",
    "shipped(freemail), example.org, false"
  })
  void patternMeansWhatTheReferenceSays(String pattern, String domain, boolean meant) {
    DomainName name = DomainName.parse(domain);
    DomainPattern parsed = DomainPattern.parse(pattern, NO_FILES);

    assertThat(parsed.test(classified(name)).isYes()).isEqualTo(meant);
    assertThat(DomainPatterns.of(List.of(parsed)).test(classified(name)).isYes())
        .as("the same, asked as one of many")
        .isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|no labels",
        "a b|U+0020",
        "amy@example.org|it has an @",
        ".|no labels",
        "..|no labels",
        ".a..b|an empty label",
        ".[192.0.2.1]|no domain below [192.0.2.1]",
        "*..a|an empty label",
        "ü*.example|a star beside other than ASCII letters",
        "*-.b*.example|hyphen",
        "/|stands between two slashes",
        "//|stands between two slashes",
        "/a/i|stands between two slashes",
        "/a(/|not a regular expression",
        "class:|class name",
        "class:a b|class name",
        "cuntry(de)|there is no function \"cuntry\"",
        "country()|something is missing between the parentheses",
        "country(xx)|there is no country \"xx\"",
        "provider(gogle)|there is no provider \"gogle\"",
        "public-suffix(example.co.uk)|is no public suffix",
        "registrable(class:partner)|names and lists of names only",
        "mx(mx(a.example))|names and lists of names only",
        "mx-net(192.0.2.0/99)|prefix length",
        "shipped(partner)|there is no shipped list",
        "file://nowhere|cannot read the list file://nowhere: there is no such file"
      })
  void badPatternIsRefusedWithTheReason(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainPattern.parse(text, NO_FILES))
        .withMessageContaining(reason);
  }

  @Test
  void listHasAPatternALine() {
    DomainPattern list =
        list("# partners", "example.org", "", "  .example.net  # all below", "/^x#y/", "*.a.*");

    assertThat(matches(list, "example.org")).isTrue();
    assertThat(matches(list, "a.example.net")).isTrue();
    assertThat(matches(list, "b.a.example")).isTrue();
    assertThat(matches(list, "example.net")).isFalse();
    assertThat(list).hasToString("file://conf/list");
  }

  @Test
  void everyBadLineOfAListIsToldWithFileAndLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> list("example.org", "a..b", "ok.example", "file://other", "x y"))
        .withMessageContaining("file://conf/list:2: ")
        .withMessageContaining("file://conf/list:4: a list cannot name another list")
        .withMessageContaining("file://conf/list:5: ")
        .withMessageNotContaining("list:1:")
        .withMessageNotContaining("list:3:");
  }

  @Test
  void listOfRubbishIsNotToldInFull() {
    String[] rubbish = new String[5_000];
    java.util.Arrays.fill(rubbish, "a..b");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> list(rubbish))
        .extracting(Throwable::getMessage)
        .asString()
        .hasLineCount(21)
        .endsWith("and more");
  }

  @Test
  void byteOrderMarkIsNoPartOfAName() {
    assertThat(matches(list("\uFEFFexample.org"), "example.org")).isTrue();
  }

  @Test
  void filesAreFoundBelowTheirFolder(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("conf"));
    Path file = Files.writeString(folder.resolve("conf/list"), "bücher.example\n");
    PatternFiles files = PatternFiles.below(folder);

    assertThat(matches(DomainPattern.parse("file://conf/list", files), "bücher.example")).isTrue();
    assertThat(matches(DomainPattern.parse("file://" + file, files), "bücher.example")).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainPattern.parse("file://conf/none", files))
        .withMessageContaining("there is no such file");
  }

  @Test
  void listInAnotherCharsetIsRefused(@TempDir Path folder) throws IOException {
    Files.write(
        folder.resolve("list"), "b\u00fccher.example\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainPattern.parse("file://list", PatternFiles.below(folder)))
        .withMessageContaining("it is not in UTF-8");
  }

  /** A list that were searched name by name would never end here. */
  @Test
  void millionNamesAreLookedUpNotSearched() {
    int names = 1_000_000;
    String text =
        IntStream.range(0, names)
            .mapToObj(i -> "domain" + i + ".example")
            .collect(Collectors.joining("\n"));

    DomainPattern list = DomainPattern.parse("file://big", reference -> new StringReader(text));

    for (int i = 0; i < names; i += 10) {
      assertThat(matches(list, "domain" + i + ".example")).isTrue();
    }
    assertThat(matches(list, "domain1000000.example")).isFalse();
  }

  @Test
  void runawayExpressionIsStopped() {
    DomainPattern pattern = DomainPattern.parse("/^(([a-z])+.)+[0-9]\\1$/", NO_FILES);
    DomainName name = DomainName.parse("a".repeat(60) + ".example");

    assertThatIllegalStateException()
        .isThrownBy(() -> pattern.test(classified(name)))
        .withMessageContaining("/^(([a-z])+.)+[0-9]\\1$/ takes more than");
  }

  @Test
  void runawayExpressionTellsWhereItIsWritten() {
    DomainName name = DomainName.parse("a".repeat(60) + ".example");
    DomainPattern own =
        DomainPattern.parse("registrable(" + RUNAWAY + ")", NO_FILES, "conf line 3");

    assertThatIllegalStateException()
        .isThrownBy(() -> own.test(classified(name)))
        .withMessageStartingWith("conf line 3: the pattern " + RUNAWAY + " takes more than 500000")
        .withMessageEndingWith(
            " steps on " + name + ": write it without a repetition inside a repetition");
    assertThatIllegalStateException()
        .isThrownBy(() -> list("# odd", RUNAWAY).test(classified(name)))
        .withMessageStartingWith("file://conf/list:2: the pattern " + RUNAWAY);
  }

  @Property
  void anyTextIsAPatternOrAnIllegalArgument(@ForAll String text) {
    try {
      DomainPattern pattern = DomainPattern.parse(text, NO_FILES);
      assertThat(pattern.classes().toList()).isNotNull();
      if (pattern.classes().findAny().isEmpty()) {
        assertThat(matches(pattern, "a.example")).isIn(true, false);
      }
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    }
  }

  @Test
  void errorOfAFileSystemIsTold() {
    assertThatThrownBy(
            () ->
                DomainPattern.parse(
                    "file://list",
                    reference -> {
                      throw new IOException("disk on fire");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("disk on fire");
  }

  private static DomainPattern list(String... lines) {
    return DomainPattern.parse(
        "file://conf/list", reference -> new StringReader(String.join("\n", lines)));
  }

  private static boolean matches(DomainPattern pattern, String domain) {
    return pattern.test(classified(DomainName.parse(domain))).isYes();
  }

  private static ClassifiedDomain classified(DomainName name) {
    return WITH_PARTNER.classify(name, MxLookup.NOTHING);
  }
}
