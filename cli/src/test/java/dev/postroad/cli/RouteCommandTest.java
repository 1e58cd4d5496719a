// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.cli.output.Schemas;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code route} over a real name server and with configurations as operators have them. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
final class RouteCommandTest {
  @TempDir Path folder;
  private AuthoritativeDns dns;

  @BeforeEach
  void startDns() {
    dns = AuthoritativeDns.start().nxdomainElsewhere();
    dns.zone("partner.example")
        .mx(10, "mx1.partner.example")
        .mx(20, "mx2.partner.example")
        .a("mx1.partner.example", "203.0.113.10")
        .aaaa("mx1.partner.example", "2001:db8::10")
        .a("mx2.partner.example", "203.0.113.11");
    dns.zone("null.example").nullMx("null.example");
    dns.zone("implicit.example").a("implicit.example", "203.0.113.20");
    dns.zone("private.example").mx(10, "mx.private.example").a("mx.private.example", "10.1.2.3");
    dns.zone("empty.example").txt("empty.example", "nothing here");
    dns.zone("fail.example").mx(10, "mx.fail.example");
    dns.fault("fail.example", "MX", Fault.servfail());
  }

  @AfterEach
  void stopDns() {
    dns.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bob@partner.example,    hosts,         '',      0",
    "bob@implicit.example,   hosts,         '',      0",
    "bob@[203.0.113.7],      hosts,         '',      0",
    "bob@null.example,       null-mx,       5.1.10,  0",
    "bob@nowhere.example,    permanent,     5.1.2,   0",
    "bob@empty.example,      permanent,     5.4.4,   0",
    "bob@fail.example,       temporary,     4.4.3,   75",
    "bob@private.example,    temporary,     4.4.4,   75",
  })
  void everyAnswerOfTheDnsHasItsStatus(
      String address, String status, String enhanced, int exitCode) {
    Cli.Result result = route(address, "--json");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
    JsonNode mx = json(result).get("mx");
    assertThat(mx.get("status").asText()).isEqualTo(status);
    assertThat(mx.get("enhancedStatus").asText("")).isEqualTo(enhanced);
  }

  @Test
  void hostsComeByPreferenceWithTheirAddresses() {
    JsonNode hosts = json(route("bob@partner.example", "--json")).at("/mx/hosts");
    assertThat(hosts)
        .extracting(host -> host.get("preference").asInt() + " " + host.get("name").asText())
        .containsExactly("10 mx1.partner.example", "20 mx2.partner.example");
    assertThat(hosts.get(0).get("addresses"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("203.0.113.10", "2001:db8::10");
  }

  @Test
  void allHostsArePrintedWhateverTheLimitsOnTries() {
    dns.zone("many.example");
    for (int i = 1; i <= 12; i++) {
      dns.zone("many.example")
          .mx(10, "mx" + i + ".many.example")
          .a("mx" + i + ".many.example", "203.0.113." + i);
    }
    assertThat(json(route("bob@many.example", "--json")).at("/mx/hosts")).hasSize(12);
  }

  @Test
  void ourselvesEndTheList() {
    assertThat(
            json(route("bob@partner.example", "--json", "--self", "mx2.partner.example"))
                .at("/mx/hosts"))
        .hasSize(1);
    assertThat(
            json(route("bob@partner.example", "--json", "--self", "MX1.partner.example."))
                .at("/mx/status")
                .asText())
        .isEqualTo("loops-to-self");
    assertThat(
            json(route("bob@partner.example", "--json", "--self", "203.0.113.10"))
                .at("/mx/status")
                .asText())
        .isEqualTo("loops-to-self");
  }

  @Test
  void forbiddenNetworksCanBeAllowed() {
    Cli.Result result = route("bob@private.example", "--json", "--allow-network", "10.0.0.0/8");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(json(result).at("/mx/hosts/0/addresses/0").asText()).isEqualTo("10.1.2.3");
  }

  @Test
  void batchGoesOnAfterMalformedLines() throws Exception {
    Path batch =
        Files.writeString(
            folder.resolve("batch"),
            "\uFEFFbob@partner.example\n# who\n\nnobody\n  bob@null.example  \n@\n");
    Cli.Result result = routeWith("--batch", batch.toString(), "--json");
    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.outLines()).hasSize(2).allSatisfy(RouteCommandTest::parse);
    assertThat(result.err()).contains(batch + ":4: ", batch + ":6: ");
  }

  @Test
  void batchMayComeFromStandardInput() {
    Cli.Result result =
        new Cli()
            .input("bob@partner.example\nbob@null.example")
            .run("route", "--batch", "-", "--dns", server(), "--json");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.outLines()).hasSize(2);
  }

  @Test
  void batchHasCommentsAsTablesHave() throws Exception {
    Path batch =
        Files.writeString(
            folder.resolve("batch"),
            """
            bob@null.example # who sends nothing
            bob@null.example amy@corp.example #amy 192.0.2.7
            "a #b"@null.example
            c#d@null.example
            """);
    Cli.Result result = routeWith("--batch", batch.toString(), "--json");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.outLines())
        .extracting(line -> parse(line).get("recipient").asText())
        .containsExactly(
            "bob@null.example", "bob@null.example", "\"a #b\"@null.example", "c#d@null.example");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void batchTellsWhichLineIsNotInUtf8() throws Exception {
    Path batch =
        Files.write(
            folder.resolve("batch"),
            "# gr\u00fcn\r\nbob@b\u00fccher.example\r\nbob@null.example\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
    Cli.Result result = routeWith("--batch", batch.toString(), "--json");
    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.outLines()).hasSize(1);
    assertThat(result.err())
        .contains(batch + ":2: the byte 0xFC: the line is not in UTF-8; store the file in UTF-8");
  }

  @Test
  void batchThatCannotBeReadIsTold() {
    Cli.Result result = routeWith("--batch", folder.resolve("none").toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(result.err()).contains("none: there is no such file");
    assertThat(routeWith("--batch", folder.toString()).exitCode()).isEqualTo(ExitCode.NO_INPUT);
  }

  @Test
  void malformedAddressesAreToldAndTheOthersDone() {
    Cli.Result result = route("nobody", "bob@null.example");
    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.out()).startsWith("bob@null.example   classes: none\n");
    assertThat(result.err()).contains("nobody");
  }

  @Test
  void traceShowsTheThreeListsAsReceived() {
    dns.withAdditional(true);
    dns.zone("partner.example").ns("partner.example", "ns.partner.example");
    Cli.Result result = route("bob@partner.example", "--dns-trace");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsIgnoringCase("answer")
        .containsIgnoringCase("authority")
        .containsIgnoringCase("additional")
        .contains("mx1.partner.example.")
        .contains("bob@partner.example   classes: none");
  }

  @Test
  void traceStaysOutOfTheJson() {
    Cli.Result result = route("bob@partner.example", "--dns-trace", "--json");
    assertThat(json(result).at("/mx/status").asText()).isEqualTo("hosts");
    assertThat(result.err()).contains("mx1.partner.example.");
  }

  @Test
  void nobodyAnsweringIsTemporary() {
    String closed = server();
    dns.close();
    Cli.Result result = new Cli().run("route", "bob@partner.example", "--dns", closed, "--json");
    assertThat(result.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(json(result).at("/mx/status").asText()).isEqualTo("temporary");
  }

  private String server() {
    return "127.0.0.1:" + dns.port();
  }

  private Cli.Result route(String... more) {
    return routeWith(more);
  }

  private Cli.Result routeWith(String... more) {
    List<String> all = new ArrayList<>(List.of("route", "--dns", server()));
    all.addAll(List.of(more));
    return new Cli().run(all.toArray(String[]::new));
  }

  private static JsonNode json(Cli.Result result) {
    assertThat(result.outLines()).as(result.err()).hasSize(1);
    return parse(result.outLines().get(0));
  }

  private static JsonNode parse(String line) {
    assertThat(Schemas.problemsOfRoute(line)).isEmpty();
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }
}
