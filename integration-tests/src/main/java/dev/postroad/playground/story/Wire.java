// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.testing.smtp.RecordedSession;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.TranscriptLine;
import java.util.List;

/** What the scripted servers saw on the wire. */
final class Wire {
  private Wire() {}

  /** Returns the session of that number. */
  static RecordedSession session(ScriptedSmtpServer server, long number) {
    return server.sessions().stream()
        .filter(session -> session.number() == number)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the lines of a session. */
  static List<String> lines(RecordedSession session) {
    return session.transcript().stream().map(TranscriptLine::toString).toList();
  }
}
