// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problem;
import dev.postroad.core.message.Mailbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayPolicyConfigTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private void write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @Test
  void aTableMayStandInAFileAndIsThenNamedByIt() throws IOException {
    write("conf/routes", "\n# two\nto a.example hold\n");
    RelayPolicyConfig policy =
        Policies.parse(Map.of("routes", "\n  file://conf/routes\n"), Policies.in(directory));

    assertThat(policy.rules().decide(Policies.from(""), Mailbox.parse("x@a.example")).rule())
        .hasToString("file://conf/routes line 3: to a.example");
  }

  @Test
  void linesWrittenInPlaceCountFromTheFirstThatIsNotBlank() {
    RelayPolicyConfig policy =
        Policies.parse("", "", "\n\n      # first\n      to a.example hold\n    ");

    assertThat(policy.rules().decide(Policies.from(""), Mailbox.parse("x@a.example")).rule())
        .hasToString("mailetcontainer.xml RelayPolicy/routes line 2: to a.example");
  }

  @Test
  void aMissingTableIsAProblem() {
    assertThat(Policies.problems(Map.of("routes", "file://conf/nope"), Policies.in(directory)))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/routes: file://conf/nope: there is no such file;"
                + " create it, or mend its name");
  }

  @Test
  void oneFileMayHoldAllTables() throws IOException {
    write(
        "policy",
        """
        [relays]
        hub smtp://hub.example.net
        [classes]
        partner: example.net
        [routes]
        to class:partner via hub
        """);
    RelayPolicyConfig policy =
        Policies.parse(Map.of("policy", "file://policy"), Policies.in(directory));

    Decision decision = policy.rules().decide(Policies.from(""), Mailbox.parse("x@example.net"));

    assertThat(decision.stamp().toString()).isEqualTo("via hub");
    assertThat(decision.rule()).hasToString("file://policy line 6: to class:partner");
  }

  @Test
  void aPolicySaysWhichTableALineBelongsTo() {
    assertThat(
            Policies.problems(
                Map.of("policy", "hub smtp://amy:hunter2@a.example\n[rutes]\nto * direct"),
                Policies.in(directory)))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/policy line 1: this line belongs to no table: none is"
                + " named above it; put [relays], [classes], [permit] or [routes] on a line above"
                + " it",
            "mailetcontainer.xml RelayPolicy/policy line 2: [rutes]: there is no such table; did"
                + " you mean \"[routes]\"?");
  }

  @Test
  void aTableIsThereOnce() {
    assertThat(
            Policies.problems(
                Map.of("policy", "[permit]\nuser *\n[routes]\nto * direct\n[permit]\nto a.example"),
                Policies.in(directory)))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/policy line 5: [permit]: this table is there already:"
                + " mailetcontainer.xml RelayPolicy/policy line 1; join the two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy", "routes"})
  void aTableWithoutALineIsLikelyNotMeant(String key) throws IOException {
    write("empty", "# nothing yet\n");

    assertThat(Policies.parse(Map.of(key, "file://empty"), Policies.in(directory)).warnings())
        .singleElement()
        .asString()
        .contains("RelayPolicy/" + key, "there is no line in it", "all mail goes direct");
  }

  @ParameterizedTest
  @CsvSource({
    "'[routes]\n[permit]\nuser *', 1, all mail goes direct",
    "'[routes]\nto * direct\n[permit]\n# none', 3, nobody may relay"
  })
  void aHeadingWithoutALineBelowItIsLikelyNotMeant(String policy, int line, String without) {
    assertThat(Policies.parse(Map.of("policy", policy), Policies.in(directory)).warnings())
        .singleElement()
        .asString()
        .contains("policy line " + line + ": warning: there is no line in it", without);
  }

  @ParameterizedTest
  @CsvSource({
    "'[permit]\nuser *\n[routes]\nto * hold', '[permit]\nuser *\n[routes]', the table of routes",
    "'[permit]\nuser *\n[routes]\nto * hold', '[permit]\nuser *', the table of routes",
    "'[permit]\nuser *\n[routes]\nto * hold', '[routes]\nto * hold', the table of those who may relay",
    "'[routes]\nto * hold', '', the table of routes",
  })
  void whatIsGoneFromAPolicyThatWasSavedHalfIsSeen(String before, String after, String gone)
      throws IOException {
    write("before", before);
    write("after", after);
    RelayPolicyConfig whole =
        Policies.parse(Map.of("policy", "file://before"), Policies.in(directory));
    RelayPolicyConfig half =
        Policies.parse(Map.of("policy", "file://after"), Policies.in(directory));

    assertThat(half.goneSince(whole, Policies.WHERE))
        .singleElement()
        .asString()
        .contains(gone + " is gone", "start James anew if you mean it");
    assertThat(whole.goneSince(half, Policies.WHERE)).isEmpty();
  }

  /** An editor, or a copy in progress, truncates before it writes. */
  @ParameterizedTest
  @CsvSource({
    "routes, 'to file://list direct', 'mailetcontainer.xml RelayPolicy/routes line 1, column 4'",
    "classes, 'partner: file://list', 'mailetcontainer.xml RelayPolicy/classes line 1, column 10'",
    "permit, 'to file://list, file://list', 'mailetcontainer.xml RelayPolicy/permit line 1, column 4'"
  })
  void aListThatIsCutToNothingIsSeen(String key, String table, String where) throws IOException {
    write("list", "a.example\n");
    RelayPolicyConfig whole = Policies.parse(Map.of(key, table), Policies.in(directory));
    write("list", "");
    RelayPolicyConfig cut = Policies.parse(Map.of(key, table), Policies.in(directory));

    assertThat(cut.goneSince(whole, Policies.WHERE))
        .extracting(Problem::toString)
        .containsExactly(
            where
                + ": the list file://list has become empty: without a line no domain is in it, which"
                + " a file that is being written must not bring about; write what belongs there, or"
                + " a comment line if you mean it");
    assertThat(whole.goneSince(cut, Policies.WHERE)).isEmpty();
  }

  @Test
  void aListOfTheFileThatAllKnowIsSeenToBeCutAsOneOfAPolicyIs() throws Exception {
    write("conf/domain-classes.conf", "partner: file://list\n");
    write("list", "a.example\n");
    ClassFile whole = ClassFile.read(FileResolver.in(directory), domain -> false);
    write("list", "");
    ClassFile cut = ClassFile.read(FileResolver.in(directory), domain -> false);
    write("conf/domain-classes.conf", "");
    ClassFile none = ClassFile.read(FileResolver.in(directory), domain -> false);

    assertThat(cut.goneSince(whole))
        .extracting(Problem::toString)
        .singleElement()
        .asString()
        .startsWith(
            "file://conf/domain-classes.conf line 1, column 10: the list file://list has become"
                + " empty: ");
    assertThat(none.goneSince(whole))
        .extracting(Problem::toString)
        .singleElement()
        .asString()
        .startsWith("file://conf/domain-classes.conf: the classes are gone: ");
    assertThat(whole.goneSince(cut)).isEmpty();
    assertThat(whole.goneSince(none)).isEmpty();
    assertThat(none.goneSince(none)).isEmpty();
  }

  @Test
  void aListThatIsEmptyOnPurposeOrWasBeforeCounts() throws IOException {
    Map<String, String> raw = Map.of("routes", "to file://list, file://none hold");
    write("list", "a.example\n");
    write("none", "");
    RelayPolicyConfig before = Policies.parse(raw, Policies.in(directory));
    write("list", "# nobody for now\n");

    assertThat(Policies.parse(raw, Policies.in(directory)).goneSince(before, Policies.WHERE))
        .isEmpty();
  }

  @Test
  void aPolicyStandsAlone() {
    assertThat(
            Policies.problems(
                Map.of("policy", "[routes]\nto * direct", "routes", "to * direct"),
                Policies.in(directory)))
        .singleElement()
        .asString()
        .contains("both <policy> and <routes> are given");
  }

  @Test
  void aMisspeltElementIsToldTogetherWithWrongLines() {
    assertThat(
            Policies.problems(
                Map.of("relyas", "hub smtp://hub.example.net", "routes", "to * via hub"),
                Policies.in(directory)))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/relyas: there is no key of this name; did you mean"
                + " <relays>?",
            "mailetcontainer.xml RelayPolicy/routes line 1, column 10: \"to * via hub\": there is"
                + " no relay \"hub\"; define it in the relays");
  }

  @Test
  void aListOfAClassMayStandInAFileAndEachOfItsFaultsIsTold() throws IOException {
    write("conf/partners", "example.net\na..b\nexample.org\n/(/\n");

    assertThat(
            Policies.problems(
                Map.of("classes", "partner: file://conf/partners"), Policies.in(directory)))
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).contains("file://conf/partners:"));
  }

  @Test
  void whereAListCeasesToBeUtf8IsTold() throws IOException {
    write("list", "");
    Files.write(
        directory.resolve("list"),
        "# ours\r\na.example\r\nb\u00fccher.example\r\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(Policies.problems(Map.of("classes", "partner: file://list"), Policies.in(directory)))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/classes line 1, column 10: class \"partner:\": cannot"
                + " read the list file://list: file://list line 3, column 2: the byte 0xFC: the"
                + " file is not in UTF-8; store it in UTF-8");
  }

  /** As a file is that was saved half; with a comment in it, it is meant. */
  @Test
  void aListWithoutALineIsLikelyNotMeant() throws IOException {
    write("list", "");
    write("none", "# nobody so far\n");

    assertThat(
            Policies.parse(
                    Map.of("routes", "to file://list, file://none hold"), Policies.in(directory))
                .warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/routes line 1, column 4: warning: \"file://list\": the"
                + " list is empty, so that no domain is in it; write what belongs there, or a"
                + " comment if you mean it");
  }

  @Test
  void aMapFromElsewhereIsToldToHaveOnePatternALine() throws IOException {
    write("list", "a.example OK\nb.example,c.example\ncountry(de, xx)\n");

    assertThat(Policies.problems(Map.of("classes", "partner: file://list"), Policies.in(directory)))
        .satisfiesExactly(
            line ->
                assertThat(line).contains("list:1: ").endsWith("; a list has one pattern a line"),
            line ->
                assertThat(line).contains("list:2: ").endsWith("; a list has one pattern a line"),
            line -> assertThat(line).contains("list:3: ").doesNotContain("a line"));
  }

  @Test
  void aRegularExpressionMayBeLong() {
    String names = "a\\.example|".repeat(3_000);

    assertThat(Policies.parse("", "", "to /^(" + names + "b)$/ hold").warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/^bob@a\\.example$/, true",
    "/^[^@]+@a\\.example$/, true",
    "/^[^@]+\\.example$/, false",
    "/^a\\.example$/, false"
  })
  void aRegularExpressionOfAddressesIsAWarning(String expression, boolean warned) {
    assertThat(Policies.parse("", "", "to " + expression + " hold").warnings())
        .extracting(Problem::toString)
        .allMatch(told -> told.contains("matched with the domain alone, in which there is no @"))
        .hasSize(warned ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          partner example.net       | there is no colon behind the name; write NAME: PATTERN, PATTERN
          partner:                  | the line ends where a pattern is expected
          partner: a.example b.example | there is no comma before "b.example"
          local: a.example          | this class is always there
          p_q: a.example            | a class name has letters, digits and hyphens only
          partner: a@b.example      | not a domain pattern, it has an @
          partner: class:nobody     | there is no such class; there are: local, partner
          partner: class:partner    | the class partner is defined by itself
          """)
  void aWrongClassSaysWhatIsWrong(String line, String problem) {
    assertThat(Policies.problems("", line, ""))
        .singleElement()
        .asString()
        .startsWith("mailetcontainer.xml RelayPolicy/classes")
        .contains(problem);
  }

  @Test
  void severalMistakesOfAClassAreToldEachAtItsWord() {
    assertThat(
            Policies.problems(
                "", "p_q: a..b, c.example and d@ and not e..f\nlocal: nobody g..h", ""))
        .extracting(
            problem -> problem.replaceAll("^.* line ([0-9]+), column ([0-9]+): .*$", "$1:$2"))
        .containsExactlyInAnyOrder("1:1", "1:6", "1:26", "1:37", "2:1", "2:15");
  }

  @Test
  void aClassThatIsNotThereIsToldAtItsWord() throws IOException {
    write("list", "class:gone\n");

    assertThat(
            Policies.problems(
                Map.of(
                    "classes",
                    "a: x.example, nobody\nb: a, y.example and not class:none\nc: file://list"),
                Policies.in(directory)))
        .extracting(problem -> problem.substring(0, problem.indexOf(": there is no")))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/classes line 1, column 15: class:nobody",
            "mailetcontainer.xml RelayPolicy/classes line 2, column 25: class:none",
            "mailetcontainer.xml RelayPolicy/classes line 3: class:gone");
  }

  @Test
  void everyCircleOfClassesIsToldWithItsPlace() {
    assertThat(Policies.problems("", "a: x.example, b\nb: c\nc: not a\nd: d\ne: a, d", ""))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/classes line 1, column 15: class \"a\": the class a is"
                + " defined by itself: a -> b -> c -> a; leave out one of these",
            "mailetcontainer.xml RelayPolicy/classes line 4, column 4: class \"d\": the class d is"
                + " defined by itself: d -> d; leave out one of these");
  }

  @Test
  void whereAFileCeasesToBeUtf8IsTold() throws IOException {
    Files.write(
        directory.resolve("routes"),
        "# grün\r\nto a.example hold\nto b\u00fccher.example direct\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    Files.write(
        directory.resolve("relays"),
        "# grün\nhub smtp://b\u00fccher.example\n"
            .replace("grün", "green")
            .getBytes(StandardCharsets.ISO_8859_1));

    assertThat(
            Policies.problems(
                Map.of("routes", "file://routes", "relays", "file://relays"),
                Policies.in(directory)))
        .containsExactlyInAnyOrder(
            "file://routes line 1, column 5: the byte 0xFC: the file is not in UTF-8; store it in"
                + " UTF-8",
            "file://relays line 2, column 13: the byte 0xFC: the file is not in UTF-8; store it in"
                + " UTF-8");
  }

  /** Somebody's mail in place of a table, or what a broken disk left. */
  @Test
  void anEndlessWordIsReadInAMomentAndNotShownWhole() {
    String word = "w".repeat(200_000);

    assertThat(
            Policies.problems(
                "hub " + word + "\n" + word + " smtp://a.example",
                word + ": a.example\nq: " + word + "/x, " + word,
                word + " a.example direct\nto " + word + ".example direct\nto * " + word))
        .hasSizeGreaterThan(3)
        .allSatisfy(problem -> assertThat(problem).hasSizeLessThan(2500));
  }

  @Test
  void aClassIsDefinedOnce() {
    assertThat(Policies.problems("", "a: x.example\na : y.example", ""))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/classes line 2, column 1: class \"a\": it is already"
                + " defined: mailetcontainer.xml RelayPolicy/classes line 1; put all patterns on"
                + " one line; a backslash at its end continues it");
  }

  @Test
  void relaysOfAllPoliciesShareOneRegistry() throws ConfigurationProblems {
    RelayRegistry registry = new RelayRegistry();
    registry.register("1", Policies.parse("hub smtp://a.example", "", "").relays(), "one");
    registry.register("2", Policies.parse("hub smtp://a.example", "", "").relays(), "two");

    assertThatExceptionOfType(ConfigurationProblems.class)
        .isThrownBy(
            () ->
                registry.register(
                    "3",
                    Policies.parse("hub smtp://b.example\nnew smtp://c.example", "", "").relays(),
                    "three"))
        .withMessageContaining("another policy says that it is smtp://a.example:25");
    assertThat(registry.find("hub")).map(RelayHost::host).contains("a.example");
    assertThat(registry.find("new")).isEmpty();
  }

  @Test
  void relaysOfAPolicyThatIsReadAnewAreInPlaceOfItsEarlierOnes() throws ConfigurationProblems {
    RelayRegistry registry = new RelayRegistry();
    registry.register(
        "1", Policies.parse("hub smtp://a.example\nold smtp://o.example", "", "").relays(), "one");

    registry.register("1", Policies.parse("hub smtp://b.example", "", "").relays(), "one");

    assertThat(registry.find("hub")).map(RelayHost::host).contains("b.example");
    assertThat(registry.find("old")).isEmpty();
  }
}
