// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/** {@code route --config} means what James would do with that configuration. */
@SuppressWarnings("NullAway.Init") // set before each test
final class RouteConfigurationTest {
  private static final String TABLES =
      """
      <relays>
        hub      smtp://[hub.example]:587   tls=verify
        backup   smtps://[192.0.2.99]       tls=require
      </relays>
      <classes>
        partner: partner.example, .partner.example
      </classes>
      <routes>
        # first match wins
        from @payroll.example     via hub, backup
        to class:partner          direct tls=require
        to .no-such.example       refuse 550 5.1.2 "that domain takes no mail"
        to class:local            hold
      </routes>
      """;

  private Path folder;
  private Path conf;
  private AuthoritativeDns dns;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    this.folder = folder;
    conf = Files.createDirectory(folder.resolve("conf"));
    dns = AuthoritativeDns.start().nxdomainElsewhere();
    dns.zone("partner.example").mx(10, "mx.partner.example").a("mx.partner.example", "203.0.113.1");
    dns.zone("hub.example").a("hub.example", "203.0.113.9");
  }

  @AfterEach
  void stopDns() {
    dns.close();
  }

  @Test
  void ruleIsNamedByElementAndLineAsJamesWouldStampIt() throws IOException {
    container(policy(TABLES) + delivery(""));
    Cli.Result result = route("bob@partner.example", "--sender", "amy@corp.example");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
            bob@partner.example   classes: partner
              rules   no   from @payroll.example      mailetcontainer.xml RelayPolicy/routes line 2; corp.example
                      yes  to class:partner           mailetcontainer.xml RelayPolicy/routes line 3; partner.example, which is in the classes [partner]
              route   direct tls=require              mailetcontainer.xml RelayPolicy/routes line 3: to class:partner
              mx      10 mx.partner.example           203.0.113.1
              site    mx.partner.example
              tls     require                         mailetcontainer.xml RelayPolicy/routes line 3; peer certificate not verified
            """);
  }

  @Test
  void aClassThatGoesByTheDnsAsksItNothingTwice() throws IOException {
    container(policy("<routes>to mx(.partner.example) direct\nto * hold</routes>") + delivery(""));
    Cli.Result result = route("bob@partner.example");
    assertThat(result.out()).contains("route   direct", "mx      10 mx.partner.example");
    assertThat(dns.queries("partner.example", "MX")).hasSize(1);
  }

  @Test
  void whatTheDnsDoesNotSayMakesMailWait() throws IOException {
    dns.fault("partner.example", "MX", Fault.servfail());
    container(
        policy("<permit>to backup-mx(203.0.113.0/24)</permit><routes>to * direct</routes>")
            + delivery(""));
    Cli.Result result =
        route("bob@partner.example", "--sender", "x@stranger.example", "--client", "192.0.2.1");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(result.out())
        .contains("route   wait 450 4.4.3 the DNS does not say for now whether we relay to");
  }

  /** James gives it no mail: the delivery has taken all. */
  @Test
  void policyBehindTheDeliveryDecidesNothingAndThatIsSaid() throws IOException {
    container(delivery("") + policy("<routes>to * refuse 550 5.7.1 \"no\"</routes>"));
    Cli.Result result = route("bob@partner.example");
    assertThat(result.out()).contains("route   direct");
    assertThat(result.err()).contains("RelayPolicy", "behind a delivery of all mail");
  }

  @Test
  void aUserWithoutADomainIsNotedSinceJamesMayKnowNoSuch() throws IOException {
    container(policy("<permit>user amy</permit><routes>to * hold</routes>") + delivery(""));

    Cli.Result result = route("bob@partner.example", "carl@partner.example", "--user", "amy");

    assertThat(result.out()).containsPattern("permit +yes");
    assertThat(result.err())
        .isEqualTo(
            "postroad: user amy has no domain: James with virtual hosting knows users"
                + " as amy@DOMAIN, and \"user amy\" in a policy holds for none of them\n");
    assertThat(route("bob@partner.example", "--user", "amy@corp.example").err()).isEmpty();
  }

  @Test
  void policyWithoutADeliveryIsNoted() throws IOException {
    container(policy("<routes>to * direct</routes>"));
    assertThat(route("bob@partner.example").err()).contains("there is no MxRemoteDelivery");
  }

  @Test
  void relaysAreTriedInTheOrderWritten() throws IOException {
    container(policy(TABLES) + delivery(""));
    Cli.Result result = route("bob@partner.example", "--sender", "x@payroll.example", "--json");
    assertThat(result.out())
        .contains("\"kind\":\"via\"", "\"relays\":[\"hub\",\"backup\"]")
        .containsSubsequence("hub.example", "192.0.2.99");
  }

  @Test
  void localDomainsComeFromTheDomainListAndFromTheCommandLine() throws IOException {
    container(policy(TABLES) + delivery(""));
    Files.writeString(
        conf.resolve("domainlist.xml"),
        "<domainlist><domainnames><domainname>Home.Example</domainname></domainnames>"
            + "<defaultDomain>default.example</defaultDomain></domainlist>");
    Cli.Result result =
        route("a@home.example", "a@default.example", "a@more.example", "--local", "more.example");
    assertThat(result.out().lines().filter(line -> line.contains("classes:")))
        .allMatch(line -> line.endsWith("classes: local"));
    assertThat(result.out().lines().filter(line -> line.startsWith("  route   hold"))).hasSize(3);
  }

  @Test
  void nameServersComeFromTheDeliveryAndFromDnsserviceXml() throws IOException {
    container(policy(TABLES) + delivery("<dns>127.0.0.1:" + dns.port() + "</dns>"));
    assertThat(new Cli().run("route", "a@partner.example", "--config", conf.toString()).out())
        .contains("mx.partner.example");
    container(policy(TABLES) + delivery(""));
    Files.writeString(
        conf.resolve("dnsservice.xml"),
        "<dnsservice><servers><server>127.0.0.99</server></servers>"
            + "<autodiscover>false</autodiscover></dnsservice>");
    assertThat(
            new Cli()
                .run("route", "a@partner.example", "--dns-trace", "--config", conf.toString())
                .out())
        .contains("asked of 127.0.0.99 port 53")
        .doesNotContain("asked of 127.0.0.1 ");
  }

  @Test
  void jamesOwnNameIsOurs() throws IOException {
    container(policy("<routes>to * direct</routes>") + delivery(""));
    Files.writeString(
        conf.resolve("domainlist.xml"),
        "<domainlist><defaultDomain>mx.partner.example</defaultDomain></domainlist>");
    assertThat(route("bob@partner.example").out()).contains("loops to ourselves");
  }

  @Test
  void trustedCertificatesMustBeThere() throws IOException {
    container(delivery("<tls>verify</tls><tlsTrust>file://conf/root.pem</tlsTrust>"));
    Cli.Result result = route("bob@partner.example");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.err()).contains("MxRemoteDelivery/tlsTrust", "file://conf/root.pem");
    Files.writeString(conf.resolve("root.pem"), "");
    assertThat(route("bob@partner.example").exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void deliverySettingsCount() throws IOException {
    container(
        policy("<routes>to * direct</routes>")
            + delivery(
                "<tls>verify</tls><port>2525</port><self>MX.partner.example</self>"
                    + "<allowNetwork>10.0.0.0/8</allowNetwork>"));
    dns.zone("inside.example").a("inside.example", "10.9.9.9");
    assertThat(route("a@partner.example").out()).contains("loops to ourselves");
    assertThat(route("a@inside.example").out())
        .contains("0 inside.example:2525", "10.9.9.9")
        .containsPattern("tls +verify +mailetcontainer.xml MxRemoteDelivery/tls");
  }

  @Test
  void gatewayDecidesWhereThereIsNoPolicy() throws IOException {
    container(delivery("<gateway>hub.example:2525</gateway>"));
    Cli.Result result = route("bob@partner.example");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains(
            "via gateway hub.example:2525",
            "mailetcontainer.xml MxRemoteDelivery/gateway: hub.example:2525");
  }

  @Test
  void allProblemsAreToldTogetherWithTheirPlaces() throws IOException {
    container(
        policy("<routs>x</routs><routes>to * direct\nto x bounce</routes>")
            + delivery("<prot>25</prot><tls>perhaps</tls>"));
    Cli.Result result = route("a@partner.example");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains(
            "mailetcontainer.xml processor relay, mailet 1, RelayPolicy/routs",
            "mailetcontainer.xml processor relay, mailet 1, RelayPolicy/routes line 2",
            "mailetcontainer.xml processor relay, mailet 2, MxRemoteDelivery/prot",
            "mailetcontainer.xml processor relay, mailet 2, MxRemoteDelivery/tls",
            "problems in the configuration");
  }

  @Test
  void deliveriesThatWantTheOneEngineDifferentlyAreToldAsJamesTellsIt() throws IOException {
    container(
        delivery("<threads>7</threads>")
            + delivery("<outgoing>bulk</outgoing><threads>9</threads>"));
    Cli.Result result = route("a@partner.example");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.err())
        .contains(
            "mailet 2, MxRemoteDelivery/threads: 9 here, and 7 in mailetcontainer.xml processor"
                + " relay, mailet 1, MxRemoteDelivery");
  }

  @Test
  void whatJamesRefusesIsRefusedOfMailetsThatAreNotLookedAt() throws IOException {
    container(
        delivery("")
            + delivery("<expiry>1d</expiry><onSuccess>done</onSuccess>")
            + delivery("<outgoing>bulk</outgoing><maxHost>3</maxHost>")
            + "<mailet match=\"All\" class=\"RemoteDelivery\"/>");
    Cli.Result result = route("a@partner.example");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.err())
        .contains(
            "mailet 2, MxRemoteDelivery/expiry: 1d here, and 5d, the default, in",
            "mailet 2, MxRemoteDelivery/onSuccess: \"done\": there is no <processor",
            "mailet 3, MxRemoteDelivery/maxHost: there is no key of this name",
            "mailet 4, RemoteDelivery: James' own RemoteDelivery shares the queue");
  }

  @Test
  void otherStockDeliveriesThanTheOneThatIsReadAreLeftAlone() throws IOException {
    container(
        "<mailet match=\"All\" class=\"RemoteDelivery\"><gateway>hub.example</gateway></mailet>"
            + "<mailet match=\"All\" class=\"RemoteDelivery\"/>");
    assertThat(route("bob@partner.example").exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void stockDeliveryIsReadAsWhatWouldTakeItsPlace() throws IOException {
    container(
        "<mailet match=\"All\" class=\"RemoteDelivery\"><gateway>hub.example</gateway></mailet>");
    Cli.Result result = route("bob@partner.example");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).contains("RemoteDelivery in processor relay", "in its place");
    assertThat(result.out()).contains("via gateway hub.example:25");
  }

  @Test
  void ofSeveralDeliveriesTheFirstIsUsedUnlessChosen() throws IOException {
    container(
        delivery("<port>1111</port>") + delivery("<outgoing>other</outgoing><port>2222</port>"));
    Cli.Result first = route("bob@partner.example");
    assertThat(first.out()).contains("mx.partner.example:1111");
    assertThat(first.err()).contains("there are 2 MxRemoteDelivery", "--mailet");
    Cli.Result second = route("bob@partner.example", "--processor", "relay", "--mailet", "2");
    assertThat(second.out()).contains("mx.partner.example:2222");
    assertThat(second.err()).isEmpty();
    Cli.Result third = route("bob@partner.example", "--mailet", "3");
    assertThat(third.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(third.err()).contains("there is no MxRemoteDelivery number 3");
    assertThat(route("bob@partner.example", "--processor", "nowhere").err())
        .contains("in processor nowhere", "MxRemoteDelivery in processor relay");
  }

  @Test
  void matchersThatAreNotLookedAtAreSaid() throws IOException {
    container("<mailet match=\"SenderIs=a@b\" class=\"dev.postroad.mailets.MxRemoteDelivery\"/>");
    assertThat(route("bob@partner.example").err()).contains("SenderIs=a@b", "not looked at");
  }

  @Test
  void mailetContainerAloneIsEnough() throws IOException {
    container(policy("<routes>file://conf/routes.txt</routes>") + delivery(""));
    Files.writeString(conf.resolve("routes.txt"), "\n\nto partner.example hold\n");
    Cli.Result result =
        new Cli()
            .run(
                "route",
                "bob@partner.example",
                "--config",
                conf + "/mailetcontainer.xml",
                "--dns",
                server());
    assertThat(result.out()).contains("hold", "file://conf/routes.txt line 3: to partner.example");
  }

  @Test
  void policyFileHasItsTablesUnderHeadings() throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("policy"),
            """
            # what goes where
            [relays]
            hub  smtp://[hub.example]:587  tls=verify
            [routes]
            from @payroll.example  via hub
            to *                   direct
            """);
    Cli.Result result = routeBy(policy, "a@partner.example", "--sender", "b@payroll.example");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("via hub", "file://policy line 5: from @payroll.example");
  }

  @Test
  void policyFileWithoutHeadingsIsATableOfRoutes() throws IOException {
    Path routes = Files.writeString(folder.resolve("routes"), "to partner.example hold\n");
    assertThat(routeBy(routes, "a@partner.example").out())
        .contains("hold", "file://routes line 1: to partner.example");
  }

  @Test
  void environmentIsThatOfTheCommand() throws IOException {
    container(
        policy(
                "<relays>hub smtp://[${env:HUB}]:587 auth=env:HUB_LOGIN</relays>"
                    + "<routes>to * via hub</routes>")
            + delivery(""));
    Cli cli = new Cli().environment("HUB", "hub.example").environment("HUB_LOGIN", "amy:hush");
    Cli.Result result =
        cli.run("route", "a@b.example", "--config", conf.toString(), "--dns", server());
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains("hub  smtp://[hub.example]:587", "authenticates with env:HUB_LOGIN")
        .doesNotContain("hush");
  }

  @Test
  void whatIsNotThereIsTold() throws IOException {
    Cli.Result nothing = routeBy(folder.resolve("none"), "a@b.example");
    assertThat(nothing.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(nothing.err()).contains("none: there is no such file");
    Cli.Result empty = routeBy(conf, "a@b.example");
    assertThat(empty.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(empty.err()).contains("mailetcontainer.xml: there is no such file");
    container("<mailet match=\"All\" class=\"Null\"/>");
    Cli.Result foreign = route("a@b.example");
    assertThat(foreign.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(foreign.err()).contains("MxRemoteDelivery");
  }

  private static String policy(String parameters) {
    return "<mailet match=\"All\" class=\"dev.postroad.mailets.RelayPolicy\">%s</mailet>\n"
        .formatted(parameters);
  }

  private static String delivery(String parameters) {
    return "<mailet match=\"All\" class=\"dev.postroad.mailets.MxRemoteDelivery\">%s</mailet>\n"
        .formatted(parameters);
  }

  private void container(String mailets) throws IOException {
    Files.writeString(
        conf.resolve("mailetcontainer.xml"),
        """
        <mailetcontainer><processors><processor state="relay">
        %s
        </processor></processors></mailetcontainer>
        """
            .formatted(mailets));
  }

  private Cli.Result route(String... more) {
    return routeBy(conf, more);
  }

  private Cli.Result routeBy(Path configuration, String... more) {
    List<String> all =
        new ArrayList<>(List.of("route", "--config", configuration.toString(), "--dns", server()));
    all.addAll(List.of(more));
    return new Cli().run(all.toArray(String[]::new));
  }

  private String server() {
    return "127.0.0.1:" + dns.port();
  }
}
