// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyLintTest {
  private static final String CLASSES =
      """
      partner: partner.example
      idle: idle.example
      group: partner, .group.example, [192.0.2.1]
      some: group, mx(.hub.example)
      odd: /^odd/, odd.example and not local
      """;

  private static List<String> shadowed(String routes) {
    return Policies.parse("hub smtp://hub.example", CLASSES, routes).idle().rules().stream()
        .map(Problem::toString)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to a.example                 | to a.example
          to .example                  | to a.example
          to .example                  | to .b.example
          to *.example                 | to a.example
          to .example                  | to bob@a.example
          to a.example                 | to bob@a.example
          to a.example, b.example      | to b.example
          to .example, b.test          | to a.example, c.example, b.test
          to a.example                 | to a.example from @c.example
          from @.example               | to x.test from bob@c.example
          user *                       | user amy
          client 192.0.2.0/24          | client 192.0.2.128/25
          client 192.0.2.0/24          | client 192.0.2.7 to a.example
          not to .example              | not to .example user amy
          not to a.example             | not to .example, a.example
          to class:partner             | to class:partner user *
          to class:partner             | to partner.example
          to class:partner             | to bob@partner.example
          size 10M-                    | size 20M-
          size -20M                    | size 1M-20480k to a.example
          size 1M-, -10k               | size 2M-3M, 5M-
          attempt 2-                   | attempt 3
          attempt 1-3                  | attempt -3
          priority 0-9                 | priority 5-
          priority 7-9                 | priority 8-
          not size 10M-                | size -1M
          not size 20M-                | not size 10M-
          last 4.7.*                   | last 4.7.1, 4.7.2
          last 4.*                     | last 4.4.*
          header List-Id               | header list-id
          to country(de)               | to a.de
          to country(de)               | to .a.de
          to registrable(a.example)    | to x.a.example
          to registrable(a.example)    | to .x.a.example
          to public-suffix(co.uk)      | to .a.co.uk
          to class:group               | to partner.example, a.group.example
          to class:group               | to .group.example
          to class:group               | to .b.group.example user *
          to class:group               | to [192.0.2.1]
          to class:group               | to class:partner
          to class:some                | to partner.example
          to class:some                | to class:group
          from class:partner           | from @partner.example
          not to partner.example       | not to class:group
          to /a.*b/                    | to /a.*b/ user *
          from <>                      | from <> to a.example
          """)
  void aRuleThatAnEarlierOneCoversNeverDecides(String earlier, String later) {
    assertThat(shadowed(earlier + " hold\n" + later + " via hub"))
        .singleElement()
        .asString()
        .contains("routes line 2, column 1: warning: ", "it never decides", "routes line 1 (");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to a.example                 | to .example
          to .b.example                | to b.example
          to .a.example                | to a.example
          to a.example                 | to b.a.example
          to a.example                 | to a.example, b.example
          to a.example user amy        | to a.example
          to bob@a.example             | to a.example
          to bob@a.example             | to carl@a.example
          to a.example                 | from @a.example
          from @a.example              | to a.example
          user amy                     | user *
          client 192.0.2.0/25          | client 192.0.2.0/24
          client 0.0.0.0/0             | client 2001:db8::/32
          not to .example              | to a.example
          not to .example              | not to a.example
          to class:partner             | to class:idle
          to class:partner             | to .partner.example
          to class:partner             | to a.partner.example
          to class:partner             | to partner.example, idle.example
          to class:partner             | from @partner.example
          to class:group               | to group.example
          to class:group               | to .example
          to class:group               | to class:some
          to class:odd                 | to odd.example
          to class:local               | to corp.example
          to class:group               | to class:local
          not to class:group           | not to partner.example
          to /a/                       | to /b/
          from <>                      | from @a.example
          to a.example attempt 3-      | to a.example
          size 20M-                    | size 10M-
          size -10M                    | size 5M-20M
          not size 10M-                | size 5M-
          size 10M-                    | not size 20M-
          attempt 2                    | attempt 1
          attempt 1                    | priority 1
          priority 5-                  | priority 4-
          last 4.7.1                   | last 4.7.*
          last 4.*                     | last 421
          header List-Id               | header List-Post
          to country(de)               | to a.at
          to country(de)               | to .example
          to registrable(a.example)    | to .example
          to public-suffix(co.uk)      | to co.uk
          """)
  void aRuleThatMayStillDecideIsNotTold(String earlier, String later) {
    assertThat(shadowed(earlier + " hold\n" + later + " via hub")).isEmpty();
  }

  @Test
  void theFirstRuleThatCoversIsNamed() {
    assertThat(shadowed("to .example hold\nto a.example direct\nto a.example via hub"))
        .satisfiesExactly(
            line -> assertThat(line).contains("line 2, ", "line 1 (to .example)"),
            line -> assertThat(line).contains("line 3, ", "line 1 (to .example)"));
  }

  @Test
  void tenThousandRulesAreLookedOverInAMoment() {
    String routes =
        IntStream.range(0, 10_000)
            .mapToObj(
                number ->
                    switch (number % 3) {
                      case 0 -> "to d" + number + ".example hold";
                      case 1 -> "from @.s" + number + ".example hold";
                      default -> "user u" + number + " to .example hold";
                    })
            .collect(Collectors.joining("\n"));

    assertThat(shadowed(routes + "\nto d9.example user u4 direct")).hasSize(1);
  }

  @Test
  void classesOfManyNamesAreLookedOverInAMoment() {
    String names =
        IntStream.range(0, 10_000)
            .mapToObj(number -> "d" + number + ".example")
            .collect(Collectors.joining(", ", "many: ", ""));
    String routes =
        IntStream.range(0, 10_000)
            .mapToObj(number -> "to d" + number + ".test hold")
            .collect(Collectors.joining("\n", "to class:many hold\n", "\nto d7.example direct"));

    assertThat(Policies.parse("hub smtp://hub.example", names, routes).idle().rules()).hasSize(1);
  }

  @Test
  void relaysAndClassesThatNoRuleNamesAreIdle() {
    RelayPolicyConfig policy =
        Policies.parse(
            "hub smtp://hub.example\nspare smtp://spare.example",
            "partner: partner.example\nold: old.example\nall: class:partner, x.example",
            "to class:all via hub");

    assertThat(policy.idle().relays()).extracting(RelayHost::name).containsExactly("spare");
    assertThat(idle(policy)).containsExactly("old");
  }

  @Test
  void classThatOnlyAnIdleOneNamesIsIdleToo() {
    RelayPolicyConfig policy =
        Policies.parse(
            Map.of(
                "classes",
                """
                a:    a.example
                b:    a, b.example
                c:    c.example
                d:    not c
                e:    d.example
                par:  par.example
                ner:  partner.example
                """,
                "permit",
                "user * from class:e",
                "routes",
                "to class:d, par.ner hold"),
            Policies.in(Path.of("nowhere")));

    assertThat(idle(policy)).containsExactly("a", "b", "par", "ner");
    assertThat(policy.idle().classes().idle(Set.of("b", "partner")))
        .extracting(idle -> idle.name().name() + ": " + idle.where())
        .containsExactly(
            "par: mailetcontainer.xml RelayPolicy/classes line 6, column 1",
            "ner: mailetcontainer.xml RelayPolicy/classes line 7, column 1");
  }

  @Test
  void linesOfThoseWhoMayRelayThatNeverDecideAreTold() {
    RelayPolicyConfig policy =
        Policies.parse(
            Map.of(
                "permit",
                """
                user *
                user amy quota=amy
                client 192.0.2.0/24
                client 192.0.2.7, 192.0.2.128/25 to partner.example
                to .partner.example
                to a.partner.example
                client 198.51.100.1 to a.partner.example
                """,
                "routes",
                "to * direct"),
            Policies.in(Path.of("nowhere")));

    assertThat(policy.idle().rules())
        .extracting(Problem::where)
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/permit line 2, column 1",
            "mailetcontainer.xml RelayPolicy/permit line 4, column 1",
            "mailetcontainer.xml RelayPolicy/permit line 6, column 1");
  }

  @Test
  void tenThousandNetworksAreLookedOverInAMoment() {
    String permit =
        IntStream.range(0, 10_000)
            .mapToObj(number -> "client 10." + number / 250 + "." + number % 250 + ".0/24")
            .collect(Collectors.joining("\n", "", "\nclient 10.7.7.7"));

    assertThat(
            Policies.parse(Map.of("permit", permit), Policies.in(Path.of("nowhere")))
                .idle()
                .rules())
        .hasSize(1);
  }

  private static List<String> idle(RelayPolicyConfig policy) {
    return policy.idle().classes().idle(Set.of()).stream().map(idle -> idle.name().name()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to a.example to b.example",
        "to a.example to .a.example",
        "to a.example, b.example to c.example",
        "to .a.example to .b.example user *",
        "to bob@a.example to b.example",
        "to bob@a.example to carl@a.example",
        "to a.example not to a.example",
        "to a.example not to .example, c.test",
        "to class:partner and not to class:partner",
        "to partner.example not to class:group",
        "to [192.0.2.1] to a.example",
        "from @a.example from @b.example",
        "from <> from @a.example",
        "from amy@a.example from <>",
        "not from * user *",
        "not to *",
        "not user * user amy",
        "user amy user bob",
        "client 192.0.2.0/24 client 198.51.100.0/24",
        "client 192.0.2.0/24 client 2001:db8::/32",
        "size 20M- size -10M",
        "size 20M- not size 10M-",
        "attempt 1 attempt 3-",
        "attempt 1 last 4.7.*",
        "priority 1 priority 9",
        "header List-Id not header list-id",
      })
  void aRuleThatContradictsItselfNeverDecides(String conditions) {
    assertThat(shadowed(conditions + " hold\nto z.example via hub"))
        .singleElement()
        .asString()
        .contains("routes line 1, column ", ": warning: ", "it never decides, since no mail is ");
  }

  @ParameterizedTest
  @CsvSource({
    "to a.example and to b.example, 18",
    "user * to a.example not to .example, 21",
    "not to *, 1",
    "not user * size 1M- user amy, 21",
  })
  void aContradictionIsToldWhereItShows(String conditions, int column) {
    assertThat(shadowed(conditions + " hold"))
        .singleElement()
        .asString()
        .contains("routes line 1, column " + column + ": warning: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to a.example from @b.example",
        "to .example to a.example",
        "to .example not to a.example",
        "to bob@a.example to a.example",
        "to bob@a.example to BOB@a.example",
        "to class:partner to class:idle",
        "to class:odd to a.example",
        "to /a/ to a.example",
        "to *.b.example to .example",
        "to country(de) to a.example",
        "from <> not from @a.example",
        "from <> not from @*",
        "user * user amy",
        "not user amy user bob",
        "client 192.0.2.0/24 not client 192.0.2.7",
        "size 10M- size -20M",
        "size 10M- not size 20M-",
        "attempt 2- last 4.7.*",
        "attempt -2 last 421",
        "last 4.7.* last 421",
        "header List-Id not header List-Post",
      })
  void nothingIsSaidOfARuleThatMayBeFulfilled(String conditions) {
    assertThat(shadowed(conditions + " hold\nto z.example via hub")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a.example and .a.example         | 18 | no domain is both "a.example" and ".a.example"
          x.test, a.example and b.example  | 26 | no domain is both "a.example" and "b.example"
          a.example and not .example       | 22 | no domain is both "a.example" and "not .example"
          not partner and partner.example  | 20 | no domain is both "not class:partner" and "partner.example"
          not *                            | 8  | no domain is "not *"
          .example and not a.example       |    |
          .a.example and country(de)       |    |
          partner and not .test.example    |    |
          not a.example and not b.example  |    |
          """)
  void aClassThatNoDomainCanBeInIsAWarning(String definition, String column, String warning) {
    assertThat(Policies.parse("", "partner: partner.example\nx: " + definition, "").warnings())
        .extracting(Problem::toString)
        .allMatch(
            told ->
                warning != null
                    && told.contains(
                        "classes line 2, column " + column + ": warning: class \"x\": " + warning))
        .hasSize(warning == null ? 0 : 1);
  }

  @Test
  void classIsNotIdleWhereItsNameIsInOtherLetters() {
    assertThat(
            idle(
                Policies.parse(
                    "hub smtp://hub.example",
                    "Partner: partner.example",
                    "to class:PARTNER via hub")))
        .isEmpty();
  }
}
