// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.Problem;
import dev.postroad.core.tls.TlsDemand;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayTableTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private static RelayHost relay(String line) {
    return Policies.parse(line, "", "").relays().iterator().next();
  }

  private void secret(String name, String content, String permissions) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://hub.example.net, hub.example.net, true, 25, false, smtp://hub.example.net:25",
    "smtp://hub.example.net:587, hub.example.net, true, 587, false, smtp://hub.example.net:587",
    "SMTPS://HUB.example.net, hub.example.net, true, 465, true, smtps://hub.example.net:465",
    "smtp://[mx.example.net], mx.example.net, false, 25, false, smtp://[mx.example.net]:25",
    "smtps://[mx.example.net]:2465,mx.example.net,false,2465,true,smtps://[mx.example.net]:2465",
    "smtp://192.0.2.1:2525, 192.0.2.1, false, 2525, false, smtp://[192.0.2.1]:2525",
    "smtp://[2001:db8::1]:26, 2001:db8::1, false, 26, false, smtp://[2001:db8::1]:26",
    "smtp://[IPv6:2001:db8::1], 2001:db8::1, false, 25, false, smtp://[2001:db8::1]:25",
    "lmtp://[store.example], store.example, false, 24, false, lmtp://[store.example]:24",
    "lmtp://store.example:2400, store.example, false, 2400, false, lmtp://[store.example]:2400",
    "submission://example.net, example.net, false, 587, false, submission://example.net",
    "submissions://example.net, example.net, false, 465, true, submissions://example.net",
    "smtp://bücher.example, xn--bcher-kva.example, true, 25,false,smtp://xn--bcher-kva.example:25"
  })
  void aUrlSaysWhereAndHow(
      String url, String host, boolean mxLookup, int port, boolean implicitTls, String text) {
    RelayHost relay = relay("hub " + url);

    assertThat(relay.host()).isEqualTo(host);
    assertThat(relay.mxLookup()).isEqualTo(mxLookup);
    assertThat(relay.port()).isEqualTo(port);
    assertThat(relay.implicitTls()).isEqualTo(implicitTls);
    assertThat(relay).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://a.example, OPPORTUNISTIC",
    "smtps://a.example, REQUIRE",
    "smtp://a.example auth=env:HUB_LOGIN, VERIFY",
    "smtps://a.example auth=env:HUB_LOGIN, VERIFY",
    "smtp://a.example auth=env:HUB_LOGIN tls=opportunistic, OPPORTUNISTIC",
    "smtp://a.example tls=none, NONE",
    "smtp://a.example auth=env:HUB_LOGIN tls=none authInClear=true, NONE"
  })
  void credentialsAreOnlyShownToAVerifiedRelayUnlessTold(String words, TlsDemand.Level level) {
    assertThat(relay("hub " + words).tls().level()).isEqualTo(level);
  }

  @Test
  void namesCanBePinned() {
    TlsDemand tls = relay("hub smtp://a.example tls=verify:MX1.a.example,mx2.a.example.").tls();

    assertThat(tls.names()).containsExactly("mx1.a.example", "mx2.a.example");
    assertThat(tls.because()).isEqualTo("relay hub");
  }

  @Test
  void optionsAreKept() throws IOException {
    RelayHost relay =
        relay(
            "hub smtp://a.example auth=env:HUB_LOGIN mech=xoauth2 connections=10 authInClear=true");

    assertThat(relay.connections()).isEqualTo(OptionalInt.of(10));
    assertThat(relay.authInClear()).isTrue();
    assertThat(relay.credentials().orElseThrow().reference()).isEqualTo("env:HUB_LOGIN");
    assertThat(relay.credentials().orElseThrow().read(Optional.empty()).user()).isEqualTo("hub");
    assertThat(relay.credentials().orElseThrow().read(Optional.empty()).mechanisms())
        .containsExactly("XOAUTH2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hub                      | there is no URL behind the name; write hub smtp://HOST:PORT
          hub hub.example.net      | a relay's URL begins with smtp:// or smtps://, with lmtp://, or with
          hub smpt://a.example     | did you mean smtp://?
          hub submision://a.example | did you mean submission://?
          hub http://a.example     | write smtp://HOST:PORT
          hub smtp://              | not a domain
          hub smtp://[a.example    | its URL lacks the closing bracket; write [HOST]:PORT
          hub smtp://[a.example]25 | behind the closing bracket there can only be a port
          hub smtp://2001:db8::1   | an IPv6 address stands in brackets; write [2001:db8::1]:25
          hub smtp://a.example:    | its port is none: a whole number from 1 to 65535 is needed
          hub smtp://a.example:0   | its port "0" is none: a whole number from 1 to 65535 is needed
          hub smtp://a.example:x   | its port is none: a whole number from 1 to 65535 is needed
          hub smtp://a.example/x   | its URL goes on behind the port
          h*b smtp://a.example     | a line begins with the relay's name
          hub smtp://a.example tsl=none | there is no option "tsl"; did you mean "tls"?
          hub submission://a.example:25 | its hosts and ports are what the SRV records of a domain
          hub smtp://a.example tls=pin:abc | "abc" is no SHA-256 fingerprint
          hub smtp://a.example source=mx.example | address
          hub smtp://a.example source=192.0.2.1,192.0.2.1 | source= names 192.0.2.1 twice
          hub smtp://a.example helo=a..b | helo=a..b is no name of a host
          hub smtp://a.example proxy=192.0.2.1:1080 | is no proxy with its address and port
          hub smtp://a.example proxy=socks5://proxy.example:1080 | is no proxy with its address
          hub smtp://a.example maxSize=lots | "lots" is no number; write 800k, 20M or 1G
          hub smtp://a.example maxSize=0 | maxSize=0 lets no message through; leave out maxSize= for no limit
          hub submission://192.0.2.1 | an address has no SRV records; write submission://DOMAIN, or smtp://[192.0.2.1]:587
          hub smtp://_submissions._tcp.a.example | its name is that of SRV records, which only submission:// and submissions:// ask for; write submissions://a.example
          hub smtp://a.example messageRate=lots | a number per time is needed
          hub smtp://a.example timeout=0s | timeout= must be more than nothing
          hub smtp://a.example cert=us.pem | a certificate and its key are kept in a file
          hub smtp://a.example auth=senders:us | credentials by sender are kept in a file
          hub smtp://a.example none| behind the URL there can only be options; write them as NAME=VALUE
          hub smtp://a.example tls=| there is no value for tls=
          hub smtp://a.example tls=none tls=require | tls= is given twice; keep one
          hub smtp://a.example tls=strict | one of none, opportunistic, require, verify is needed
          hub smtp://a.example tls=may | verify is needed; did you mean opportunistic?
          hub smtp://a.example tls=Encrypt | verify is needed; did you mean require?
          hub smtp://a.example tls=dane | verify is needed; did you mean opportunistic?
          hub smtp://a.example tls=secure:a.example | verify is needed; did you mean verify?
          hub smtp://a.example tls=off | verify is needed; did you mean none?
          hub smtp://a.example tls=fingerprint | a certificate is told by its SHA-256 fingerprint behind pin:; write tls=pin:FINGERPRINT
          hub smtps://a.example tls=none | smtps is TLS from the first byte, which tls=none contradicts
          hub smtp://a.example connections=0 | a whole number from 1 to 1000 is needed
          hub smtp://a.example mech=PLAIN | there are no credentials that mech= or authInClear=
          hub smtp://a.example auth=env:HUB_LOGIN mech=PLAN | no mechanism "PLAN"; did you mean "PLAIN"?
          hub smtp://a.example auth=env:HUB_LOGIN tls=none | with tls=none its credentials could never
          hub smtp://a.example auth=env:HUB-LOGIN | this is no name of an environment variable
          """)
  void aWrongLineSaysWhatIsWrongAndWhatToWrite(String line, String problem) {
    assertThat(Policies.problems(line, "", ""))
        .singleElement()
        .asString()
        .startsWith("mailetcontainer.xml RelayPolicy/relays line 1")
        .contains(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "h*b smtp://a.example,1",
    "hub smtps//a.example,5",
    "hub smtp://a.example tls=none tsl=none,31",
    "hub smtp://a.example helo=a..b tls=none,22",
    "hub smtp://a.example tls=none connections=0,31",
    "hub smtps://a.example helo=a.example tls=none,38",
    "hub smtp://a.example tls=none mech=PLAIN,31"
  })
  void aProblemHasTheColumnOfTheWordThatItIsAbout(String line, int column) {
    assertThat(Policies.problems(line, "", ""))
        .singleElement()
        .asString()
        .startsWith("mailetcontainer.xml RelayPolicy/relays line 1, column " + column + ": relay ");
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://[a.example]:465, on port 465 hosts wait for TLS from the first byte",
    "smtps://[a.example]:587, on port 587 hosts greet in clear",
    "smtps://[a.example]:25, on port 25 hosts greet in clear",
    "smtp://[a.example]:587,",
    "smtps://[a.example]:465,",
    "smtps://[a.example]:2525,",
  })
  void thePortThatSpeaksTheOtherWayIsAWarning(String url, String warning) {
    assertThat(Policies.parse("hub " + url, "", "to * via hub").warnings())
        .extracting(Problem::toString)
        .allMatch(told -> warning != null && told.contains(warning))
        .hasSize(warning == null ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://192.0.2.1 source=2001:db8::1, 18",
    "'smtp://[2001:db8::9] tls=none source=192.0.2.1,192.0.2.2', 31",
    "'smtp://192.0.2.1 source=2001:db8::1,192.0.2.2', 0",
    "smtp://a.example source=2001:db8::1, 0",
  })
  void aSourceOfAnotherFamilyThanTheRelaysAddressIsAWarning(String relay, int column) {
    assertThat(Policies.parse("x " + relay, "", "to * via x").warnings())
        .extracting(Problem::toString)
        .allMatch(
            told ->
                told.contains("line 1, column " + (column + 2) + ": ")
                    && told.contains("so none is ever used; name one that is"))
        .hasSize(column == 0 ? 0 : 1);
  }

  @Test
  void twoRelaysCannotShareAName() {
    assertThat(Policies.problems("hub smtp://a.example\nhub smtp://b.example", "", ""))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/relays line 2, column 1: relay \"hub\": there already"
                + " is a relay \"hub\": mailetcontainer.xml RelayPolicy/relays line 1; choose"
                + " another name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          h*b smtp://a..b tsl=none helo=a..b      | 1 5 17 26
          hub smtp://a.example:0 mech=PLAN tls=x  | 5 24 34 24
          hub smtps://a.example tls=none connections=0 timeout=0s cert=x | 23 46 32 57
          hub smtp://a.example auth=x mech=PLAIN  | 22
          hub smtp://a.example tls= tls=none none auth=env:HUB_LOGIN authInClear=maybe | 22 36 60 27
          """)
  void severalMistakesOfALineAreToldEachAtItsWord(String line, String columns) {
    assertThat(Policies.problems(line, "", ""))
        .extracting(problem -> problem.replaceAll("^.* column ([0-9]+): .*$", "$1"))
        .containsExactlyInAnyOrder(columns.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "hub smtp://amy:hunter2@hub.example.net",
    "hub smtp://hub.example.net auth=amy:hunter2",
    "hub smtp://hub.example.net amy:hunter2",
    "amy:hunter2 smtp://hub.example.net"
  })
  void aPasswordInTheTableIsRefusedAndNotRepeated(String line) {
    assertThat(Policies.problems(line, "", ""))
        .singleElement()
        .asString()
        .doesNotContain("hunter2");
  }

  @Test
  void credentialsInTheTableAreAnsweredWithWhatToDoInstead() {
    assertThat(Policies.problems("hub smtp://amy:hunter2@hub.example.net", "", ""))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/relays line 1, column 5: relay \"hub\": its URL holds"
                + " credentials, which are never written into the configuration itself; remove"
                + " them, put user and password on two lines of a file, and write"
                + " auth=file://conf/secrets/NAME");
  }

  @ParameterizedTest
  @CsvSource({
    "'\uFEFFamy\nhun:ter2\n'",
    "'amy\nhun:ter2\n'",
    "'amy:hun:ter2'",
    "'amy:hun:ter2\n\n'",
    "'amy\r\nhun:ter2\r\n'",
    "'amy\nhun:ter2\n\n \n'"
  })
  void aFileHoldsUserAndPassword(String content) throws IOException {
    secret("hub", content, "rw-------");
    RelayPolicyConfig policy =
        Policies.parse(
            Map.of("relays", "hub smtp://a.example auth=file://hub"), Policies.in(directory));

    CredentialSource source = policy.relays().iterator().next().credentials().orElseThrow();

    assertThat(policy.warnings()).isEmpty();
    assertThat(source).hasToString("file://hub");
    assertThat(source.read(Optional.empty()))
        .isEqualTo(new dev.postroad.core.smtp.Credentials("amy", "hun:ter2"));
  }

  @Test
  void allMistakesInAFileOfLoginsBySenderAreToldWithTheirPlacesAndNoPassword() throws IOException {
    secret(
        "senders",
        "amy@@corp.example amy hunter2\n* all hunter2\n\n  * b hunter2\n@x.example c\n",
        "rw-------");

    assertThat(
            Policies.problems(
                Map.of("relays", "hub smtp://a.example auth=senders:file://senders"),
                Policies.in(directory)))
        .singleElement()
        .asString()
        .contains(
            "line 1, column 1: it begins with no sender",
            "line 4, column 3: the sender has a line already",
            "line 5: there must be a sender, a user and a password")
        .doesNotContain("hunter2");
    assertThat(
            Policies.problems(
                Map.of("relays", "hub smtp://a.example auth=senders:file://none"),
                Policies.in(directory)))
        .singleElement()
        .asString()
        .contains("create it, with lines with a sender, a user and a password");
  }

  @Test
  void aChangedFileCountsAtTheNextReading() throws IOException {
    secret("hub", "amy:one", "rw-------");
    CredentialSource source =
        Policies.parse(
                Map.of("relays", "hub smtp://a.example auth=file://hub"), Policies.in(directory))
            .relays()
            .iterator()
            .next()
            .credentials()
            .orElseThrow();
    secret("hub", "bob:two", "rw-------");

    assertThat(source.read(Optional.empty()).user()).isEqualTo("bob");
  }

  @Test
  void aFileThatEverybodyCanReadIsAWarning() throws IOException {
    secret("hub", "amy:hunter2", "rw-r--r--");
    RelayPolicyConfig policy =
        Policies.parse(
            Map.of("relays", "hub smtp://a.example auth=file://hub"), Policies.in(directory));

    assertThat(policy.warnings())
        .singleElement()
        .extracting(Problem::toString)
        .asString()
        .contains("every user of this machine can read the file; chmod 600 ")
        .doesNotContain("hunter2");
  }

  @Test
  void aMissingOrEmptyFileIsAnError() throws IOException {
    secret("empty", "hunter2", "rw-------");

    List<String> problems =
        Policies.problems(
            Map.of(
                "relays",
                "a smtp://a.example auth=file://missing\nb smtp://b.example auth=file://empty"),
            Policies.in(directory));

    assertThat(problems).hasSize(2);
    assertThat(problems.get(0)).contains("file://missing: there is no such file; create it");
    assertThat(problems.get(1))
        .containsOnlyOnce("file://empty")
        .contains("there must be a user name and a password")
        .doesNotContain("hunter2");
  }

  /** As a file is that somebody has edited with the wrong tool, or that a disk has spoilt. */
  @ParameterizedTest
  @ValueSource(
      strings = {"amy\nhun\0ter2\n", "amy\nhunter2\t\n", "a\u001bmy:hunter2", "a\u0085my:hunter2"})
  void aControlCharacterInALoginIsAnErrorThatNamesTheFile(String content) throws IOException {
    secret("hub", content, "rw-------");
    String expected =
        ": there is a control character in its user name or its password, and no server takes one;"
            + " remove it";

    assertThat(
            Policies.problems(
                Map.of("relays", "hub smtp://a.example auth=file://hub"), Policies.in(directory)))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/relays line 1, column 22: credentials in file://hub"
                + expected);
    assertThat(
            Policies.problems(
                Map.of("relays", "hub smtp://a.example auth=env:LOGIN"),
                Policies.in(directory, Map.of("LOGIN", "amy:" + content))))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/relays line 1, column 22: credentials in env:LOGIN"
                + expected);
  }

  /** In another charset a password is another one, and the relay would refuse it. */
  @Test
  void aLoginThatIsNotInUtf8IsAnErrorAndNotAnotherPassword() throws IOException {
    byte[] login = "amy\np\u00e4ss\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] senders =
        "a@x.example amy pass\n* all p\u00e4ss\n".getBytes(StandardCharsets.ISO_8859_1);
    secret("hub", "", "rw-------");
    secret("senders", "", "rw-------");
    Files.write(directory.resolve("hub"), login);
    Files.write(directory.resolve("senders"), senders);

    assertThat(
            Policies.problems(
                Map.of(
                    "relays",
                    "a smtp://a.example auth=file://hub\n"
                        + "b smtp://a.example auth=senders:file://senders"),
                Policies.in(directory)))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/relays line 1, column 20: credentials in file://hub:"
                + " the file is not in UTF-8; store it in UTF-8",
            "mailetcontainer.xml RelayPolicy/relays line 2, column 20: credentials in"
                + " file://senders: the file is not in UTF-8; store it in UTF-8");
  }

  @Test
  void whoLogsInIsNeverFoundByAStarBeforeTheAt() throws IOException {
    secret("senders", "*@x.example amy hunter2\n", "rw-------");

    assertThat(
            Policies.problems(
                Map.of("relays", "a smtp://a.example auth=senders:file://senders"),
                Policies.in(directory)))
        .singleElement()
        .asString()
        .endsWith(
            "line 1, column 1: a star before the @ stands for nothing: write @DOMAIN for all of its"
                + " senders");
  }

  @Test
  void aFileThatTheHostCannotFindIsAnErrorToo() {
    RelayPolicyConfig.Surroundings around =
        RelayPolicyConfig.Surroundings.of(
            reference -> {
              throw new IOException("James finds no such file", new FileNotFoundException("x"));
            },
            domain -> false);

    assertThat(
            Policies.problems(
                Map.of(
                    "relays", "hub smtp://a.example auth=file://x", "routes", "file://conf/routes"),
                around))
        .containsExactly(
            "mailetcontainer.xml RelayPolicy/routes: file://conf/routes: the file cannot be read:"
                + " James finds no such file",
            "mailetcontainer.xml RelayPolicy/relays line 1, column 22: credentials in file://x: there is no"
                + " such file; create it, with the user name on its first line and the password on"
                + " its second");
  }

  /** All of it may be meant, and seldom is. */
  @ParameterizedTest
  @CsvSource({
    "'amy:hunter2\n# since May\n', the user name on its first line has a colon",
    "'user: amy\npassword: hunter2\n', the user name on its first line has a colon",
    "'amy \nhunter2\n', its user name begins or ends with a blank",
    "'amy\nhunter2 \n', its password begins or ends with a blank",
    "' amy:hunter2', its user name begins or ends with a blank",
    "'amy: hunter2', its password begins or ends with a blank",
    "'amy\n\"hunter2\"\n', its password stands in quotes",
    "'amy\nhun ter2\n',"
  })
  void aLoginThatLikelyWasNotMeantIsAWarning(String content, String warning) throws IOException {
    secret("hub", content, "rw-------");

    assertThat(
            Policies.parse(
                    Map.of("relays", "hub smtp://a.example auth=file://hub"),
                    Policies.in(directory))
                .warnings())
        .extracting(Problem::toString)
        .allMatch(told -> warning != null && told.contains(warning) && !told.contains("hunter2"))
        .hasSize(warning == null ? 0 : 1);
  }

  @Test
  void anUnsetVariableIsAWarningSinceOnlyTheServerMayHaveIt() {
    RelayPolicyConfig policy =
        Policies.parse(
            Map.of("relays", "hub smtp://a.example auth=env:OTHER"), Policies.in(directory));

    assertThat(policy.warnings())
        .singleElement()
        .extracting(Problem::toString)
        .isEqualTo(
            "mailetcontainer.xml RelayPolicy/relays line 1, column 22: warning: credentials in env:OTHER:"
                + " mail for this relay waits until they can be read; the environment variable is"
                + " not set");
  }
}
