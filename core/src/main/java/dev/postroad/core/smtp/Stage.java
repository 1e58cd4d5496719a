// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

/** Where in a session something happened. Times out by RFC 5321 §4.5.3.2. */
public enum Stage {
  /** The TCP connection, and with implicit TLS (RFC 8314) the handshake. */
  CONNECT,
  GREETING,
  EHLO,
  /** The command, the handshake, and the first words of the peer under TLS. */
  STARTTLS,
  AUTH,
  MAIL,
  RCPT,
  /**
   * The reply to DATA, and then the octets of the message up to its end, with DATA or BDAT: what
   * fails here has certainly not been taken by the peer.
   */
  DATA,
  /**
   * The end of the message and the reply to it, or to any BDAT chunk: when the reply is lost the
   * peer may have taken the message.
   */
  FINAL_DOT,
  RSET,
  QUIT
}
