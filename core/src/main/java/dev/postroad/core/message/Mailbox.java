// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.Printable;

/**
 * A mailbox, {@code local-part@domain} (RFC 5321 §4.1.2), fit to stand in an SMTP command.
 *
 * <p>The local part keeps the spelling it came with, quotes included, since only its own post
 * office may interpret it; {@code user%host} and {@code host!user} pass untouched. The domain is in
 * canonical form. Neither holds CR, LF, NUL or any other control character.
 *
 * <p>Refused is only what cannot be said in a command, or would be read as something else: a source
 * route ({@code @a,@b:user@c}, which RFC 5321 appendix C tells servers to strip) and any other
 * {@code @} outside quotes. A local part may be longer than the 64 octets of RFC 5321 §4.5.3.1.1:
 * that is what every server must take, many take more, and the one concerned will say.
 *
 * @param localPart as written between {@code <} and {@code @}; never empty
 * @param domain where the mailbox is
 */
public record Mailbox(String localPart, DomainName domain) {

  public Mailbox {
    if (localPart.isEmpty()) {
      throw new IllegalArgumentException("an address needs a local part before its @");
    }
    for (int i = 0; i < localPart.length(); i++) {
      if (Character.isISOControl(localPart.charAt(i))) {
        throw new IllegalArgumentException("a local part cannot hold control characters");
      }
    }
    checkQuoting(localPart);
  }

  /** What stands outside quotes could otherwise end the path, and begin a parameter. */
  private static void checkQuoting(String localPart) {
    boolean quoted = false;
    for (int i = 0; i < localPart.length(); i++) {
      char c = localPart.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++;
      } else if (!quoted && (c == ' ' || c == '<' || c == '>')) {
        throw new IllegalArgumentException(
            "a local part with blanks or angle brackets must be quoted");
      } else if (!quoted && c == '@') {
        throw new IllegalArgumentException(
            "an address has one @ outside quotes, and no source route before it");
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("a local part whose quotes are not closed");
    }
  }

  /**
   * Reads {@code local-part@domain}; the last unquoted {@code @} divides the two.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static Mailbox parse(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("not an address, it has no @: " + Printable.marked(text));
    }
    return new Mailbox(text.substring(0, at), DomainName.parse(text.substring(at + 1)));
  }

  /** Whether the local part needs SMTPUTF8 (RFC 6531); the domain never does, it is in A-labels. */
  public boolean needsSmtpUtf8() {
    for (int i = 0; i < localPart.length(); i++) {
      if (localPart.charAt(i) > 0x7f) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return localPart + "@" + domain.inAddress();
  }
}
