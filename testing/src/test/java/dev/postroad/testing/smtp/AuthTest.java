// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthTest {
  private static final String ACKNOWLEDGE = "";

  private final ScriptedSmtpServer server =
      ScriptedSmtpServer.builder().user("amy", "s3cret").requireAuth().start();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void ehloOffersTheMechanismsInOrder() throws IOException {
    try (RawClient client = new RawClient(server)) {
      client.expect("220");
      assertThat(client.say("EHLO a.test", "250"))
          .contains("250 AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2 SCRAM-SHA-256");
    }
  }

  @ParameterizedTest
  @CsvSource({"s3cret, 235, true", "wrong, 535, false"})
  void plainIsVerifiedInBothForms(String password, String code, boolean right) throws IOException {
    String response = RawClient.base64("\0amy\0" + password);
    try (RawClient client = RawClient.greeted(server)) {
      client.say("AUTH PLAIN " + response, code);
    }
    try (RawClient client = RawClient.greeted(server)) {
      client.say("auth plain", "334 ");
      client.say(response, code);
    }
    assertThat(server.sessions().get(0).authAttempts())
        .containsExactly(new AuthAttempt("PLAIN", "amy", right, true, false));
    assertThat(server.sessions().get(1).authAttempts())
        .containsExactly(new AuthAttempt("PLAIN", "amy", right, false, false));
  }

  @ParameterizedTest
  @CsvSource({"amy, s3cret, 235", "amy, wrong, 535", "bob, s3cret, 535"})
  void loginIsVerifiedInBothForms(String name, String password, String code) throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      client.say("AUTH LOGIN", "334 VXNlcm5hbWU6");
      client.say(RawClient.base64(name), "334 UGFzc3dvcmQ6");
      client.say(RawClient.base64(password), code);
    }
    try (RawClient client = RawClient.greeted(server)) {
      client.say("AUTH LOGIN " + RawClient.base64(name), "334 UGFzc3dvcmQ6");
      client.say(RawClient.base64(password), code);
    }
  }

  @ParameterizedTest
  @CsvSource({"s3cret, 235", "wrong, 535"})
  void cramMd5IsVerified(String password, String code) throws Exception {
    try (RawClient client = RawClient.greeted(server)) {
      String challenge = client.say("AUTH CRAM-MD5", "334 ").get(0).substring(4);
      byte[] digest =
          hmac("HmacMD5", password.getBytes(UTF_8), Base64.getDecoder().decode(challenge));
      client.say(RawClient.base64("amy " + HexFormat.of().formatHex(digest)), code);
    }
  }

  @Test
  void xoauth2TellsAFailureByAChallenge() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      client.say("AUTH XOAUTH2 " + bearer("wrong"), "334 eyJ");
      client.say("", "535");
      client.say("AUTH XOAUTH2", "334 ");
      client.say(bearer("s3cret"), "235");
    }
    assertThat(server.session().authAttempts())
        .extracting(AuthAttempt::succeeded)
        .containsExactly(false, true);
  }

  @Test
  void oauthBearerIsVerified() throws IOException {
    try (ScriptedSmtpServer bearers =
            ScriptedSmtpServer.builder()
                .user("a,y=", "s3cret")
                .authMechanisms("OAUTHBEARER")
                .start();
        RawClient client = RawClient.greeted(bearers)) {
      String message = "n,a=a=2Cy=3D,\1host=mx.example\1port=25\1auth=Bearer %s\1\1";
      client.say("AUTH OAUTHBEARER " + RawClient.base64(message.formatted("wrong")), "334 eyJ");
      client.say(RawClient.base64("\1"), "535");
      client.say("AUTH OAUTHBEARER " + RawClient.base64(message.formatted("s3cret")), "235");
      assertThat(bearers.session().authAttempts())
          .extracting(AuthAttempt::user, AuthAttempt::succeeded)
          .containsExactly(tuple("a,y=", false), tuple("a,y=", true));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void scramIsVerifiedAndProvesTheServer(boolean initial) throws Exception {
    try (RawClient client = RawClient.greeted(server)) {
      Scram scram = new Scram("amy", "s3cret");
      scram.begin(client, initial);
      assertThat(scram.serverSignatureIsRight(client.say(scram.finalMessage(), "334 "))).isTrue();
      client.say(ACKNOWLEDGE, "235");
    }
    assertThat(server.session().authAttempts())
        .containsExactly(new AuthAttempt("SCRAM-SHA-256", "amy", true, initial, false));
  }

  @Test
  void scramWithTheWrongPasswordFails() throws Exception {
    try (RawClient client = RawClient.greeted(server)) {
      Scram scram = new Scram("amy", "wrong");
      scram.begin(client, true);
      client.say(scram.finalMessage(), "535");
    }
  }

  @Test
  void scramServerCanLie() throws Exception {
    try (ScriptedSmtpServer liar =
            ScriptedSmtpServer.builder().user("amy", "s3cret").wrongServerSignature().start();
        RawClient client = RawClient.greeted(liar)) {
      Scram scram = new Scram("amy", "s3cret");
      scram.begin(client, true);
      assertThat(scram.serverSignatureIsRight(client.say(scram.finalMessage(), "334 "))).isFalse();
    }
  }

  /** The exchange that RFC 7677 section 3 prints, without the server's own nonce and salt. */
  @Test
  void scramOfTheTestAgreesWithTheRfc() throws Exception {
    Scram scram = new Scram("user", "pencil", "rOprNGfwEbeRWgbNEkqO");
    scram.take(
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");

    assertThat(new String(Base64.getDecoder().decode(scram.finalMessage()), UTF_8))
        .endsWith(",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  }

  @Test
  void mailNeedsAuthAndAuthComesOnce() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<a@a.test>", "530 5.7.0 authentication required");
      client.say("AUTH PLAIN " + RawClient.base64("\0amy\0s3cret"), "235");
      client.say("AUTH PLAIN " + RawClient.base64("\0amy\0s3cret"), "503");
      client.toData();
      client.say("x\r\n.", "250");
    }
    assertThat(server.mails().get(0).user()).contains("amy");
  }

  @Test
  void faultyExchangesAreRefused() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      client.say("AUTH PLAIN", "334");
      client.say("*", "501");
      client.say("AUTH PLAIN", "334");
      client.say("no base64!", "535");
      client.say("AUTH PLAIN =", "535");
      client.say("AUTH PLAIN a b", "501");
      client.say("AUTH DIGEST-MD5", "504");
      client.say("AUTH CRAM-MD5 " + RawClient.base64("amy x"), "501");
    }
    assertThat(server.violations())
        .extracting(Violation::kind)
        .containsExactly(
            Violation.Kind.SYNTAX,
            Violation.Kind.SYNTAX,
            Violation.Kind.NOT_OFFERED,
            Violation.Kind.SYNTAX);
  }

  @Test
  void ruleLeadsAnExchangeOfItsOwn() throws IOException {
    server.on(Stage.AUTH).matching("AUTH GSSAPI").reply("334 bm9uc2Vuc2U=");
    server.on(Stage.AUTH).matching("cmVwbHk=").reply("454 4.7.0 temporary");
    server.on(Stage.AUTH).matching("AUTH PLAIN").reply("235 2.7.0 whoever");

    try (RawClient client = RawClient.greeted(server)) {
      client.say("AUTH GSSAPI", "334 bm9uc2Vuc2U=");
      client.say("cmVwbHk=", "454");
      client.say("AUTH PLAIN AAAA", "235");
      client.say("MAIL FROM:<a@a.test>", "250");
    }
    assertThat(server.session().authAttempts())
        .extracting(AuthAttempt::mechanism)
        .containsExactly("GSSAPI", "PLAIN");
  }

  private static String bearer(String token) {
    return RawClient.base64("user=amy\1auth=Bearer " + token + "\1\1");
  }

  private static byte[] hmac(String algorithm, byte[] key, byte[] text) throws Exception {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key, algorithm));
    return mac.doFinal(text);
  }

  /** The client's side of RFC 5802, written apart from the server's. */
  private static final class Scram {
    private final String bare;
    private final String password;
    private String serverFirst = "";
    private byte[] salted = {};
    private String authMessage = "";

    Scram(String user, String password) {
      this(user, password, "clientnonce");
    }

    Scram(String user, String password, String nonce) {
      this.bare = "n=" + user + ",r=" + nonce;
      this.password = password;
    }

    void begin(RawClient client, boolean initial) throws IOException {
      String first = RawClient.base64("n,," + bare);
      String challenge;
      if (initial) {
        challenge = client.say("AUTH SCRAM-SHA-256 " + first, "334 ").get(0);
      } else {
        client.say("AUTH SCRAM-SHA-256", "334 ");
        challenge = client.say(first, "334 ").get(0);
      }
      take(new String(Base64.getDecoder().decode(challenge.substring(4)), UTF_8));
    }

    void take(String challenge) {
      serverFirst = challenge;
    }

    String finalMessage() throws Exception {
      String[] parts = serverFirst.split(",", -1);
      byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
      int iterations = Integer.parseInt(parts[2].substring(2));
      salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
              .getEncoded();
      byte[] clientKey = hmac("HmacSHA256", salted, "Client Key".getBytes(UTF_8));
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      String withoutProof = "c=biws," + parts[0];
      authMessage = bare + "," + serverFirst + "," + withoutProof;
      byte[] proof = hmac("HmacSHA256", storedKey, authMessage.getBytes(UTF_8));
      for (int i = 0; i < proof.length; i++) {
        proof[i] ^= clientKey[i];
      }
      String message = withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
      return Base64.getEncoder().encodeToString(message.getBytes(ISO_8859_1));
    }

    boolean serverSignatureIsRight(List<String> reply) throws Exception {
      byte[] serverKey = hmac("HmacSHA256", salted, "Server Key".getBytes(UTF_8));
      byte[] expected = hmac("HmacSHA256", serverKey, authMessage.getBytes(UTF_8));
      String text = new String(Base64.getDecoder().decode(reply.get(0).substring(4)), ISO_8859_1);
      return text.equals("v=" + Base64.getEncoder().encodeToString(expected));
    }
  }
}
