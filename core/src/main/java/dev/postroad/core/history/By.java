// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

/**
 * On whose word something is done: an operator's, or that of a rule which an operator has written.
 *
 * @param who as the server knows them, {@value #UNKNOWN} if it does not; where the rule is written
 * @param reason in their words, those of the rule; may be empty
 */
public record By(String who, String reason) {
  /** Somebody of whom the server knows no name. */
  public static final String UNKNOWN = "unknown";

  /** Nobody has given a reason, and it is not known who it is. */
  public static final By NOBODY = new By(UNKNOWN, "");
}
