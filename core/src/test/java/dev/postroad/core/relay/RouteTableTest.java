// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
  private static final String RELAYS = "hub smtp://hub.example.net\nbackup smtp://b.example.net";
  private static final String LINE = "mailetcontainer.xml RelayPolicy/routes line 1, column ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to *                  | the line ends where an action (direct, via, via-any, hold,
          direct                | it does not say which mail it is for; write to * before
          to                    | the line ends where a value for to is expected
          to a.example,         | the line ends where a value for to is expected
          to , a.example direct | there is a comma where a value for to is expected
          from corp.example direct | "corp.example" is no sender; write @corp.example for all
          form @a.example direct| "form" is neither a condition nor an action; did you mean from?
          sender @a.example direct | "sender" is neither a condition nor an action; did you mean from?
          to * reject 550 5.7.1 "no" | "reject" is neither a condition nor an action; did you mean refuse?
          subject x direct      | "subject" is neither a condition nor an action; conditions begin
          to * driect           | "driect" is neither a condition nor an action; did you mean direct?
          to * via              | the line ends where the name of a relay is expected
          to * via xyz          | there is no relay "xyz"; there are: backup, hub
          to * via bakup        | there is no relay "bakup"; did you mean "backup"?
          to * via hub, hub     | relay "hub" is named twice
          to * via hub backup   | "backup" follows the action; relays are divided by commas, and then stands between ways
          to * via hub or direct | "or" follows the action; relays are divided by commas, and then stands between ways
          to * via hub now      | "now" follows the action; remove it
          to * via hub, direct  | there is no relay "direct"; write then direct for another way
          to * via hub, hold    | there is no relay "hold"; there are: backup, hub
          to * via hub=3, backup | there is no relay "hub=3"; weights are for via-any
          to * via hub then backup | "backup" is no action; write via backup
          a.example via hub     | "a.example" is neither a condition nor an action; did you mean to a.example?
          .a.example direct     | did you mean to .a.example?
          bob@a.example hold    | did you mean to bob@a.example?
          * direct              | did you mean to *?
          to a.example b.example via hub | "b.example" is neither a condition nor an action; values are divided by commas; behind not and and a condition begins anew
          to=a.example direct   | conditions begin with
          to * hold now         | "now" follows the action; remove it
          to * direct now       | behind direct there can only be tls=, or then and another way; write direct tls=require
          to * direct tls=may   | verify is needed; did you mean opportunistic?
          to * direct tls=maybe | one of none, opportunistic, require, verify is needed
          to * direct tls=requier | one of none, opportunistic, require, verify is needed; did you
          to * direct tls=require:mx.example | names can only be given where they are verified
          to class:partnr direct| there is no class "partnr"; did you mean "partner"?
          to * via hub then hold | only direct, via and via-any can follow one another
          to * hold then direct | only direct, via and via-any can follow one another
          to * direct then direct | it goes direct twice; keep one
          to * via hub then via-any hub | relay "hub" is named twice; keep one
          to * via-any hub=0    | a whole number from 1 to 1000
          to * via hub then teleport | "teleport" is no action
          size 10M direct       | "10M" is one size alone; write size 10M- for that and more
          size x- direct        | "x" is no number
          priority 10 direct    | 10 is too large
          attempt 3-1 direct    | "3-1" holds no number; write the smaller one first
          attempt - direct      | "-" is no range
          header "Not this:" direct | "Not this:" is no name of a header field
          last 5.1.1 direct     | "5.1.1" is no result that an attempt can end with and another
          from class:zzz direct | there is no class "zzz"; there are: local, partner
          to a..example direct  | not a domain: "a..example"
          to /(/ direct         | not a regular expression: /(/
          to file://missing direct | cannot read the list file://missing
          client 192.0.2.1/24 direct | has bits set beyond its prefix; it begins at 192.0.2.0/24
          client office direct  | not a network such as 192.0.2.0/24
          to *@a.example direct | a star before the @ stands for nothing; write to a.example
          from *@a.example hold | a star before the @ stands for nothing; write from @a.example
          user *@a.example hold | "*@a.example" is no user; write the whole name that the user logs in with
          user amy@ hold        | "amy@" is no user
          header X-Kind=bulk hold | what a header field says cannot be asked for, but whether there is one; write header X-Kind
          to null_mx hold       | a class name has letters, digits and hyphens only: null_mx
          user @a.example hold  | "@a.example" is no user
          attempt 0 to * hold   | "0" is no attempt: they count from 1
          attempt -0 to * hold  | "-0" is no attempt
          not not to * hold     | not stands twice; remove both
          to a.example and hold | no condition follows and; remove the and
          to * refuse 599 5.7.1 "no" | "599" is no reply code: the second digit is 0 to 5
          to * refuse           | the line ends where a reply code is expected
          to * refuse 550 5.7.1 | the line ends where a text in quotes is expected
          to * refuse 450 4.7.1 "no" | a refusal is for good, so its code begins with 5
          to * refuse 250 "no" | "250" refuses nothing: a refusal is for good, so its code begins with 5
          from not an@@address hold | write not before from
          from an@@address hold | an@@address
          to an@@address hold | an@@address
          to * refuse 550 4.7.1 "no" | "4.7.1" is no enhanced status code that begins with 5
          to * refuse 550 5.7.1 no | what the sender is told stands in quotes
          """)
  void aWrongLineSaysWhatIsWrongAndWhatToWrite(String line, String problem) {
    List<String> problems = Policies.problems(RELAYS, "partner: example.net", line);

    assertThat(problems).singleElement().asString().startsWith(LINE).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to a..b, c.example, d..e form @x.example via nub, hbu | 4 21 26 46 51
          client office size 10M user @a.example direct tls=maybe then via nub | 8 20 29 47 66
          not not to a..b last 5.1.1 refuse 250 5.x no          | 5 12 22 35 39 43
          form @a.example drect                                 | 1
          to * refuse 250 5.x no                                | 13 17 21
          to * refuse 550 no no                                 | 17 20
          to , a.example from corp.example via hub, nub         | 4 21 43
          """)
  void severalMistakesOfALineAreToldEachAtItsWord(String line, String columns) {
    assertThat(Policies.problems(RELAYS, "", line))
        .extracting(problem -> problem.replaceAll("^.* column ([0-9]+): .*$", "$1"))
        .containsExactly(columns.split(" "));
  }

  @Test
  void everyWrongLineOfEveryTableIsToldAtOnce() {
    List<String> problems =
        Policies.problems(
            "hub smtp://hub.example.net\nbad http://x",
            "partner example.net",
            "to * via hbu\n\nto class:partner direct\nto * \"oops\n# fine\nto * direct");

    assertThat(problems)
        .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
        .containsExactlyInAnyOrder(
            "mailetcontainer.xml RelayPolicy/routes line 4, column 11",
            "mailetcontainer.xml RelayPolicy/relays line 2, column 5",
            "mailetcontainer.xml RelayPolicy/classes line 1, column 1",
            "mailetcontainer.xml RelayPolicy/routes line 1, column 10");
  }

  @Test
  void whoeverNamesARelayOrAClassThatHasAnErrorHasNone() {
    assertThat(
            Policies.problems(
                "hub smtp://hub.example.net auht=env:HUB_LOGIN",
                "partner: a..example\nbank partner",
                "to class:partner via hub\nto class:bank via hub\nto * via-any hub, hub2"))
        .extracting(problem -> problem.substring(0, problem.indexOf(", column")))
        .containsExactlyInAnyOrder(
            "mailetcontainer.xml RelayPolicy/relays line 1",
            "mailetcontainer.xml RelayPolicy/classes line 1",
            "mailetcontainer.xml RelayPolicy/classes line 2",
            "mailetcontainer.xml RelayPolicy/routes line 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          country(uk)      | there is no country "uk"; write country(gb), which has the names below .uk, too
          country(de, SU)  | there is no country "SU"; write country(ru), which has the names below .su, too
          country(ac)      | there is no country "ac"; write .ac for the names below that top-level domain
          country(com)     | there is no country "com"; write .com for the names below that top-level domain
          country(germany) | there is no country "germany"; write country(de)
          country(South Korea) | there is no country "SouthKorea"; write country(kr)
          country(рф)      | write country(ru), which has the names below .рф, too
          """)
  void whatIsNoCodeOfACountryIsToldWithWhatToWrite(String pattern, String told) {
    assertThat(Policies.problems("", "", "to a.example, " + pattern + " direct"))
        .singleElement()
        .asString()
        .startsWith(LINE + "15: ")
        .endsWith(told);
  }

  @Test
  void aCountryWithoutATopLevelDomainIsLikelyNotMeant() {
    assertThat(Policies.parse("", "", "to country(de, um) direct\nto country(at) hold").warnings())
        .extracting(Problem::toString)
        .containsExactly(
            LINE
                + "4: warning: \"country(de,um)\": there is no top-level domain .um, so that no"
                + " domain is in it; leave out um");
  }

  @ParameterizedTest
  @ValueSource(strings = {"to *", "from *"})
  void aRuleBehindOneThatEveryMailMatchesIsAWarningAndToldOnce(String all) {
    RelayPolicyConfig policy =
        Policies.parse(RELAYS, "", "to a.example hold\n" + all + " direct\nto b.example via hub");

    assertThat(policy.idle().rules()).isEmpty();
    assertThat(policy.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/routes line 3, column 1: warning: \"to b.example via hub\": it"
                + " is never reached, since every mail matches mailetcontainer.xml"
                + " RelayPolicy/routes line 2 ("
                + all
                + "); move it up, or remove it");
  }

  @Test
  void aLineMayGoOnInTheNext() {
    RelayPolicyConfig policy =
        Policies.parse(RELAYS, "", "to a.example, \\\n  b.example \\\n hold");

    assertThat(Policies.decide(policy, Policies.from(""), "x@b.example")).isEqualTo("hold");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          size 20M- via hub                       | true
          to a.example size 20M-, 30M- via hub, sub | true
          size 20M- via-any hub, sub              | true
          size 10485761- via hub then via sub     | true
          size 10M- via hub                       | false
          size 5M-, 20M- via hub                  | false
          size -20M via hub                       | false
          not size -20M via hub                   | false
          size 20M- via hub, wide                 | false
          size 20M- via hub then direct           | false
          size 20M- direct                        | false
          """)
  void aRuleAllOfWhoseMailItsRelaysDoNotTakeIsLikelyNotMeant(String line, boolean told) {
    String relays =
        """
        hub smtp://hub.example.net maxSize=10M
        sub smtp://sub.example.net maxSize=5M
        wide smtp://wide.example.net
        """;

    assertThat(Policies.parse(relays, "", line + "\nto * via hub").warnings())
        .extracting(Problem::toString)
        .hasSize(told ? 1 : 0)
        .allSatisfy(
            problem ->
                assertThat(problem)
                    .startsWith(LINE + (line.indexOf("size") + 1) + ": warning: ")
                    .contains(
                        "all its mail fails with 5.3.4, since none of its relays takes more than"
                            + " 10485760 octets")
                    .endsWith("; raise their maxSize=, or lead this mail another way"));
  }

  @Test
  void besideAnErrorAllWarningsAreTold() {
    assertThat(
            Policies.problems(
                "hub smtp://hub.example.net maxSize=10M",
                "",
                "size 20M- via hub\nto small.example via hbu"))
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains("all its mail fails with 5.3.4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          size 5M- hold                 | size 20M- via hub | never decides, since all it matches
          to z.example direct           | size 20M- size -1M via hub | never decides, since no mail
          to * direct                   | size 20M- via hub | is never reached
          """)
  void nothingIsSaidOfTheMailOfARuleThatNeverGetsAny(String earlier, String line, String told) {
    RelayPolicyConfig policy =
        Policies.parse(
            "hub smtp://hub.example.net maxSize=10M",
            "",
            earlier + "\n" + line + "\nto small.example via hub");

    assertThat(Stream.concat(policy.warnings().stream(), policy.idle().rules().stream()))
        .filteredOn(problem -> problem.where().contains("routes line 2"))
        .singleElement()
        .asString()
        .contains(told);
  }
}
