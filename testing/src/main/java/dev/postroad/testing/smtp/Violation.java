// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

/**
 * Something a client did that a standard forbids.
 *
 * @param kind what it was
 * @param detail where it was seen, for people
 * @param session the number of the connection, from 1
 */
public record Violation(Kind kind, String detail, long session) {
  /** The kinds of violation that the server notices. */
  public enum Kind {
    /** CR without LF, in a command or in content (RFC 5321 section 2.3.8). */
    BARE_CR,
    /** LF without CR, in a command or in content (RFC 5321 section 2.3.8). */
    BARE_LF,
    /** A NUL octet in a command or in content. */
    NUL,
    /** A line of content of more than 998 octets without CRLF (RFC 5321 section 4.5.3.1.6). */
    LONG_LINE,
    /** A command longer than 512 octets with CRLF and what the offered extensions add to that. */
    LONG_COMMAND,
    /** Content that does not end with CRLF, by BDAT. */
    NO_FINAL_CRLF,
    /** A command sent before the reply to the one before, without PIPELINING offered. */
    PIPELINING_NOT_OFFERED,
    /** A command sent before the reply to one that must end a group (RFC 2920 section 3.1). */
    PIPELINED_PAST_GROUP_END,
    /** Bytes sent before the greeting. */
    EARLY_TALK,
    /** Plain bytes sent after STARTTLS, before its reply. */
    BYTES_AFTER_STARTTLS,
    /** What looks like content, after DATA was not answered by 354. */
    CONTENT_AFTER_REFUSAL,
    /** Octets over 127 in content without 8BITMIME offered and declared, or SMTPUTF8. */
    UNDECLARED_EIGHT_BIT,
    /** Octets over 127 in an address without SMTPUTF8 offered and declared. */
    UNDECLARED_UTF8,
    /** A parameter or command of an extension that the server did not offer. */
    NOT_OFFERED,
    /**
     * A MAIL command, a RCPT command or a recipient domain beyond what the offered LIMITS say,
     * whatever the replies before were (RFC 9422).
     */
    BEYOND_LIMITS,
    /** A MAIL, RCPT, BDAT or AUTH command that does not follow its grammar. */
    SYNTAX,
    /** A command that is not known to SMTP or to an extension known here. */
    UNKNOWN_COMMAND,
    /** A command that may not come at this point. */
    BAD_SEQUENCE
  }
}
