// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

/**
 * What has come of an operator's word about one mail.
 *
 * @param kind whether it is obeyed
 * @param why in words for the operator; empty if it is done
 */
public record Acted(Kind kind, String why) {

  /** Whether a word is obeyed. */
  public enum Kind {
    /** It is. */
    DONE,
    /**
     * It will be, without being asked again: mostly when the mail's attempt ends, if anything is
     * left of the mail then.
     */
    LATER,
    /** It is not. */
    SKIPPED
  }

  /** It is done. */
  public static final Acted DONE = new Acted(Kind.DONE, "");

  /** There is no such mail any more. */
  public static final Acted ENDED = skipped("it has ended");

  /** Nobody is there to do anything to the mail. */
  static final Acted NO_MAILET = skipped("no mailet delivers from its queue just now");

  /**
   * It is done later.
   *
   * @param why not now, in words for the operator
   */
  static Acted later(String why) {
    return new Acted(Kind.LATER, why);
  }

  /**
   * It is not done.
   *
   * @param why in words for the operator
   */
  static Acted skipped(String why) {
    return new Acted(Kind.SKIPPED, why);
  }
}
