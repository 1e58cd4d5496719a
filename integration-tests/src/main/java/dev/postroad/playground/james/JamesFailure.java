// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.io.IOException;

/** James did not start, or did not answer as it must; the message carries its own last words. */
public final class JamesFailure extends IOException {
  private static final long serialVersionUID = 1L;

  JamesFailure(String message) {
    super(message);
  }
}
