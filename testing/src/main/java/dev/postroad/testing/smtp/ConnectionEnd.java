// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.io.IOException;

/** Ends a connection from within, for a reason to record. */
final class ConnectionEnd extends IOException {
  private static final long serialVersionUID = 1L;

  private final RecordedSession.Ending ending;

  ConnectionEnd(RecordedSession.Ending ending, String message) {
    super(message);
    this.ending = ending;
  }

  RecordedSession.Ending ending() {
    return ending;
  }
}
