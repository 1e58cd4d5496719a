// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

/** The points of an SMTP session at which a {@link Rule} can take over. */
public enum Stage {
  /** The TCP connection is open; the reply is the greeting. */
  GREETING,
  /** Just before a TLS handshake, implicit or after STARTTLS; bytes sent here break it. */
  HANDSHAKE,
  EHLO,
  HELO,
  STARTTLS,
  /** The AUTH command, and every further line of its exchange that a rule asked for by 334. */
  AUTH,
  MAIL,
  RCPT,
  /** The DATA command; a code other than 354 means that no content is read. */
  DATA,
  /** Content is arriving, by DATA or BDAT; see {@link Rule#afterBytes}. */
  CONTENT,
  /** A BDAT command, after its octets were read. */
  BDAT,
  /** The end of the message: the final dot, or BDAT LAST unless a rule for BDAT takes it. */
  FINAL_DOT,
  RSET,
  NOOP,
  QUIT,
  /** Any other command: VRFY, EXPN, HELP and what is not known. */
  OTHER
}
