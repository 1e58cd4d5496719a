// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** Tokens for James' WebAdmin, as an operator makes them: JWT of RFC 7519, signed with RS256. */
final class Tokens {
  private static final int KEY_BITS = 2048;
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair keys;

  private Tokens(KeyPair keys) {
    this.keys = keys;
  }

  /** Tokens by a key that nobody has seen before. */
  static Tokens create() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS);
    return new Tokens(generator.generateKeyPair());
  }

  /** The file {@code jwt_publickey}. */
  String publicKey() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** The token of an operator. */
  String of(String subject) throws GeneralSecurityException {
    return token("{\"sub\":\"" + subject + "\",\"admin\":true}");
  }

  /** The token of somebody who may not. */
  String ofUser(String subject) throws GeneralSecurityException {
    return token("{\"sub\":\"" + subject + "\"}");
  }

  /** The token of an operator, whose time is over. */
  String ofFormer(String subject) throws GeneralSecurityException {
    return token("{\"sub\":\"" + subject + "\",\"admin\":true,\"exp\":1700000000}");
  }

  private String token(String claims) throws GeneralSecurityException {
    String signed = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encoded(claims);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + URL.encodeToString(signature.sign());
  }

  private static String encoded(String json) {
    return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
