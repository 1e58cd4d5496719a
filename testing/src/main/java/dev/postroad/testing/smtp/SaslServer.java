// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
      case "XOAUTH2" -> Optional.of(new Bearer(users, SaslServer::userOfXoauth2));
      case "OAUTHBEARER" -> Optional.of(new Bearer(users, SaslServer::userOfOauthBearer));
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

  /** Google's and Microsoft's mechanism: {@code user=NAME}, and the token in the next field. */
  private static Optional<String> userOfXoauth2(String[] fields) {
    return fields.length == 4 && fields[0].startsWith("user=")
        ? Optional.of(fields[0].substring("user=".length()))
        : Optional.empty();
  }

  /** RFC 7628: {@code n,a=NAME,}, and among the fields behind it the token. */
  private static Optional<String> userOfOauthBearer(String[] fields) {
    String header = fields[0];
    return header.startsWith("n,a=") && header.endsWith(",") && header.length() > 5
        ? Optional.of(
            header
                .substring("n,a=".length(), header.length() - 1)
                .replace("=2C", ",")
                .replace("=3D", "="))
        : Optional.empty();
  }

  /** A mechanism with a bearer token; a failure is told by a challenge first. */
  private static final class Bearer extends SaslServer {
    private static final String ERROR = "{\"status\":\"401\",\"schemes\":\"bearer\"}";
    private static final String TOKEN = "auth=Bearer ";
    private final Function<String[], Optional<String>> names;
    private boolean failed;

    Bearer(Map<String, String> users, Function<String[], Optional<String>> names) {
      super(users);
      this.names = names;
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
      Optional<String> name = names.apply(fields);
      Optional<String> token =
          Arrays.stream(fields).filter(field -> field.startsWith(TOKEN)).findFirst();
      if (name.isPresent() && token.isPresent()) {
        claims(name.get());
        if (verdict(token.get().substring(TOKEN.length())) instanceof Step.Success right) {
          return right;
        }
      }
      failed = true;
      return new Step.Challenge(ERROR);
    }
  }
}
