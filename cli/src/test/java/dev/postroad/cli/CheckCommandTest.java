// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check} tells all that is wrong, and nothing else. */
class CheckCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void container(String mailets) throws IOException {
    write(
        "mailetcontainer.xml",
        "<mailetcontainer><processors><processor state=\"relay\">\n"
            + mailets
            + "\n</processor></processors></mailetcontainer>");
  }

  private Cli.Result check(String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "check";
    all[1] = folder.toString();
    System.arraycopy(options, 0, all, 2, options.length);
    return new Cli().run(all);
  }

  @Test
  void aSoundConfigurationIsSaidToBeSo() throws IOException {
    container(
        """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <relays>hub smtp://[hub.example.net]:587 tls=verify</relays>
          <routes>
            to .example via hub
            to *        direct
          </routes>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        """);

    Cli.Result result = check("--strict");

    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("postroad: 0 errors, 0 warnings\n");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void aLineBeforeTheFirstHeadingIsToldAsJamesTellsIt() throws IOException {
    write("policy", "to a.example direct\n[routes]\nto * direct\n");

    assertThat(new Cli().run("check", folder.resolve("policy").toString()).out())
        .contains("line 1: this line belongs to no table")
        .doesNotContain("neither a condition");
  }

  @Test
  void errorsOfAllMailetsAndFilesAreToldAtOnce() throws IOException {
    container(
        """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <policy>file://conf/policy</policy>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <maxHost>3</maxHost>
        </mailet>
        """);
    write(
        "policy",
        """
        [relays]
        hub smtp://[hub.example.net]:99999
        [permit]
        to *
        usr *
        [routes]
        to class:partnr via hub
        """);
    write("domain-classes.conf", "local: corp.example\n");

    Cli.Result result = check();

    assertThat(result.out())
        .contains(
            "mailetcontainer.xml processor relay, mailet 2, MxRemoteDelivery/maxHost", "<maxHosts>")
        .contains("file://conf/policy line 2, column 5: relay \"hub\"", "from 1 to 65535")
        .contains("file://conf/policy line 4, column 4: \"to *\"", "an open relay")
        .contains("file://conf/policy line 5, column 1: \"usr *\"", "did you mean user?")
        .contains("file://conf/policy line 7, column 4", "there is no class \"partnr\"")
        .contains("file://conf/domain-classes.conf line 1");
    assertThat(result.err()).startsWith("postroad: 6 errors, ");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void whatMailetsMustAgreeOnIsCheckedAsJamesDoes() throws IOException {
    container(
        """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <routes>to * direct</routes>
          <bounceProcessor>bounces</bounceProcessor>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <tlsTrust>file://conf/ca.pem</tlsTrust>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <tlsTrust>file://conf/ca.pem</tlsTrust>
          <expiry>1d</expiry>
        </mailet>
        <mailet match="All" class="RemoteDelivery"/>
        """);

    Cli.Result result = check();

    assertThat(result.out().lines())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("mailet 1, RelayPolicy/bounceProcessor: \"bounces\""),
            line ->
                assertThat(line).contains("mailet 2, MxRemoteDelivery/tlsTrust: file://conf/ca"),
            line ->
                assertThat(line).contains("mailet 3, MxRemoteDelivery/tlsTrust: file://conf/ca"),
            line -> assertThat(line).contains("mailet 3, MxRemoteDelivery/expiry: 1d here, and 5d"),
            line -> assertThat(line).contains("mailet 4, RemoteDelivery: James' own"));
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void conditionsOfMatchersAreReadAsTheyWouldReadThem() throws IOException {
    container(
        """
        <mailet match="dev.postroad.matchers.RecipientDomainClassIs=nope" class="Null"/>
        <mailet match="dev.postroad.matchers.RecipientMxInNetwork=300.1.2.3/8" class="Null"/>
        <mailet match="dev.postroad.matchers.RecipientDomainClassIs=all: partner" class="Null"/>
        <mailet match="dev.postroad.matchers.RecipientDomainIn=file://conf/list" class="Null"/>
        """);
    write("domain-classes.conf", "partner: partner.example\n");
    write("list", "a.example\n");

    Cli.Result result = check();

    assertThat(result.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "mailetcontainer.xml processor relay, mailet 1, Null/match: class \"nope\":"
                            + " there is no such class in file://conf/domain-classes.conf; "),
            line ->
                assertThat(line)
                    .startsWith(
                        "mailetcontainer.xml processor relay, mailet 2, Null/match: \"mx-net(")
                    .contains("300.1.2.3"));
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void conditionsOfMatchersThatAreNegatedOrPutTogetherAreReadToo() throws IOException {
    container(
        """
        <matcher name="partners" match="org.apache.james.mailetcontainer.impl.matchers.Or">
          <matcher match="SMTPAuthSuccessful"/>
          <matcher match="org.apache.james.mailetcontainer.impl.matchers.And">
            <matcher notmatch="dev.postroad.matchers.RecipientDomainClassIs=nope"/>
          </matcher>
        </matcher>
        <mailet match="partners" class="Null"/>
        <mailet notmatch="dev.postroad.matchers.RecipientMxInNetwork=300.1.2.3/8" class="Null"/>
        """);

    Cli.Result result = check();

    assertThat(result.out().lines())
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .startsWith(
                        "mailetcontainer.xml processor relay, matcher partners/notmatch: class"
                            + " \"nope\": "),
            line ->
                assertThat(line)
                    .startsWith(
                        "mailetcontainer.xml processor relay, mailet 2, Null/notmatch: \"mx-net(")
                    .contains("300.1.2.3"));
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void whatContradictsItselfIsAWarning() throws IOException {
    write(
        "domainlist.xml",
        "<domainlist><defaultDomain>mail.corp.example</defaultDomain></domainlist>");
    write(
        "smtpserver.xml",
        """
        <smtpservers><smtpserver enabled="true">
          <bind>0.0.0.0:2525</bind>
          <handlerchain>
            <handler class="org.apache.james.smtpserver.CoreCmdHandlerLoader"/>
          </handlerchain>
        </smtpserver></smtpservers>
        """);
    write("domain-classes.conf", "seen: other.example\n");
    container(
        """
        <mailet match="dev.postroad.matchers.RecipientDomainClassIs=seen" class="Null"/>
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <relays>
            self   smtp://[mail.corp.example]:2525
            near   smtp://[127.0.0.1]:2525
            other  smtp://[127.0.0.1]:2526
            spare  smtp://[192.0.2.1]
          </relays>
          <classes>
            seen:   a.example
            never:  b.example
          </classes>
          <permit>
            user *
          </permit>
          <routes>
            to .example        via self, near, other
            to a.example       hold
          </routes>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        """);

    Cli.Result result = check();

    assertThat(result.out().lines())
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line).contains("routes line 2, column 5: warning:", "it never decides"),
            line ->
                assertThat(line)
                    .contains(
                        "relays line 4, column 5: warning: relay \"spare\": no rule names it"),
            line -> assertThat(line).contains("class \"never\"", "no rule and no matcher"),
            line ->
                assertThat(line)
                    .contains(
                        "relays line 1, column 1: ", "relay \"self\" is", "this server itself"),
            line -> assertThat(line).contains("relay \"near\" is", "this server itself"),
            line -> assertThat(line).contains("smtpserver.xml line 1", "PermitRcptHook"));
    assertThat(result.err()).isEqualTo("postroad: 0 errors, 6 warnings\n");
    assertThat(result.exitCode()).isZero();
    assertThat(check("--strict").exitCode()).isEqualTo(ExitCode.DATA);
  }

  @Test
  void ofARuleThatGetsNoMailOnlyThatIsTold() throws IOException {
    write(
        "policy",
        """
        [relays]
        hub smtp://hub.example.net maxSize=10M
        [routes]
        size 5M- hold
        size 20M- via hub
        """);

    assertThat(lines("policy"))
        .singleElement()
        .asString()
        .contains("line 5, column 1: warning: ", "it never decides");
  }

  @ParameterizedTest
  @CsvSource({
    "31, it expired at 2026-01-03T04:06:07Z",
    "20, it expires at 2026-01-14T04:06:07Z",
    "10, ''",
    "-31, it is not valid before 2026-01-05T04:06:07Z",
  })
  void aCertificateThatIsNotValidNowOrNotForLongIsAWarning(int daysOld, String told)
      throws IOException {
    Instant made = Instant.parse("2026-01-04T04:06:07Z").minus(Duration.ofDays(daysOld));
    TestIdentity us =
        TestCertificates.create(Clock.fixed(made, ZoneOffset.UTC)).issue("us.example");
    write("us.pem", us.certificatePem() + us.privateKeyPem());
    Files.setPosixFilePermissions(
        folder.resolve("us.pem"), PosixFilePermissions.fromString("rw-------"));
    write(
        "policy",
        "[relays]\nhub smtp://hub.example cert=file://conf/us.pem\n[routes]\nto * via hub\n");

    assertThat(lines("policy"))
        .hasSize(told.isEmpty() ? 0 : 1)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "policy line 2, column 24: warning: certificate in file://conf/us.pem: "
                            + told));
  }

  @ParameterizedTest
  @CsvSource({
    "true,  amy,              users are whole addresses",
    "false, amy@corp.example, users have no domain",
    "'',    amy,              ''",
  })
  void aUserWhoCannotBeIsAWarning(String virtual, String user, String told) throws IOException {
    write(
        "usersrepository.xml",
        "<usersrepository name=\"LocalUsers\">"
            + (virtual.isEmpty()
                ? ""
                : "<enableVirtualHosting>" + virtual + "</enableVirtualHosting>")
            + "</usersrepository>");
    container(
        """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <permit>user *</permit>
          <routes>to a.example not user USER hold</routes>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        """
            .replace("USER", user));

    assertThat(check().outLines())
        .filteredOn(line -> !line.contains("PermitRcptHook"))
        .hasSize(told.isEmpty() ? 0 : 1)
        .allSatisfy(
            line ->
                assertThat(line).contains("RelayPolicy/routes line 1, column 23: warning: ", told));
  }

  @Test
  void aQuotaThatNobodyCountsIsAWarning() throws IOException {
    container(
        """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <permit>
            user *              quota=people
            client 192.0.2.0/24 quota=Old_Machines
            client 192.0.3.0/24 quota=robots
          </permit>
          <routes>to * direct</routes>
        </mailet>
        <mailet match="HasMailAttribute=postroad.quota.people" class="PerSenderRateLimit"/>
        <mailet match="HasMailAttribute=postroad.quota.Old_Machines" class="PerSenderRateLimit"/>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        """);

    assertThat(check().outLines())
        .singleElement()
        .asString()
        .endsWith(
            "RelayPolicy/permit line 3, column 25: warning: quota=robots: nobody counts it: no matcher asks for"
                + " postroad.quota.robots; put a mailet such as PerSenderRateLimit behind"
                + " HasMailAttribute=postroad.quota.robots, or remove it");
  }

  @Test
  void aTableThatIsThereTwiceIsToldWithItsLines() throws IOException {
    container(
        """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <permit>user *</permit>
          <routes>to * direct</routes>
          <permit>client 192.0.2.0/24</permit>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          to * direct
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        """);

    assertThat(check().out().lines())
        .containsExactly(
            "mailetcontainer.xml processor relay, mailet 1, RelayPolicy/permit: <permit> is there"
                + " on lines 3 and 5: James joins them with a comma, so that a line of one runs"
                + " into a line of the other; put all into one <permit>",
            "mailetcontainer.xml processor relay, mailet 2, RelayPolicy: it has text that stands in"
                + " no element; write <KEY>TEXT</KEY> around it");
  }

  @Test
  void whatMailetsNeedIsAskedForBeforeJamesStarts() throws IOException {
    container(
        """
        <mailet match="All" class="dev.postroad.mailets.ClassifyDomains">
          <classes>partnr</classes>
          <heder>X-Kind</heder>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <routes>to .example local</routes>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        """);
    write("domain-classes.conf", "partner: partner.example\n");

    assertThat(check().out().lines())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("mailet 1, ClassifyDomains/classes", "\"partner\"?"),
            line -> assertThat(line).contains("mailet 1, ClassifyDomains/heder", "<header>?"),
            line -> assertThat(line).contains("mailet 2, RelayPolicy/localProcessor"),
            line -> assertThat(line).contains("domain-classes.conf line 1", "class \"partner\""));
  }

  @Test
  void classesOfTheSharedFileThatNothingUsesAreWarnedOf() throws IOException {
    write(
        "domain-classes.conf",
        """
        routed:   a.example
        matched:  b.example, part
        part:     c.example
        nested:   d.example
        spare:    e.example, own
        own:      f.example
        match:    g.example
        """);
    container(
        """
        <matcher name="x" match="Or">
          <matcher match="dev.postroad.matchers.RecipientDomainClassIs=nested"/>
        </matcher>
        <mailet match="dev.postroad.matchers.RecipientDomainClassIs=any: Matched" class="Null"/>
        <mailet match="dev.postroad.matchers.RecipientDomainIn=spare.example" class="Null"/>
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <classes>own: h.example</classes>
          <permit>user * from class:own</permit>
          <routes>to class:routed direct</routes>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        """);

    assertThat(check().out().lines())
        .extracting(
            line ->
                line.replaceAll("(line [0-9]+), column 1: warning: (class \"[a-z]+\").*", "$1 $2"))
        .containsExactly(
            "file://conf/domain-classes.conf line 5 class \"spare\"",
            "file://conf/domain-classes.conf line 6 class \"own\"",
            "file://conf/domain-classes.conf line 7 class \"match\"");

    container(
        """
        <mailet match="All" class="dev.postroad.mailets.ClassifyDomains"/>
        """);
    assertThat(check().out()).isEmpty();
  }

  @Test
  void aRelayThatIsADomainOfThisServerIsALoop() throws IOException {
    write(
        "domainlist.xml",
        "<domainlist><domainnames><domainname>corp.example</domainname></domainnames></domainlist>");
    write(
        "smtpserver.xml",
        "<smtpservers><smtpserver><bind>0.0.0.0:2525</bind></smtpserver></smtpservers>");
    container(
        """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <relays>
            hub   smtp://corp.example
            port  smtp://[corp.example]:2525
            msa   smtp://corp.example:587
          </relays>
          <routes>to * via hub, port, msa</routes>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        """);

    assertThat(check().out().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("relay \"hub\" is", "round in circles"),
            line -> assertThat(line).contains("relay \"port\" is", "round in circles"));
  }

  @Test
  void aFileOfOneTableIsReadAsWhatItIs() throws IOException {
    write("domain-classes.conf", "# ours\npartner: partner.example\nlocal: x.example\n");
    write("classes", "partner: a..b\n");
    write("kinds", "partner: a..b\n");
    write("hosts", "hub smtp://a.example tsl=none\n");
    write("permit", "user *\n");

    assertThat(lines("domain-classes.conf"))
        .singleElement()
        .asString()
        .contains("domain-classes.conf line 3, column 1", "this class is always there");
    write("domain-classes.conf", "partner: partner.example\n");
    assertThat(lines("classes")).singleElement().asString().contains("line 1, column 10");
    assertThat(lines("kinds")).singleElement().asString().contains("line 1, column 10");
    assertThat(lines("hosts")).singleElement().asString().contains("did you mean \"tls\"?");
    assertThat(lines("permit")).isEmpty();
  }

  private List<String> lines(String file) {
    return new Cli().run("check", folder.resolve(file).toString()).outLines();
  }

  @Test
  void nobodyIsToldAThousandProblems() throws IOException {
    write("policy", "[routes]\n" + "to * drect\n".repeat(1000) + "\u00a0to * direct\n");

    Cli.Result result = new Cli().run("check", folder.resolve("policy").toString());

    assertThat(result.outLines()).hasSize(101).endsWith("and 901 more");
    assertThat(result.outLines().get(0)).contains("there is a no-break space (U+00A0)");
    assertThat(result.err()).isEqualTo("postroad: 1001 errors, 0 warnings\n");
  }

  @Test
  void aPolicyFileIsCheckedByItself() throws IOException {
    write("policy", "[routes]\nto a.example drect\n");

    Cli.Result result = new Cli().run("check", folder.resolve("policy").toString());

    assertThat(result.out()).contains("policy line 2", "did you mean direct?");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void aFolderWithoutMailetsCannotBeRead() {
    assertThat(check().exitCode()).isEqualTo(ExitCode.NO_INPUT);
  }
}
