// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problem;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.message.Mailbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever stands in a policy, it is used, or refused with problems that have a place. */
class PolicyFuzzTest {
  private static final Path NOWHERE = Path.of("nowhere");
  private static final List<String> WORDS =
      Stream.concat(
              """
              [relays] [classes] [permit] [routes] [ ] to from user client size header priority attempt
              last not and then direct via via-any hold refuse discard local 550 5.7.1 "text" quota=a
              quota= tls=verify: auth=file://x hub hub, , smtp://hub.example smtp://[ class:a class: a:
              a : @ @a.example a.example .example <> * . *.x /(/ /a,b/ file:// 192.0.2.0/33
              192.0.2.0/24 ::/0 1M- - 3-2 99999999999 mx( mx(*.a.example) mx-net(192.0.2.0/24)
              backup-mx() ( ) " # = == ü a..b
              """
                  .lines()
                  .flatMap(line -> Stream.of(line.split(" "))),
              Stream.of("\n", "\n", "\n", "\\", "file://\u0000", "\"a b\"@c.example"))
          .toList();

  @Property(tries = 1000)
  void tablesOfKnownWordsAreUsedOrRefusedWithPlaces(@ForAll("policies") String policy) {
    readAndAsk(policy);
  }

  @Property(tries = 500)
  void linesThatAreNearlyRightAreUsedOrRefusedWithPlaces(@ForAll("nearlyRight") String policy) {
    readAndAsk(policy);
  }

  @Property(tries = 500)
  void anyTextIsUsedOrRefusedWithPlaces(@ForAll String text) {
    readAndAsk(text);
    readAndAsk("[permit]\n" + text);
    readAndAsk("[classes]\n" + text);
    readAndAsk("[relays]\n" + text);
    readAndAsk("[routes]\n" + text);
  }

  @Property(tries = 100)
  void anyBytesOfAFileAreUsedOrRefusedWithPlaces(@ForAll @Size(max = 200) byte[] bytes) {
    try {
      Path directory = Files.createTempDirectory("fuzz");
      Path file = Files.write(directory.resolve("policy"), bytes);
      read(Map.of("policy", "file://policy"), directory);
      Files.delete(file);
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readAndAsk(String policy) {
    read(Map.of("policy", policy), NOWHERE).ifPresent(PolicyFuzzTest::ask);
  }

  /** The one error that is documented is the only one. */
  private static Optional<RelayPolicyConfig> read(Map<String, String> raw, Path directory) {
    try {
      return Optional.of(RelayPolicyConfig.parse(raw, Policies.WHERE, Policies.in(directory)));
    } catch (ConfigurationProblems expected) {
      assertThat(expected.problems()).anyMatch(Problem::isError);
      assertThat(expected.problems())
          .allSatisfy(
              problem -> {
                assertThat(problem.where()).isNotEmpty();
                assertThat(problem.what()).isNotEmpty();
                assertThat(problem.toString()).doesNotContain("\n", "\r");
              });
      return Optional.empty();
    }
  }

  /** What was read decides about any mail, and explains itself the same way. */
  private static void ask(RelayPolicyConfig config) {
    for (String recipient : List.of("a@a.example", "a%b@b.example", "a@[192.0.2.1]")) {
      MailFacts facts = Policies.from("x@c.example", "amy", IpAddresses.parse("192.0.2.1"));
      RelayPolicyConfig.Ruling ruling;
      Trail trail;
      try {
        ruling = config.decide(facts, Mailbox.parse(recipient));
        trail = config.trail(facts, Mailbox.parse(recipient), true);
      } catch (IllegalStateException documented) {
        return;
      }
      assertThat(trail.permission()).isEqualTo(ruling.permission());
      trail.routes().stream()
          .filter(Look::matched)
          .reduce((first, last) -> last)
          .ifPresent(look -> assertThat(look.rule()).isEqualTo(ruling.decision().rule()));
    }
  }

  @Provide
  Arbitrary<String> policies() {
    return Arbitraries.of(WORDS).list().ofMaxSize(40).map(words -> String.join(" ", words));
  }

  @Provide
  Arbitrary<String> nearlyRight() {
    String right =
        """
        [relays]
        hub smtp://[hub.example.net]:587 tls=verify
        [classes]
        partner: a.example, .b.example, /c+/
        [permit]
        client 192.0.2.0/24 quota=near
        user * from class:partner
        to class:partner not from <>
        [routes]
        from @payroll.example and not to class:partner via hub
        to .no-such.example refuse 550 5.1.2 "no mail there"
        to * direct tls=require
        """;
    return Arbitraries.integers()
        .between(0, right.length() - 1)
        .flatMap(
            at ->
                Arbitraries.strings()
                    .ascii()
                    .ofMaxLength(3)
                    .map(noise -> right.substring(0, at) + noise + right.substring(at + 1)));
  }
}
