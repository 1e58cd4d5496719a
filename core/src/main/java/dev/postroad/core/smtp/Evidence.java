// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.domain.Printable;

/**
 * A bare fact from a session, without opinion: the peer said something, or something broke. What it
 * means is for the one table in {@code core.outcome} to say.
 */
public sealed interface Evidence {

  /** Where in the session it happened. */
  Stage stage();

  /**
   * The peer replied.
   *
   * @param reply what it said, in {@link Reply#brief}
   */
  record Replied(Stage stage, Reply reply) implements Evidence {
    public Replied {
      reply = reply.brief();
    }
  }

  /**
   * There is no reply, or none that counts.
   *
   * @param detail for the operator, such as the operating system's words; no secrets. It may quote
   *     the peer, such as the names in its certificate: so it is made {@link Printable}, and is at
   *     most {@value Reply#MOST_TEXT} characters
   */
  record Failed(Stage stage, Failure failure, String detail) implements Evidence {
    public Failed {
      detail = Printable.cut(Printable.spaced(detail), Reply.MOST_TEXT);
    }
  }

  /**
   * The recipient was not named to the peer: the transaction had no room for it (RFC 9422, RFC 5321
   * §4.5.3.1.8), and went so that another may follow.
   *
   * @param why for the operator
   */
  record NoTurn(String why) implements Evidence {
    @Override
    public Stage stage() {
      return Stage.RCPT;
    }
  }

  /** How a session breaks without a reply. */
  enum Failure {
    /** The connection was refused or the host or network is unreachable. */
    CONNECT_REFUSED,
    /** Nothing came within the stage's time-out. */
    TIMED_OUT,
    /** The peer, or something between, closed the connection. */
    CONNECTION_LOST,
    /** What came is not an SMTP reply, or is longer than a reply may be. */
    MALFORMED_REPLY,
    /** TLS is demanded and the peer does not offer STARTTLS. */
    TLS_NOT_OFFERED,
    /** The TLS handshake failed. */
    TLS_HANDSHAKE_FAILED,
    /** The handshake succeeded, but the peer did not prove to be who it must be. */
    TLS_NOT_VERIFIED,
    /** Credentials are configured and the peer offers no mechanism we may use for them. */
    AUTH_NO_MECHANISM,
    /**
     * Credentials are configured and cannot be read, may not be sent without TLS, or were refused
     * so lately that they are not sent again yet.
     */
    AUTH_NOT_POSSIBLE,
    /** An address needs SMTPUTF8 and the peer does not offer it (RFC 6531 §3.2). */
    SMTPUTF8_NOT_OFFERED,
    /** The message is larger than the peer's SIZE (RFC 1870). */
    LARGER_THAN_SIZE,
    /** Our own side could not read the message. */
    CONTENT_UNREADABLE,
    /** Anything unexpected on our own side. */
    INTERNAL
  }
}
