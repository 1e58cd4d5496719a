// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final ValueType<Integer> NUMBER =
      new ValueType<>(
          "a number",
          text -> {
            try {
              return Integer.valueOf(text);
            } catch (NumberFormatException e) {
              throw new InvalidValueException("a number is needed", "write 5");
            }
          });
  private static final ValueType<String> TEXT = new ValueType<>("a text", text -> text);

  private static final Key<Integer> HOSTS =
      Key.of("maxHosts", NUMBER, "5", "How many.").defaultsTo("5").alias("maxhosts", "hosts");
  private static final Key<String> USER = Key.of("user", TEXT, "joe", "Who.");
  private static final Key<Integer> PIN = Key.of("pin", NUMBER, "1234", "Secret.").keptSecret();
  private static final KeySet KEYS =
      new KeySet(
          List.of(HOSTS, USER, PIN),
          List.of(new KeySet.Refused("mail.*", "there is no JavaMail here", "remove it")),
          List.of(
              (settings, problems) -> {
                if (settings.isGiven(PIN) && !settings.isGiven(USER)) {
                  problems.error(settings.where(PIN), "pin without user", "", "add <user>");
                }
              }));

  private static Settings parse(Map<String, String> raw) throws ConfigurationProblems {
    return Settings.parse(raw, "mailetcontainer.xml Test", KEYS);
  }

  private static List<String> problems(Map<String, String> raw) {
    return catchThrowableOfType(ConfigurationProblems.class, () -> parse(raw)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void whatJamesReadsOfAnyMailetIsNoUnknownKey() throws ConfigurationProblems {
    Settings settings = parse(Map.of("onMailetException", "ignore", "onMatchException", "nomatch"));

    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void aKeyThatIsNotGivenHasItsDefault() throws ConfigurationProblems {
    Settings settings = parse(Map.of());

    assertThat(settings.get(HOSTS)).isEqualTo(5);
    assertThat(settings.given(HOSTS)).isEmpty();
    assertThat(settings.given(USER)).isEmpty();
  }

  @Test
  void aliasesMeanTheSame() throws ConfigurationProblems {
    assertThat(parse(Map.of("hosts", " 7 \n")).get(HOSTS)).isEqualTo(7);
    assertThat(parse(Map.of("hosts", "7", "maxHosts", "7")).get(HOSTS)).isEqualTo(7);
  }

  @Test
  void twoSpellingsOfOneKeyMustAgree() {
    Map<String, String> raw = new LinkedHashMap<>();
    raw.put("hosts", "7");
    raw.put("maxHosts", "8");

    assertThat(problems(raw))
        .containsExactly(
            "mailetcontainer.xml Test/maxHosts: maxHosts and hosts are given with different"
                + " values: they are one key; keep maxHosts");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    Map<String, String> raw = new LinkedHashMap<>();
    raw.put("maxHotss", "7");
    raw.put("something", "else");
    raw.put("mail.smtp.foo", "x");
    raw.put("user", "");
    raw.put("maxHosts", "many");
    raw.put("pin", "hunter2");

    assertThat(problems(raw))
        .containsExactly(
            "mailetcontainer.xml Test/maxHotss: there is no key of this name; did you mean"
                + " <maxHosts>?",
            "mailetcontainer.xml Test/something: there is no key of this name; the operators'"
                + " reference lists all keys",
            "mailetcontainer.xml Test/mail.smtp.foo: this is no key: there is no JavaMail here;"
                + " remove it",
            "mailetcontainer.xml Test/user: there is no value; write joe, or leave it out",
            "mailetcontainer.xml Test/maxHosts: \"many\": a number is needed; write 5",
            "mailetcontainer.xml Test/pin: this value: a number is needed; write 5");
  }

  @Test
  void whatContradictsIsTold() {
    assertThat(problems(Map.of("pin", "1")))
        .containsExactly("mailetcontainer.xml Test/pin: pin without user; add <user>");
  }

  @Test
  void theMessageListsAllProblems() {
    ConfigurationProblems thrown =
        catchThrowableOfType(
            ConfigurationProblems.class, () -> parse(Map.of("maxHosts", "x", "pin", "y")));

    assertThat(thrown).hasMessageStartingWith("2 problems:\n  mailetcontainer.xml Test/");
  }

  @Test
  void settingsPrintNoValues() throws ConfigurationProblems {
    assertThat(parse(Map.of("user", "joe", "pin", "4711")).toString()).doesNotContain("4711");
  }
}
