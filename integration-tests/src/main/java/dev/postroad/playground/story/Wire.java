// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.testing.smtp.RecordedSession;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.TranscriptLine;
import java.util.ArrayList;
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

  /** Returns the lines of a session, without what it says to log in. */
  static List<String> lines(RecordedSession session) {
    List<String> lines = new ArrayList<>();
    boolean loggingIn = false;
    for (TranscriptLine line : session.transcript()) {
      boolean client = line.from() == TranscriptLine.From.CLIENT;
      if (client && line.text().startsWith("AUTH ")) {
        loggingIn = true;
        lines.add("C: " + line.text().replaceFirst("^(AUTH \\S+) .*", "$1 ********"));
      } else if (client && loggingIn) {
        lines.add("C: ********");
      } else {
        loggingIn &= !line.text().matches("[245].*");
        lines.add(line.toString());
      }
    }
    return lines;
  }
}
