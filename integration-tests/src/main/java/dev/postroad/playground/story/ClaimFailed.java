// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

/** Something that the story claims does not hold; the message says what was seen instead. */
public final class ClaimFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClaimFailed(String message) {
    super(message);
  }
}
