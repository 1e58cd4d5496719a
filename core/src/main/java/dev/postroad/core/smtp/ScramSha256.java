// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677): both sides prove that they know the
 * password, and neither shows it.
 */
final class ScramSha256 implements SaslExchange {
  private static final String HEADER = "n,,";
  private static final String HMAC = "HmacSHA256";
  private static final int FEWEST_ITERATIONS = 4_096;
  // A server could otherwise keep a thread computing for hours.
  private static final int MOST_ITERATIONS = 1_000_000;

  private final byte[] password;
  private final String clientNonce;
  private final String clientFirst;
  private Step step = Step.SERVER_FIRST;
  private byte[] serverSignature = {};

  private enum Step {
    SERVER_FIRST,
    SERVER_FINAL,
    PROVEN
  }

  private ScramSha256(String user, String password, String clientNonce) {
    this.password = password.getBytes(UTF_8);
    this.clientNonce = clientNonce;
    this.clientFirst = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + clientNonce;
  }

  /**
   * @param nonce printable ASCII without commas, never used before
   * @throws SaslFailure if the user name or password has characters that SASLprep forbids
   */
  static ScramSha256 with(Credentials credentials, String nonce) throws SaslFailure {
    String user = SaslPrep.prepare(credentials.user(), "user name");
    String password = SaslPrep.prepare(credentials.secret(), "password");
    if (password.isEmpty()) {
      throw new SaslFailure("SCRAM needs a password");
    }
    return new ScramSha256(user, password, nonce);
  }

  static String nonce(SecureRandom random) {
    byte[] octets = new byte[18];
    random.nextBytes(octets);
    return Base64.getEncoder().encodeToString(octets);
  }

  @Override
  public Optional<byte[]> initialResponse() {
    return Optional.of((HEADER + clientFirst).getBytes(UTF_8));
  }

  @Override
  public byte[] respond(byte[] challenge) throws SaslFailure {
    String message = new String(challenge, UTF_8);
    return switch (step) {
      case SERVER_FIRST -> clientFinal(message);
      case SERVER_FINAL -> checkServer(message);
      case PROVEN -> throw new SaslFailure("SCRAM went on after its end");
    };
  }

  @Override
  public boolean isServerProven() {
    return step == Step.PROVEN;
  }

  private byte[] clientFinal(String serverFirst) throws SaslFailure {
    String[] attributes = serverFirst.split(",", -1);
    if (attributes.length < 3) {
      throw new SaslFailure("the server's first SCRAM message is incomplete");
    }
    String nonce = value(attributes[0], 'r');
    byte[] salt = decoded(value(attributes[1], 's'));
    int iterations = iterations(value(attributes[2], 'i'));
    if (!nonce.startsWith(clientNonce) || nonce.length() == clientNonce.length()) {
      throw new SaslFailure("the server did not add to our SCRAM nonce");
    }
    String binding = Base64.getEncoder().encodeToString(HEADER.getBytes(UTF_8));
    String withoutProof = "c=" + binding + ",r=" + nonce;
    byte[] signed = (clientFirst + "," + serverFirst + "," + withoutProof).getBytes(UTF_8);
    try {
      byte[] salted = salted(salt, iterations);
      byte[] clientKey = hmac(salted, "Client Key".getBytes(UTF_8));
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      byte[] proof = xor(clientKey, hmac(storedKey, signed));
      serverSignature = hmac(hmac(salted, "Server Key".getBytes(UTF_8)), signed);
      step = Step.SERVER_FINAL;
      return (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof)).getBytes(UTF_8);
    } catch (GeneralSecurityException e) {
      throw new SaslFailure("this Java runtime has no SHA-256", e);
    }
  }

  private byte[] checkServer(String serverFinal) throws SaslFailure {
    if (serverFinal.startsWith("e=")) {
      // The reason comes again, in words, with the SMTP reply.
      return new byte[0];
    }
    byte[] signature = decoded(value(serverFinal.split(",", -1)[0], 'v'));
    if (!MessageDigest.isEqual(signature, serverSignature)) {
      throw new SaslFailure("the server does not know the password: it may be a false one");
    }
    step = Step.PROVEN;
    return new byte[0];
  }

  private static String value(String attribute, char name) throws SaslFailure {
    if (attribute.length() < 2 || attribute.charAt(0) != name || attribute.charAt(1) != '=') {
      throw new SaslFailure("a SCRAM message without its attribute " + name);
    }
    return attribute.substring(2);
  }

  private static int iterations(String text) throws SaslFailure {
    int iterations;
    try {
      iterations = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new SaslFailure("a SCRAM iteration count that is no number", e);
    }
    if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS) {
      throw new SaslFailure("a SCRAM iteration count that is not credible: " + iterations);
    }
    return iterations;
  }

  private static byte[] decoded(String base64) throws SaslFailure {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new SaslFailure("a SCRAM message with bad base64", e);
    }
  }

  /** Hi() of RFC 5802 §2.2. */
  private byte[] salted(byte[] salt, int iterations) throws GeneralSecurityException {
    Mac mac = mac(password);
    mac.update(salt);
    byte[] last = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] result = last;
    for (int i = 1; i < iterations; i++) {
      last = mac.doFinal(last);
      result = xor(result, last);
    }
    return result;
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    return mac(key).doFinal(message);
  }

  private static Mac mac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(key, HMAC));
    return mac;
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] result = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = (byte) (a[i] ^ b[i]);
    }
    return result;
  }
}
