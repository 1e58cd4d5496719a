// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.util.function.IntFunction;

/**
 * Mails that are alike but for their recipient.
 *
 * @param octets of each message
 * @param recipient of each mail, counted from zero
 */
record Load(int octets, IntFunction<String> recipient) {
  /** Returns 10 KB for each of 200 domains in turn. */
  static Load standard() {
    return to(TestBed::recipient);
  }

  /** Returns mails of 10 KB. */
  static Load to(IntFunction<String> recipient) {
    return new Load(Messages.TEN_KILOBYTES, recipient);
  }

  /** Returns what brings them to a mailer. */
  Submission to(Mailer mailer) {
    return new Submission(mailer.smtp(), Messages.ofSize(octets), recipient);
  }
}
