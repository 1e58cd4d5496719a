// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The server's side of one SASL exchange (RFC 4422); verifies for real. */
abstract class SaslServer {
  /** What follows a response. */
  sealed interface Step {
    /** The server has something to say, perhaps empty. */
    record Challenge(String text) implements Step {}

    /** The credentials are right. */
    record Success() implements Step {}

    /** They are not, or the response makes no sense. */
    record Failure() implements Step {}
  }

  private final Map<String, String> users;
  private String user = "";

  SaslServer(Map<String, String> users) {
    this.users = users;
  }

  static Optional<SaslServer> of(String mechanism, ServerSettings.Auth settings) {
    Map<String, String> users = settings.users();
    return switch (mechanism) {
      case "PLAIN" -> Optional.of(new Plain(users));
      case "LOGIN" -> Optional.of(new Login(users));
      case "CRAM-MD5" -> Optional.of(new CramMd5(users));
      case "XOAUTH2" -> Optional.of(new Xoauth2(users));
      case "SCRAM-SHA-256" -> Optional.of(new ScramServer(users, settings.wrongServerSignature()));
      default -> Optional.empty();
    };
  }

  /** What comes before the first response if it did not come with the command. */
  abstract Step begin();

  /** Takes a response, decoded from Base64. */
  abstract Step respond(byte[] response);

  /** Whether the client speaks first, so that it may do so within the command. */
  boolean clientFirst() {
    return true;
  }

  /** Who the client says it is; empty if it has not yet said. */
  final String user() {
    return user;
  }

  final void claims(String name) {
    user = name;
  }

  final Optional<String> password() {
    return Optional.ofNullable(users.get(user));
  }

  final Step verdict(String password) {
    boolean right =
        password()
            .filter(p -> MessageDigest.isEqual(p.getBytes(UTF_8), password.getBytes(UTF_8)))
            .isPresent();
    return right ? new Step.Success() : new Step.Failure();
  }

  static byte[] hmac(String algorithm, byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " is part of every Java", e);
    }
  }

  /** RFC 4616. */
  private static final class Plain extends SaslServer {
    Plain(Map<String, String> users) {
      super(users);
    }

    @Override
    Step begin() {
      return new Step.Challenge("");
    }

    @Override
    Step respond(byte[] response) {
      String[] parts = new String(response, UTF_8).split("\0", -1);
      if (parts.length != 3) {
        return new Step.Failure();
      }
      claims(parts[1]);
      return parts[0].isEmpty() || parts[0].equals(parts[1])
          ? verdict(parts[2])
          : new Step.Failure();
    }
  }

  /** The mechanism of draft-murchison-sasl-login. */
  private static final class Login extends SaslServer {
    private boolean named;

    Login(Map<String, String> users) {
      super(users);
    }

    @Override
    Step begin() {
      return new Step.Challenge("Username:");
    }

    @Override
    Step respond(byte[] response) {
      String text = new String(response, UTF_8);
      if (named) {
        return verdict(text);
      }
      named = true;
      claims(text);
      return new Step.Challenge("Password:");
    }
  }

  /** RFC 2195. */
  private static final class CramMd5 extends SaslServer {
    private final String challenge =
        "<%d.%d@postroad.test>".formatted(System.nanoTime(), System.identityHashCode(this));

    CramMd5(Map<String, String> users) {
      super(users);
    }

    @Override
    boolean clientFirst() {
      return false;
    }

    @Override
    Step begin() {
      return new Step.Challenge(challenge);
    }

    @Override
    Step respond(byte[] response) {
      String text = new String(response, UTF_8);
      int space = text.lastIndexOf(' ');
      claims(space < 0 ? text : text.substring(0, space));
      Optional<String> password = password();
      if (space < 0 || password.isEmpty()) {
        return new Step.Failure();
      }
      byte[] digest = hmac("HmacMD5", password.get().getBytes(UTF_8), challenge.getBytes(UTF_8));
      boolean right = HexFormat.of().formatHex(digest).equals(text.substring(space + 1));
      return right ? new Step.Success() : new Step.Failure();
    }
  }

  /** Google's and Microsoft's bearer token mechanism; a failure is told by a challenge first. */
  private static final class Xoauth2 extends SaslServer {
    private static final String ERROR = "{\"status\":\"401\",\"schemes\":\"bearer\"}";
    private boolean failed;

    Xoauth2(Map<String, String> users) {
      super(users);
    }

    @Override
    Step begin() {
      return new Step.Challenge("");
    }

    @Override
    Step respond(byte[] response) {
      if (failed) {
        return new Step.Failure();
      }
      String[] fields = new String(response, UTF_8).split("\1", -1);
      String bearer = "auth=Bearer ";
      if (fields.length == 4 && fields[0].startsWith("user=") && fields[1].startsWith(bearer)) {
        claims(fields[0].substring("user=".length()));
        if (verdict(fields[1].substring(bearer.length())) instanceof Step.Success right) {
          return right;
        }
      }
      failed = true;
      return new Step.Challenge(ERROR);
    }
  }
}
