// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that tells whether a large message is the same at both ends. */
final class Sha256 {
  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
