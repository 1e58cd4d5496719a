// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.util.Optional;

/** Our side of one SASL authentication (RFC 4422 §3), free of base64 and of SMTP. */
interface SaslExchange {

  /** What the client says before it was asked anything; empty where the server begins. */
  Optional<byte[]> initialResponse();

  /**
   * Answers a challenge.
   *
   * @throws SaslFailure if the challenge makes no sense, or proves the server to be a false one
   */
  byte[] respond(byte[] challenge) throws SaslFailure;

  /** Whether the server has proved all that the mechanism makes it prove. */
  default boolean isServerProven() {
    return true;
  }

  /** The authentication cannot go on. The message holds no secret. */
  final class SaslFailure extends Exception {
    private static final long serialVersionUID = 1L;

    SaslFailure(String message) {
      super(message);
    }

    SaslFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
