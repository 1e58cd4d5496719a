// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.cli.output.Schemas;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code route} tells where a mail would wait, and of all that rules can ask about a mail. */
@SuppressWarnings("NullAway.Init") // set before each test
final class RouteUndecidedTest {
  /** As docs/operators/policy.md has it. */
  private static final String EXPLODING = "/^(a|aa|a.)+\\1z$/";

  private static final String ODD = "x@" + "a".repeat(60) + ".example";

  private Path folder;
  private AuthoritativeDns dns;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    this.folder = folder;
    dns = AuthoritativeDns.start().nxdomainElsewhere();
    dns.zone("partner.example")
        .mx(10, "mx.partner.example")
        .mx(20, "mx.hoster.example")
        .a("mx.partner.example", "203.0.113.1");
    dns.host("mx.hoster.example", "203.0.113.9");
    dns.zone("silent.example").mx(10, "mx.silent.example");
    dns.fault("silent.example", "MX", Fault.servfail());
  }

  @AfterEach
  void stopDns() {
    dns.close();
  }

  @Test
  void anAddressThatMakesAnExpressionExplodeWaitsAndTheOthersAreDone() throws IOException {
    policy(
        """
        [routes]
        from amy@corp.example  discard
        to %s  hold
        to *  direct
        """
            .formatted(EXPLODING));

    Cli.Result result = route(ODD, "bob@partner.example");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(result.out())
        .contains(
            "rules   no       from amy@corp.example",
            "unknown  to " + EXPLODING,
            "takes more than 500000 steps",
            "route   wait 451 4.3.5 the policy cannot decide for now",
            "bob@partner.example   classes: none",
            "mx      10 mx.partner.example");
    JsonNode json = json(route(ODD, "--json"));
    assertThat(json.at("/route/kind").asText()).isEqualTo("wait");
    assertThat(json.at("/route/rule").asText()).contains("line 3", "takes more than");
    assertThat(json.at("/waits").asText()).startsWith("451 4.3.5 ");
    assertThat(json.at("/rules/routes")).hasSize(2);
    assertThat(json.at("/rules/routes/1/answer").asText()).isEqualTo("unknown");
    assertThat(json.at("/rules/routes/1/conditions/0/holds").asBoolean(true)).isFalse();
  }

  @Test
  void aBatchGoesOnBehindSuchAnAddress() throws IOException {
    policy("[routes]\nto %s hold\nto * direct\n".formatted(EXPLODING));
    Path batch = Files.writeString(folder.resolve("batch"), ODD + "\nbob@partner.example\n");

    Cli.Result result = route("--batch", batch.toString(), "--json");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(result.outLines()).hasSize(2);
    assertThat(result.outLines().get(0)).contains("\"kind\":\"wait\"");
    assertThat(result.outLines().get(1)).contains("\"kind\":\"direct\"");
  }

  @Test
  void anExpressionOfTheTableOfThoseWhoMayRelayMakesMailWaitToo() throws IOException {
    policy("[permit]\nto %s client 192.0.2.0/24\n[routes]\nto * direct\n".formatted(EXPLODING));

    Cli.Result result = route(ODD, "--client", "192.0.2.1");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(result.out())
        .contains("permits unknown  to ", "permit  unknown", "route   wait 451 4.3.5 ");
    assertThat(json(route(ODD, "--client", "192.0.2.1", "--json")).at("/permit/status").asText())
        .isEqualTo("451 4.3.5 cannot say for now whether to relay");
  }

  /** James would ask about it neither. */
  @Test
  void aClassThatNoRuleAsksAboutHoldsNothingUp() throws IOException {
    policy("[classes]\nodd: %s\n[routes]\nto * hold\n".formatted(EXPLODING));

    Cli.Result result = route(ODD);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("route   hold");
  }

  /** The rule in which it stands is no match for another reason: it is never tried. */
  @Test
  void anExpressionThatIsNotTriedHoldsNothingUp() throws IOException {
    policy("[routes]\nto %s from amy@corp.example hold\nto * discard\n".formatted(EXPLODING));

    Cli.Result result = route(ODD);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("route   discard");
  }

  @Test
  void whatTheDnsDoesNotTellIsUnknownAndWhatFollowsIsSaid() throws IOException {
    policy(
        """
        [permit]
        to mx(*.elsewhere.example) client 192.0.2.0/25
        client 192.0.2.0/24
        [routes]
        to mx(*.hoster.example)  hold
        not to null-mx           discard
        to *                     refuse 550 5.7.1 "no"
        """);

    Cli.Result result = route("bob@silent.example", "--client", "192.0.2.1");

    assertThat(result.out())
        .contains(
            "permits unknown  to mx(*.elsewhere.example) client 192.0.2.0/25",
            "the mail waits unless another line permits it",
            "yes      client 192.0.2.0/24",
            "rules   unknown  to mx(*.hoster.example)",
            "silent.example, whose MX the DNS does not tell for now; the rules behind it are asked",
            "unknown  not to class:null-mx",
            "yes      to *");
    JsonNode rules =
        json(route("b@silent.example", "--client", "192.0.2.1", "--json")).at("/rules");
    assertThat(rules.at("/routes/0/answer").asText()).isEqualTo("unknown");
    assertThat(rules.at("/routes/0/conditions/0/answer").asText()).isEqualTo("unknown");
    assertThat(rules.at("/routes/0/conditions/0/holds").asBoolean(true)).isFalse();
    assertThat(rules.at("/permit/0/answer").asText()).isEqualTo("unknown");
  }

  @Test
  void theMxThatAClassGoesByIsShown() throws IOException {
    policy(
        """
        [classes]
        near: mx-net(198.51.100.0/24)
        [routes]
        to class:near            hold
        to mx(*.hoster.example)  discard
        """);

    assertThat(route("bob@partner.example").out())
        .contains(
            "partner.example, which is in the classes [], whose MX is 10 mx.partner.example"
                + " (203.0.113.1), 20 mx.hoster.example (203.0.113.9)");
    assertThat(route("bob@nowhere.example").out())
        .contains("nowhere.example, which does not exist");
  }

  @Test
  void aRelayWithoutALoginForTheSenderGetsNoMailAndThatIsSaid() throws IOException {
    Files.writeString(folder.resolve("logins"), "amy@corp.example amy \"hush hush\"\n");
    policy(
        """
        [relays]
        hub     smtp://192.0.2.1:587  auth=senders:file://conf/logins
        backup  smtp://192.0.2.2:587
        [routes]
        to hub.example   via hub
        to *             via hub, backup
        """);

    Cli.Result stranger = route("bob@hub.example", "--sender", "carl@corp.example");
    assertThat(stranger.exitCode()).as(stranger.err()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(stranger.out())
        .contains(
            "gets no mail: 451 4.3.5 ",
            "there is no line for carl@corp.example",
            "waits   451 4.3.5 ");

    Cli.Result other = route("bob@x.example", "--sender", "carl@corp.example");
    assertThat(other.exitCode()).as(other.err()).isEqualTo(ExitCode.OK);
    assertThat(other.out()).contains("gets no mail: 451 4.3.5 ").doesNotContain("waits ");

    Cli.Result amy = route("bob@hub.example", "--sender", "amy@corp.example");
    assertThat(amy.exitCode()).as(amy.err()).isEqualTo(ExitCode.OK);
    assertThat(amy.out()).contains("authenticates with").doesNotContain("gets no mail", "hush");

    JsonNode json = json(route("bob@hub.example", "--sender", "carl@corp.example", "--json"));
    assertThat(json.at("/withoutLogin/0/relay").asText()).isEqualTo("hub");
    assertThat(json.at("/waits").asText()).startsWith("451 4.3.5 ");
  }

  @Test
  void rulesThatAskForTheAttemptAndTheMessageCanBeTriedOut() throws IOException {
    policy(
        """
        [relays]
        small smtp://192.0.2.1 maxSize=1M
        [routes]
        attempt 3- to a.example     hold
        last 4.7.* to b.example     hold
        last 421 to c.example       hold
        size 20k- to d.example      hold
        header List-Id to e.example hold
        priority 8- to f.example    hold
        to g.example                via small
        to *                        discard
        """);

    assertThat(kind("x@a.example", "--attempt", "3")).isEqualTo("hold");
    assertThat(kind("x@a.example", "--attempt", "2")).isEqualTo("discard");
    assertThat(kind("x@b.example", "--last", "4.7.1")).isEqualTo("hold");
    assertThat(kind("x@b.example", "--last", "4.4.1")).isEqualTo("discard");
    assertThat(kind("x@c.example", "--last", "421")).isEqualTo("hold");
    assertThat(kind("x@c.example", "--last", "450")).isEqualTo("discard");
    assertThat(kind("x@d.example", "--size", "20k")).isEqualTo("hold");
    assertThat(kind("x@d.example", "--size", "20479")).isEqualTo("discard");
    assertThat(kind("x@d.example")).isEqualTo("discard");
    assertThat(kind("x@e.example", "--header", "Subject", "--header", "list-id")).isEqualTo("hold");
    assertThat(kind("x@e.example", "--header", "Subject")).isEqualTo("discard");
    assertThat(kind("x@f.example", "--priority", "8")).isEqualTo("hold");
    assertThat(kind("x@f.example", "--priority", "7")).isEqualTo("discard");
    assertThat(kind("x@f.example")).isEqualTo("discard");
    assertThat(route("x@g.example", "--size", "2M").out()).contains("552 5.3.4 ");
  }

  private String kind(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    return json(route(all.toArray(String[]::new))).at("/route/kind").asText();
  }

  private void policy(String text) throws IOException {
    Files.writeString(folder.resolve("policy"), text);
  }

  private Cli.Result route(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "route",
                "--config",
                folder.resolve("policy").toString(),
                "--dns",
                "127.0.0.1:" + dns.port()));
    all.addAll(List.of(more));
    return new Cli().run(all.toArray(String[]::new));
  }

  private static JsonNode json(Cli.Result result) {
    assertThat(result.outLines()).as(result.err()).hasSize(1);
    String line = result.outLines().get(0);
    assertThat(Schemas.problemsOfRoute(line)).isEmpty();
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }
}
