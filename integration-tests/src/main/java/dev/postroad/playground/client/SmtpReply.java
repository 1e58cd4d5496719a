// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.client;

import java.util.List;

/**
 * A reply of an SMTP server (RFC 5321 section 4.2).
 *
 * @param code the three digits
 * @param lines the text of each line, without the code
 */
public record SmtpReply(int code, List<String> lines) {
  public SmtpReply {
    lines = List.copyOf(lines);
  }

  /** Returns whether the command was done (2xx). */
  public boolean isPositive() {
    return code / 100 == 2;
  }

  @Override
  public String toString() {
    return code + " " + String.join(" / ", lines);
  }
}
