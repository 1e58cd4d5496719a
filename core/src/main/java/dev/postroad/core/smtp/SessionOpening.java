// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.smtp.Capabilities.Extension;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.core.tls.TlsContexts;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** The way from nothing to a session that mail can be sent over; one object for one session. */
final class SessionOpening {
  private static final int READY = 220;
  private static final int DONE = 250;
  private static final int CLOSING = 421;

  private final Endpoint endpoint;
  private final SmtpSettings settings;
  private final SmtpTimeouts timeouts;
  private final TlsContexts tlsContexts;
  private final SmtpClient.Channels channels;
  private final IoGuard guard;
  private final ConnectionsInUse inUse;
  private final SecureRandom random;
  private Stage stage = Stage.CONNECT;

  /**
   * @param timeouts of the opening; the session has those of the settings
   */
  SessionOpening(
      Endpoint endpoint,
      SmtpSettings settings,
      SmtpTimeouts timeouts,
      TlsContexts tlsContexts,
      SmtpClient.Channels channels,
      IoGuard guard,
      ConnectionsInUse inUse,
      SecureRandom random) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.timeouts = timeouts;
    this.tlsContexts = tlsContexts;
    this.channels = channels;
    this.guard = guard;
    this.inUse = inUse;
    this.random = random;
  }

  SmtpSession open() throws SessionFailure {
    SmtpConnection connection = connect();
    return inUse.during(connection::cut, () -> open(connection));
  }

  private SmtpSession open(SmtpConnection connection) throws SessionFailure {
    boolean opened = false;
    try {
      SmtpSession session = converse(connection);
      opened = true;
      return session;
    } catch (RuntimeException e) {
      throw failed(stage, Failure.INTERNAL, e.toString(), e);
    } finally {
      if (!opened) {
        connection.close();
      }
    }
  }

  private SmtpConnection connect() throws SessionFailure {
    try {
      return SmtpConnection.open(endpoint, timeouts.connect(), channels, guard, inUse);
    } catch (SocketTimeoutException e) {
      throw failed(Stage.CONNECT, Failure.TIMED_OUT, SmtpConnection.describe(e), e);
    } catch (IOException e) {
      throw failed(Stage.CONNECT, Failure.CONNECT_REFUSED, SmtpConnection.describe(e), e);
    } catch (RuntimeException e) {
      throw failed(stage, Failure.INTERNAL, e.toString(), e);
    }
  }

  private SmtpSession converse(SmtpConnection connection) throws SessionFailure {
    TlsSummary tls = endpoint.implicitTls() ? handshake(connection) : TlsSummary.NONE;
    Reply greeting = greeting(connection);
    if (greeting.code() != READY) {
      throw refused(connection, Stage.GREETING, greeting);
    }
    Capabilities capabilities = hello(connection);
    if (!tls.isEncrypted() && endpoint.tls().wantsTls()) {
      tls = startTls(connection, capabilities);
      if (tls.isEncrypted()) {
        // Nothing said in clear counts any more (RFC 3207 §4.2).
        capabilities = helloUnderTls(connection);
      }
    }
    if (endpoint.credentials().isPresent()) {
      stage = Stage.AUTH;
      new Authentication(endpoint, endpoint.credentials().get(), connection, timeouts, random)
          .run(capabilities, tls);
    }
    return new SmtpSession(endpoint, connection, capabilities, tls, settings);
  }

  /**
   * A handshake is made when the peer has said something under it: in TLS 1.3 what it thinks of
   * ours, such as of the certificate that we do not have, comes with its first words. So what
   * breaks before them is still a failure of STARTTLS.
   */
  private Capabilities helloUnderTls(SmtpConnection connection) throws SessionFailure {
    try {
      return hello(connection);
    } catch (SessionFailure failure) {
      if (!(failure.evidence() instanceof Failed failed)) {
        throw failure;
      }
      stage = Stage.STARTTLS;
      boolean alert = failure.getCause() instanceof SSLException;
      throw failed(
          stage,
          alert ? Failure.TLS_HANDSHAKE_FAILED : failed.failure(),
          "before the first reply under TLS: " + failed.detail(),
          failure);
    }
  }

  /** EHLO, or HELO with a peer that has not heard of EHLO; LHLO where it is LMTP that we speak. */
  private Capabilities hello(SmtpConnection connection) throws SessionFailure {
    boolean lmtp = endpoint.terms().lmtp();
    Reply ehlo = command(connection, Stage.EHLO, (lmtp ? "LHLO " : "EHLO ") + endpoint.ehloName());
    if (ehlo.code() == DONE) {
      return Capabilities.parse(ehlo);
    }
    if (ehlo.classDigit() != 5 || lmtp) {
      throw refused(connection, Stage.EHLO, ehlo);
    }
    Reply helo = command(connection, Stage.EHLO, "HELO " + endpoint.ehloName());
    if (helo.code() != DONE) {
      throw refused(connection, Stage.EHLO, helo);
    }
    return Capabilities.NONE;
  }

  /**
   * STARTTLS as far as it is offered and demanded. Where clear text is allowed a peer that offers
   * STARTTLS and then refuses it is talked to in clear on the same connection, as long as it stays
   * in step.
   */
  private TlsSummary startTls(SmtpConnection connection, Capabilities capabilities)
      throws SessionFailure {
    boolean allowsClear = endpoint.tls().allowsClear();
    if (!capabilities.offers(Extension.STARTTLS)) {
      if (allowsClear) {
        return TlsSummary.NONE;
      }
      String detail = "TLS is demanded by " + endpoint.tls().because() + " and not offered";
      quit(connection);
      throw failed(Stage.STARTTLS, Failure.TLS_NOT_OFFERED, detail);
    }
    Reply reply = command(connection, Stage.STARTTLS, "STARTTLS");
    if (reply.code() == READY) {
      // What came with the reply was said by somebody in clear, to be believed under TLS.
      if (connection.readAhead() > 0) {
        throw failed(
            Stage.STARTTLS,
            Failure.TLS_HANDSHAKE_FAILED,
            "something was said in clear between the 220 and the handshake");
      }
      return handshake(connection);
    }
    boolean inStep =
        reply.classDigit() == 5 || (reply.classDigit() == 4 && reply.code() != CLOSING);
    if (allowsClear && inStep) {
      return TlsSummary.NONE;
    }
    throw refused(connection, Stage.STARTTLS, reply);
  }

  private TlsSummary handshake(SmtpConnection connection) throws SessionFailure {
    stage = endpoint.implicitTls() ? Stage.CONNECT : Stage.STARTTLS;
    try {
      SSLSession tls =
          connection.startTls(
              tlsContexts.socketFactory(endpoint.tls(), endpoint.terms().certificate()),
              tlsContexts.parameters(endpoint.hostName()),
              endpoint,
              timeouts.command());
      Optional<String> objection = TlsContexts.objection(tls, endpoint.tls(), endpoint.hostName());
      if (objection.isPresent()) {
        throw failed(stage, Failure.TLS_NOT_VERIFIED, objection.get());
      }
      return new TlsSummary(tls.getProtocol(), tls.getCipherSuite(), endpoint.tls().mustVerify());
    } catch (IOException e) {
      throw handshakeFailed(connection, e);
    }
  }

  private SessionFailure handshakeFailed(SmtpConnection connection, IOException cause) {
    Failed failure = connection.failure(stage, cause);
    if (failure.failure() == Failure.TIMED_OUT) {
      return new SessionFailure(failure, cause);
    }
    if (cause instanceof SSLException ssl) {
      Optional<String> problem = TlsContexts.certificateProblem(ssl);
      if (problem.isPresent()) {
        return failed(stage, Failure.TLS_NOT_VERIFIED, problem.get(), cause);
      }
    }
    return failed(stage, Failure.TLS_HANDSHAKE_FAILED, failure.detail(), cause);
  }

  private Reply command(SmtpConnection connection, Stage at, String line) throws SessionFailure {
    stage = at;
    return Exchange.command(connection, at, line, timeouts.command());
  }

  private Reply greeting(SmtpConnection connection) throws SessionFailure {
    stage = Stage.GREETING;
    try {
      return connection.read(timeouts.greeting());
    } catch (IOException | MalformedReply e) {
      throw new SessionFailure(connection.failure(stage, e), e);
    }
  }

  /** The failure of a refusal, after a goodbye where the peer still listens. */
  private SessionFailure refused(SmtpConnection connection, Stage at, Reply reply) {
    if (reply.code() != CLOSING) {
      quit(connection);
    }
    return new SessionFailure(new Replied(at, reply));
  }

  /** RFC 5321 §3.1: a client that goes says so. Nobody waits for the answer. */
  private void quit(SmtpConnection connection) {
    try {
      connection.writeLine("QUIT", timeouts.quit());
      connection.flush(timeouts.quit());
    } catch (IOException e) {
      // The refusal is what counts; the connection is about to be closed anyway.
      connection.close();
    }
  }

  private static SessionFailure failed(Stage at, Failure failure, String detail) {
    return new SessionFailure(new Failed(at, failure, detail));
  }

  private static SessionFailure failed(Stage at, Failure failure, String detail, Exception cause) {
    return new SessionFailure(new Failed(at, failure, detail), cause);
  }
}
