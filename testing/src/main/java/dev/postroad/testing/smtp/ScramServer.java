// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677). */
final class ScramServer extends SaslServer {
  private static final int ITERATIONS = 4096;
  private static final byte[] SALT = "salt of a test".getBytes(UTF_8);

  private enum Stage {
    FIRST,
    FINAL,
    ACKNOWLEDGE
  }

  private final boolean wrongSignature;
  private final String nonce = "srv" + Long.toString(System.nanoTime(), 36);
  private Stage stage = Stage.FIRST;
  private String gs2Header = "";
  private String clientFirst = "";
  private String serverFirst = "";

  ScramServer(Map<String, String> users, boolean wrongSignature) {
    super(users);
    this.wrongSignature = wrongSignature;
  }

  @Override
  Step begin() {
    return new Step.Challenge("");
  }

  @Override
  Step respond(byte[] response) {
    String message = new String(response, UTF_8);
    return switch (stage) {
      case FIRST -> first(message);
      case FINAL -> last(message);
      case ACKNOWLEDGE -> message.isEmpty() ? new Step.Success() : new Step.Failure();
    };
  }

  private Step first(String message) {
    String[] parts = message.split(",", 3);
    boolean bindingAsked = !parts[0].equals("n") && !parts[0].equals("y");
    if (parts.length < 3 || bindingAsked) {
      return new Step.Failure();
    }
    gs2Header = parts[0] + "," + parts[1] + ",";
    clientFirst = parts[2];
    Optional<String> name = attribute(clientFirst, 'n');
    Optional<String> clientNonce = attribute(clientFirst, 'r');
    if (name.isEmpty() || clientNonce.isEmpty() || clientNonce.get().isEmpty()) {
      return new Step.Failure();
    }
    claims(name.get().replace("=2C", ",").replace("=3D", "="));
    stage = Stage.FINAL;
    serverFirst = "r=" + clientNonce.get() + nonce + ",s=" + base64(SALT) + ",i=" + ITERATIONS;
    return new Step.Challenge(serverFirst);
  }

  private Step last(String message) {
    int proofAt = message.lastIndexOf(",p=");
    Optional<String> password = password();
    if (proofAt < 0 || password.isEmpty()) {
      return new Step.Failure();
    }
    String withoutProof = message.substring(0, proofAt);
    String expectedNonce = attribute(serverFirst, 'r').orElse("");
    if (!attribute(withoutProof, 'c').equals(Optional.of(base64(gs2Header.getBytes(UTF_8))))
        || !attribute(withoutProof, 'r').equals(Optional.of(expectedNonce))) {
      return new Step.Failure();
    }
    byte[] authMessage = (clientFirst + "," + serverFirst + "," + withoutProof).getBytes(UTF_8);
    byte[] salted = salted(password.get());
    byte[] clientKey = hmac("HmacSHA256", salted, "Client Key".getBytes(UTF_8));
    byte[] proof = xor(clientKey, hmac("HmacSHA256", sha256(clientKey), authMessage));
    if (!MessageDigest.isEqual(
        base64(proof).getBytes(UTF_8), message.substring(proofAt + 3).getBytes(UTF_8))) {
      return new Step.Failure();
    }
    byte[] serverKey = hmac("HmacSHA256", salted, "Server Key".getBytes(UTF_8));
    byte[] signature = hmac("HmacSHA256", serverKey, authMessage);
    if (wrongSignature) {
      signature[0] ^= 1;
    }
    stage = Stage.ACKNOWLEDGE;
    return new Step.Challenge("v=" + base64(signature));
  }

  private static Optional<String> attribute(String message, char name) {
    for (String part : message.split(",", -1)) {
      if (part.startsWith(name + "=")) {
        return Optional.of(part.substring(2));
      }
    }
    return Optional.empty();
  }

  private static byte[] salted(String password) {
    try {
      PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, 256);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("PBKDF2WithHmacSHA256 is part of every Java", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }

  private static byte[] xor(byte[] left, byte[] right) {
    byte[] result = left.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= right[i];
    }
    return result;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
