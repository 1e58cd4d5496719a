// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

/** An answer is not at hand: the DNS would have to be asked. */
public final class NotKnownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient DnsQuestion question;

  NotKnownException(DnsQuestion question) {
    super(question.toString(), null, false, false);
    this.question = question;
  }

  /** What it would have to be asked. */
  public DnsQuestion question() {
    return question;
  }
}
