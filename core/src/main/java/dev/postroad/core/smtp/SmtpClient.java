// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.tls.TlsContexts;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;

/**
 * Opens SMTP sessions. Knows of each only for as long as it is opened; safe for use by many
 * threads.
 *
 * <p>A session is opened in the order of RFC 5321 §3.1: connection, greeting, EHLO (HELO where the
 * peer refuses EHLO), STARTTLS as the endpoint's {@link dev.postroad.core.tls.TlsDemand} has it,
 * EHLO again, AUTH if the endpoint has credentials. It is handed out only when all of that
 * succeeded: there is no such thing as a session that was to be protected or authenticated and is
 * not.
 */
public final class SmtpClient {
  /** Where connections come from: the system, or a test. */
  @FunctionalInterface
  interface Channels {
    /** One that leads nowhere yet. */
    SocketChannel open() throws IOException;
  }

  private final SmtpSettings settings;
  private final TlsContexts tls;
  private final Channels channels;
  private final IoGuard guard;
  private final ConnectionsInUse inUse = new ConnectionsInUse();
  private final SecureRandom random = new SecureRandom();

  public SmtpClient(SmtpSettings settings, TlsContexts tls, IoGuard guard) {
    this(settings, tls, SocketChannel::open, guard);
  }

  /**
   * @param channels where its connections come from
   */
  SmtpClient(SmtpSettings settings, TlsContexts tls, Channels channels, IoGuard guard) {
    this.settings = settings;
    this.tls = tls;
    this.channels = channels;
    this.guard = guard;
  }

  /** How it behaves. */
  public SmtpSettings settings() {
    return settings;
  }

  /** Whose certificates it believes. */
  public TlsContexts trust() {
    return tls;
  }

  /**
   * The connections that it is opening, and those that deliveries by it use, whoever has opened
   * them.
   */
  public ConnectionsInUse inUse() {
    return inUse;
  }

  /**
   * Opens a session; blocks until it is ready.
   *
   * @throws SessionFailure saying at which stage it failed and how; the connection is closed
   */
  public SmtpSession open(Endpoint endpoint) throws SessionFailure {
    return open(endpoint, false);
  }

  /**
   * Opens a session; blocks until it is ready.
   *
   * @param hurried whether a peer that takes its time is given up early, for the sake of others
   * @throws SessionFailure saying at which stage it failed and how; the connection is closed
   */
  public SmtpSession open(Endpoint endpoint, boolean hurried) throws SessionFailure {
    SmtpSettings own = endpoint.terms().applyTo(settings);
    SmtpTimeouts timeouts = hurried ? own.timeouts().hurried() : own.timeouts();
    return new SessionOpening(endpoint, own, timeouts, tls, channels, guard, inUse, random).open();
  }
}
