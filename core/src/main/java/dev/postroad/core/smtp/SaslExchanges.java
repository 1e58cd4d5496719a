// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postroad.core.smtp.SaslExchange.SaslFailure;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes the exchange of each mechanism; the simple ones are here. */
final class SaslExchanges {
  private static final byte[] NOTHING = {};

  private SaslExchanges() {}

  /**
   * @throws SaslFailure if the mechanism cannot be used with these credentials
   */
  static SaslExchange of(
      SaslMechanism mechanism, Credentials credentials, Endpoint endpoint, SecureRandom random)
      throws SaslFailure {
    return switch (mechanism) {
      case SCRAM_SHA_256 -> ScramSha256.with(credentials, ScramSha256.nonce(random));
      case PLAIN -> new OneShot("\0" + credentials.user() + "\0" + credentials.secret());
      case LOGIN -> new Login(credentials);
      case CRAM_MD5 -> new CramMd5(credentials);
      case XOAUTH2 ->
          new OneShot(
              "user=" + credentials.user() + "\1auth=Bearer " + credentials.secret() + "\1\1");
      case OAUTHBEARER ->
          new OneShot(
              "n,a="
                  + credentials.user().replace("=", "=3D").replace(",", "=2C")
                  + ",\1host="
                  + endpoint.hostName()
                  + "\1port="
                  + endpoint.port()
                  + "\1auth=Bearer "
                  + credentials.secret()
                  + "\1\1",
              new byte[] {1});
    };
  }

  /**
   * All is said in the first message. A challenge after it carries the reason of a failure; it is
   * acknowledged, whereupon the server says so in its reply.
   */
  private static final class OneShot implements SaslExchange {
    private final byte[] message;
    private final byte[] acknowledgement;

    private OneShot(String message) {
      this(message, NOTHING);
    }

    private OneShot(String message, byte[] acknowledgement) {
      this.message = message.getBytes(UTF_8);
      this.acknowledgement = acknowledgement;
    }

    @Override
    public Optional<byte[]> initialResponse() {
      return Optional.of(message);
    }

    @Override
    public byte[] respond(byte[] challenge) {
      return acknowledgement;
    }
  }

  /** User name and password, one after the other; the prompts are for humans. */
  private static final class Login implements SaslExchange {
    private final Credentials credentials;
    private int asked;

    private Login(Credentials credentials) {
      this.credentials = credentials;
    }

    @Override
    public Optional<byte[]> initialResponse() {
      return Optional.empty();
    }

    @Override
    public byte[] respond(byte[] challenge) throws SaslFailure {
      return switch (asked++) {
        case 0 -> credentials.user().getBytes(UTF_8);
        case 1 -> credentials.secret().getBytes(UTF_8);
        default -> throw new SaslFailure("LOGIN asked a third question");
      };
    }
  }

  /** RFC 2195. */
  private static final class CramMd5 implements SaslExchange {
    private final Credentials credentials;

    private CramMd5(Credentials credentials) throws SaslFailure {
      if (credentials.secret().isEmpty()) {
        throw new SaslFailure("CRAM-MD5 needs a password");
      }
      this.credentials = credentials;
    }

    @Override
    public Optional<byte[]> initialResponse() {
      return Optional.empty();
    }

    @Override
    public byte[] respond(byte[] challenge) throws SaslFailure {
      try {
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(credentials.secret().getBytes(UTF_8), "HmacMD5"));
        String digest = HexFormat.of().formatHex(mac.doFinal(challenge));
        return (credentials.user() + " " + digest).getBytes(UTF_8);
      } catch (GeneralSecurityException e) {
        throw new SaslFailure("this Java runtime has no HMAC-MD5", e);
      }
    }
  }
}
