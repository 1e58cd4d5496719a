// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

/**
 * On whose word something is done.
 *
 * @param who as the server knows them; {@value #UNKNOWN} if it does not
 * @param reason in their words; may be empty
 */
public record By(String who, String reason) {
  /** Somebody of whom the server knows no name. */
  public static final String UNKNOWN = "unknown";
}
