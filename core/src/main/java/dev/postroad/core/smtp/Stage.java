// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

/** Where in a session something happened. Times out by RFC 5321 §4.5.3.2. */
public enum Stage {
  CONNECT,
  GREETING,
  EHLO,
  STARTTLS,
  AUTH,
  MAIL,
  RCPT,
  /** The reply to DATA; with CHUNKING there is none. */
  DATA,
  /** The bytes of the message, and the reply to the final dot or to the last BDAT chunk. */
  FINAL_DOT,
  RSET,
  QUIT
}
