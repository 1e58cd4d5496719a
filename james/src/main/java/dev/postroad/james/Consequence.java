// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

/**
 * What becomes of a mail for one of its recipients.
 *
 * @param kind what was decided
 * @param outcome how the attempt ended, in the words that are told
 */
record Consequence(Kind kind, RecipientOutcome outcome) {

  /** What may be decided, in the words of the log. */
  enum Kind {
    DELIVERED("delivered"),
    FAILED("failed"),
    /** Time or attempts have run out. */
    GIVEN_UP("given up"),
    DEFERRED("deferred"),
    /** Held back, which is no attempt. */
    POSTPONED("postponed");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** Whether the mail is tried again. */
    boolean isKept() {
      return this == DEFERRED || this == POSTPONED;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
