// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.core.smtp.SaslExchange.SaslFailure;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates a session (RFC 4954), or fails it: nothing is ever sent unauthenticated that was to
 * be sent authenticated. Without TLS, credentials are shown only if the endpoint says so.
 *
 * <p>Under TLS the order of preference is that of {@link SaslMechanism}; without TLS the mechanisms
 * that do not show the password come first; where the credentials name mechanisms, it is theirs.
 * Where the peer does not take the mechanism after all (504, 534) the next one is tried; where it
 * does not take the credentials, none.
 */
final class Authentication {
  private static final int ACCEPTED = 235;
  private static final int CONTINUE = 334;
  private static final int UNKNOWN_MECHANISM = 504;
  private static final int TOO_WEAK = 534;
  private static final int MOST_STEPS = 8;
  // RFC 4954 §4: longer ones may not stand in the command.
  private static final int LONGEST_COMMAND = 510;

  private static final Set<SaslMechanism> HIDING_THE_PASSWORD =
      EnumSet.of(SaslMechanism.SCRAM_SHA_256, SaslMechanism.CRAM_MD5);

  private final Endpoint endpoint;
  private final Credentials credentials;
  private final SmtpConnection connection;
  private final SmtpTimeouts timeouts;
  private final SecureRandom random;
  private final LoginEcho echo;

  Authentication(
      Endpoint endpoint,
      Credentials credentials,
      SmtpConnection connection,
      SmtpTimeouts timeouts,
      SecureRandom random) {
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.connection = connection;
    this.timeouts = timeouts;
    this.random = random;
    this.echo = new LoginEcho(credentials);
  }

  /**
   * Authenticates; returns if and only if the peer has said so.
   *
   * @throws SessionFailure otherwise
   */
  void run(Capabilities capabilities, TlsSummary tls) throws SessionFailure {
    if (!tls.isEncrypted() && !endpoint.authInClear()) {
      throw failed(
          Failure.AUTH_NOT_POSSIBLE, "there is no TLS, and credentials may not be sent in clear");
    }
    List<SaslMechanism> candidates = candidates(capabilities, tls.isEncrypted());
    if (candidates.isEmpty()) {
      String offered = String.join(" ", capabilities.authMechanisms());
      throw failed(
          Failure.AUTH_NO_MECHANISM,
          "the server offers "
              + (offered.isEmpty() ? "no AUTH" : offered)
              + ", the credentials are for "
              + (credentials.mechanisms().isEmpty()
                  ? "any that takes a password"
                  : String.join(" ", credentials.mechanisms())));
    }
    for (SaslMechanism mechanism : candidates) {
      boolean last = mechanism == candidates.get(candidates.size() - 1);
      Reply reply = authenticate(mechanism);
      if (reply.code() == ACCEPTED) {
        return;
      }
      if (last || (reply.code() != UNKNOWN_MECHANISM && reply.code() != TOO_WEAK)) {
        throw new SessionFailure(new Replied(Stage.AUTH, echo.removedFrom(reply)));
      }
    }
  }

  private List<SaslMechanism> candidates(Capabilities capabilities, boolean encrypted) {
    if (!credentials.mechanisms().isEmpty()) {
      return credentials.mechanisms().stream()
          .filter(capabilities.authMechanisms()::contains)
          .flatMap(name -> SaslMechanism.of(name).stream())
          .toList();
    }
    List<SaslMechanism> candidates = new ArrayList<>();
    for (SaslMechanism mechanism : SaslMechanism.values()) {
      if (mechanism.takesPassword()
          && capabilities.authMechanisms().contains(mechanism.keyword())) {
        candidates.add(mechanism);
      }
    }
    if (!encrypted) {
      List<SaslMechanism> hiding =
          candidates.stream().filter(HIDING_THE_PASSWORD::contains).toList();
      candidates.removeAll(hiding);
      candidates.addAll(0, hiding);
    }
    return candidates;
  }

  private Reply authenticate(SaslMechanism mechanism) throws SessionFailure {
    try {
      SaslExchange exchange = SaslExchanges.of(mechanism, credentials, endpoint, random);
      Reply reply = converse(mechanism, exchange);
      if (reply.code() == ACCEPTED && !exchange.isServerProven()) {
        throw new SaslFailure("the server did not prove that it knows the password");
      }
      return reply;
    } catch (SaslFailure e) {
      throw new SessionFailure(
          new Failed(
              Stage.AUTH,
              Failure.AUTH_NOT_POSSIBLE,
              mechanism.keyword() + ": " + SmtpConnection.describe(e)),
          e);
    }
  }

  private Reply converse(SaslMechanism mechanism, SaslExchange exchange)
      throws SessionFailure, SaslFailure {
    String command = "AUTH " + mechanism.keyword();
    Optional<String> unsaid = exchange.initialResponse().map(Authentication::encoded);
    int length = command.length() + 1 + unsaid.map(String::length).orElse(0);
    if (unsaid.isPresent() && length <= LONGEST_COMMAND) {
      command = command + " " + (unsaid.get().isEmpty() ? "=" : unsaid.get());
      unsaid = Optional.empty();
    }
    Reply reply = say(command);
    for (int step = 0; reply.code() == CONTINUE && step < MOST_STEPS; step++) {
      String response = unsaid.isPresent() ? unsaid.get() : answer(exchange, reply);
      unsaid = Optional.empty();
      reply = say(response);
    }
    return reply;
  }

  private String answer(SaslExchange exchange, Reply challenge) throws SessionFailure, SaslFailure {
    try {
      return encoded(exchange.respond(Base64.getDecoder().decode(challenge.lines().get(0))));
    } catch (IllegalArgumentException e) {
      throw new SaslFailure("a challenge with bad base64", e);
    }
  }

  private Reply say(String line) throws SessionFailure {
    echo.sent(line);
    try {
      return Exchange.command(connection, Stage.AUTH, line, timeouts.command());
    } catch (SessionFailure e) {
      if (e.getCause() instanceof MalformedReply) {
        // Its words quote the peer, who may be quoting us; so the cause is left behind, too.
        throw failed(
            Failure.MALFORMED_REPLY, "what came is no SMTP reply, and may repeat our login");
      }
      if (e.evidence() instanceof Replied replied) {
        throw new SessionFailure(new Replied(Stage.AUTH, echo.removedFrom(replied.reply())));
      }
      throw e;
    }
  }

  private static String encoded(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  private static SessionFailure failed(Failure failure, String detail) {
    return new SessionFailure(new Failed(Stage.AUTH, failure, detail));
  }
}
