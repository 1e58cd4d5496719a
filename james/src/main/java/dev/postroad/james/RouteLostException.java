// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

/** The way that was decided for a mail is not in the configuration any more. */
final class RouteLostException extends Exception {
  private static final long serialVersionUID = 1L;

  RouteLostException(String message) {
    super(message);
  }
}
