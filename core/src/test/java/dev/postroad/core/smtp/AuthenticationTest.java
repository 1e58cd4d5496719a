// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static dev.postroad.core.smtp.SmtpClientTest.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.smtp.AuthAttempt;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AuthenticationTest {
  private static final TestCertificates AUTHORITY = TestCertificates.create();
  private static final Credentials AMY = new Credentials("amy", "s3cret, pässword=");

  private final Rig rig = new Rig();
  private Optional<ScriptedSmtpServer> started = Optional.empty();

  @AfterEach
  void close() {
    started.ifPresent(ScriptedSmtpServer::close);
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"})
  void everyMechanismWithAPasswordSucceeds(String mechanism) throws Exception {
    ScriptedSmtpServer server = secureServer(mechanism);
    try (SmtpSession session = open(server, AMY)) {
      assertThat(session.isUsable()).isTrue();
    }
    AuthAttempt attempt = onlyAttempt(server);
    assertThat(attempt.mechanism()).isEqualTo(mechanism);
    assertThat(attempt.user()).isEqualTo("amy");
    assertThat(attempt.succeeded()).isTrue();
    assertThat(attempt.underTls()).isTrue();
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void tokenIsForXoauth2() throws Exception {
    ScriptedSmtpServer server =
        start(secure().user("amy", "t0ken").authMechanisms("PLAIN", "XOAUTH2"));
    Credentials token = new Credentials("amy", "t0ken", Optional.of("xoauth2"));
    open(server, token).quit();
    assertThat(onlyAttempt(server).mechanism()).isEqualTo("XOAUTH2");
    assertThat(onlyAttempt(server).succeeded()).isTrue();
  }

  @Test
  void longTokenIsSentAfterItsCommand() throws Exception {
    String token = "t".repeat(2_000);
    ScriptedSmtpServer server = start(secure().user("amy", token).authMechanisms("XOAUTH2"));
    open(server, new Credentials("amy", token, Optional.of("XOAUTH2"))).quit();
    assertThat(onlyAttempt(server).succeeded()).isTrue();
    assertThat(onlyAttempt(server).initialResponse()).isFalse();
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void refusedTokenEndsTheSession() {
    ScriptedSmtpServer server = start(secure().user("amy", "new").authMechanisms("XOAUTH2"));
    Credentials old = new Credentials("amy", "old", Optional.of("XOAUTH2"));
    assertRefused(server, old, 535);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"})
  void wrongPasswordEndsTheSession(String mechanism) {
    ScriptedSmtpServer server = secureServer(mechanism);
    assertRefused(server, new Credentials("amy", "guess"), 535);
    assertThat(server.session().commands()).noneMatch(line -> line.startsWith("MAIL"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LOGIN PLAIN CRAM-MD5 SCRAM-SHA-256 | SCRAM-SHA-256",
        "CRAM-MD5 LOGIN PLAIN | PLAIN",
        "CRAM-MD5 LOGIN | LOGIN",
        "GSSAPI CRAM-MD5 | CRAM-MD5",
      })
  void underTlsTheBestIsTaken(String offered, String taken) throws Exception {
    ScriptedSmtpServer server = secureServer(offered.split(" ", -1));
    open(server, AMY).quit();
    assertThat(onlyAttempt(server).mechanism()).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LOGIN PLAIN CRAM-MD5 SCRAM-SHA-256 | SCRAM-SHA-256",
        "PLAIN LOGIN CRAM-MD5 | CRAM-MD5",
        "LOGIN PLAIN | PLAIN"
      })
  void inClearThePasswordIsHiddenWherePossible(String offered, String taken) throws Exception {
    ScriptedSmtpServer server = start(clear().authMechanisms(offered.split(" ", -1)));
    Endpoint endpoint = Rig.with(Rig.endpoint(server), AMY, true);
    rig.client(TlsContexts.systemTrust()).open(endpoint).quit();
    assertThat(onlyAttempt(server).mechanism()).isEqualTo(taken);
  }

  @Test
  void nothingIsShownInClearUnlessAllowed() {
    ScriptedSmtpServer server = start(clear());
    Endpoint endpoint = Rig.with(Rig.endpoint(server, Level.OPPORTUNISTIC), AMY, false);
    assertFailed(
        failure(() -> rig.hastyClient().open(endpoint)), Failure.AUTH_NOT_POSSIBLE, "no TLS");
    assertThat(server.session().commands()).noneMatch(line -> line.startsWith("AUTH"));
  }

  @Test
  void noMechanismInCommonEndsTheSession() {
    ScriptedSmtpServer server = secureServer("GSSAPI", "NTLM");
    assertFailed(failure(() -> open(server, AMY)), Failure.AUTH_NO_MECHANISM, "GSSAPI NTLM");
    ScriptedSmtpServer.Builder noAuth = ScriptedSmtpServer.builder();
    close(server);
    ScriptedSmtpServer without = start(noAuth.tls(AUTHORITY.issue("mx.test").serverContext()));
    assertFailed(failure(() -> open(without, AMY)), Failure.AUTH_NO_MECHANISM, "no AUTH");
  }

  @Test
  void namedMechanismIsTheOnlyOne() {
    ScriptedSmtpServer server = secureServer("PLAIN", "LOGIN");
    Credentials scram = new Credentials("amy", "x", Optional.of("SCRAM-SHA-256"));
    assertFailed(failure(() -> open(server, scram)), Failure.AUTH_NO_MECHANISM, "SCRAM-SHA-256");
  }

  @Test
  void mechanismThatIsNotTakenAfterAllIsFollowedByTheNext() throws Exception {
    ScriptedSmtpServer server = secureServer("PLAIN", "LOGIN");
    server.on(Stage.AUTH).matching("AUTH PLAIN").reply("504 5.5.4 not that");
    open(server, AMY).quit();
    assertThat(server.session().authAttempts())
        .extracting(AuthAttempt::mechanism)
        .containsExactly("PLAIN", "LOGIN");
  }

  @Test
  void serverWithoutThePasswordIsFoundOut() {
    ScriptedSmtpServer server =
        start(withAmy(secure()).authMechanisms("SCRAM-SHA-256").wrongServerSignature());
    assertFailed(
        failure(() -> open(server, AMY)), Failure.AUTH_NOT_POSSIBLE, "does not know the password");
  }

  @Test
  void successWithoutProofIsNotBelieved() {
    ScriptedSmtpServer server = secureServer("SCRAM-SHA-256");
    server.on(Stage.AUTH).reply("235 2.7.0 come in");
    assertFailed(failure(() -> open(server, AMY)), Failure.AUTH_NOT_POSSIBLE, "did not prove");
  }

  @ParameterizedTest
  @ValueSource(strings = {"334 !!!", "334 cj14LHM9eCxpPTE=", "334 "})
  void challengesWithoutSenseEndTheSession(String challenge) {
    ScriptedSmtpServer server = secureServer("SCRAM-SHA-256");
    server.on(Stage.AUTH).reply(challenge);
    assertFailed(failure(() -> open(server, AMY)), Failure.AUTH_NOT_POSSIBLE, "SCRAM-SHA-256");
  }

  @Test
  void endlessChallengesEndTheSession() {
    ScriptedSmtpServer server = secureServer("LOGIN");
    server.on(Stage.AUTH).reply("334 dXNlcg==");
    assertFailed(failure(() -> open(server, AMY)), Failure.AUTH_NOT_POSSIBLE, "third question");
  }

  @ParameterizedTest
  @ValueSource(strings = {"454 4.7.0 later", "421 4.3.2 bye", "250 hm"})
  void otherRepliesAreToldAsTheyAre(String reply) {
    ScriptedSmtpServer server = secureServer("PLAIN");
    server.on(Stage.AUTH).reply(reply);
    assertRefused(server, AMY, Integer.parseInt(reply.substring(0, 3)));
  }

  @Test
  void secretIsInNoMessage() {
    ScriptedSmtpServer server = secureServer("PLAIN");
    Endpoint endpoint =
        Rig.with(Rig.endpoint(server, Level.REQUIRE), new Credentials("amy", "hush"), false);
    try (SmtpSession session = rig.client(TlsContexts.systemTrust()).open(endpoint)) {
      throw new AssertionError(session.toString());
    } catch (SessionFailure e) {
      assertThat(e + " " + e.evidence() + " " + endpoint.credentials())
          .doesNotContain("hush", "AGFteQBodXNo");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN,         false",
    "LOGIN,         true",
    "CRAM-MD5,      true",
    "XOAUTH2,       false",
    "OAUTHBEARER,   false",
    "SCRAM-SHA-256, false",
  })
  void loginThatAServerRepeatsIsInNoMessage(String mechanism, boolean serverBegins) {
    String secret = "sup3rSecretWord";
    String encoded = base64(secret);
    Credentials amy = new Credentials("amy", secret, Optional.of(mechanism));
    List<String> echoes =
        List.of(
            "500 5.5.1 Command unrecognized: \"AUTH PLAIN " + base64("\0amy\0" + secret) + "\"",
            "500 5.5.1 Command unrecognized: \"" + encoded + "\"",
            "500 5.5.1 Command unrecognized: \"" + encoded.toLowerCase(Locale.ROOT) + "\"",
            "535 5.7.8 no such password: " + secret,
            "535 5.7.8 no such password: SUP3RSECRETWORD");
    for (String reply : echoes) {
      ScriptedSmtpServer server = secureServer(mechanism);
      if (serverBegins) {
        server.on(Stage.AUTH).times(1).reply("334 VXNlcm5hbWU6");
        server.on(Stage.AUTH).times(1).reply("334 UGFzc3dvcmQ6");
      }
      server.on(Stage.AUTH).reply(reply);
      String told = told(server, amy);
      if (mechanism.equals("PLAIN") || !reply.contains("AUTH PLAIN")) {
        assertThat(told)
            .containsIgnoringCase(reply.substring(0, 3))
            .doesNotContainIgnoringCase(secret)
            .doesNotContainIgnoringCase(encoded)
            .doesNotContainIgnoringCase(base64("\0amy\0" + secret));
      }
      close(server);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "500-5.5.1 not: AGFteQBzM2\r\n500 5.5.1 NyM3Rwdw==\r\n",
        "535-5.7.8 s3cr\r\n535 5.7.8 3tpw\r\n",
        "535 5.7.8 s 3 c r 3 t p w\r\n",
      })
  void loginThatIsWrappedIsWithheldWithItsReply(String reply) {
    ScriptedSmtpServer server = secureServer("PLAIN");
    server.on(Stage.AUTH).raw(reply);
    assertThat(told(server, new Credentials("amy", "s3cr3tpw")))
        .contains(reply.substring(0, 3) + " 5.")
        .contains("reply withheld: it repeats our login");
  }

  @Test
  void commandThatIsRepeatedLosesOnlyItsSecret() {
    ScriptedSmtpServer server = secureServer("PLAIN");
    String echo = base64("\0amy\0s3cr3tpw");
    server.on(Stage.AUTH).reply("500 5.5.1 Unrecognized: \"AUTH PLAIN " + echo + "\"");
    assertThat(told(server, new Credentials("amy", "s3cr3tpw")))
        .contains("500 5.5.1 Unrecognized: \"AUTH PLAIN …\"");
  }

  @Test
  void loginInWhatIsNoReplyIsNotQuoted() {
    ScriptedSmtpServer server = secureServer("PLAIN");
    server.on(Stage.AUTH).raw("what is AUTH PLAIN " + base64("\0amy\0s3cr3tpw") + "?\r\n");
    assertThat(told(server, new Credentials("amy", "s3cr3tpw")))
        .contains("MALFORMED_REPLY")
        .doesNotContain("AGFteQ");
  }

  /** All that a failed session tells, its causes included. */
  private String told(ScriptedSmtpServer server, Credentials credentials) {
    try (SmtpSession session = open(server, credentials)) {
      throw new AssertionError("there is a session: " + session);
    } catch (SessionFailure e) {
      StringWriter told = new StringWriter();
      e.printStackTrace(new PrintWriter(told));
      return told + " " + e.evidence();
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static void assertFailed(Evidence evidence, Failure failure, String detail) {
    assertThat(evidence)
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.stage()).isEqualTo(dev.postroad.core.smtp.Stage.AUTH);
              assertThat(failed.failure()).isEqualTo(failure);
              assertThat(failed.detail()).contains(detail);
            });
  }

  private void assertRefused(ScriptedSmtpServer server, Credentials credentials, int code) {
    assertThat(failure(() -> open(server, credentials)))
        .isInstanceOfSatisfying(
            Replied.class,
            replied -> {
              assertThat(replied.stage()).isEqualTo(dev.postroad.core.smtp.Stage.AUTH);
              assertThat(replied.reply().code()).isEqualTo(code);
            });
  }

  private SmtpSession open(ScriptedSmtpServer server, Credentials credentials)
      throws SessionFailure {
    Endpoint endpoint = Rig.with(Rig.endpoint(server, Level.REQUIRE), credentials, false);
    return rig.client(TlsContexts.systemTrust()).open(endpoint);
  }

  private static AuthAttempt onlyAttempt(ScriptedSmtpServer server) {
    assertThat(server.session().authAttempts()).hasSize(1);
    return server.session().authAttempts().get(0);
  }

  private ScriptedSmtpServer secureServer(String... mechanisms) {
    return start(withAmy(secure()).authMechanisms(mechanisms));
  }

  private static ScriptedSmtpServer.Builder secure() {
    return ScriptedSmtpServer.builder()
        .tls(AUTHORITY.issue("mx.test").serverContext())
        .authOnlyUnderTls();
  }

  private static ScriptedSmtpServer.Builder clear() {
    return withAmy(ScriptedSmtpServer.builder());
  }

  private static ScriptedSmtpServer.Builder withAmy(ScriptedSmtpServer.Builder builder) {
    return builder.user("amy", "s3cret, pässword=");
  }

  private ScriptedSmtpServer start(ScriptedSmtpServer.Builder builder) {
    ScriptedSmtpServer server = builder.start();
    started = Optional.of(server);
    return server;
  }

  private void close(ScriptedSmtpServer server) {
    server.close();
    started = Optional.empty();
  }
}
