// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.outcome.ReplyClassifier.Past;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.tls.TlsDemand.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/operators/replies.md what the classifier says; -Dpostroad.regenerate=true rewrites it.
 */
class ReplyTableDocTest {
  private static final Path DOC = Path.of("..", "docs", "operators", "replies.md");
  private static final List<Integer> CODES =
      List.of(
          211, 214, 220, 221, 250, 251, 354, 421, 450, 451, 452, 500, 501, 502, 503, 504, 521, 550,
          551, 552, 553, 554, 556);
  private static final List<Stage> STAGES =
      List.of(Stage.GREETING, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.FINAL_DOT);

  @Test
  void documentedTableIsTheOneInForce() throws IOException {
    String table = page();
    if (Boolean.getBoolean("postroad.regenerate")) {
      Files.writeString(DOC, table);
    }
    assertThat(Files.readString(DOC)).isEqualTo(table);
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("| reply |");
    STAGES.forEach(stage -> page.append(' ').append(name(stage)).append(" |"));
    page.append("\n|---|").append("---|".repeat(STAGES.size())).append('\n');
    for (int code : CODES) {
      page.append("| ").append(code).append(" |");
      STAGES.forEach(stage -> page.append(' ').append(cell(stage, code)).append(" |"));
      page.append('\n');
    }
    return page.toString();
  }

  private static String cell(Stage stage, int code) {
    if (isWhatWasAskedFor(stage, code)) {
      return "goes on";
    }
    Verdict verdict =
        new ReplyClassifier()
            .classify(
                ReplyClassifierTest.replied(stage, Integer.toString(code)),
                ReplyClassifierTest.context(false, Past.NONE, false, Level.OPPORTUNISTIC));
    String disposition = verdict.disposition().name().toLowerCase(Locale.ROOT);
    return verdict.continuation() == Continuation.NEXT_HOST
        ? "next host, then " + disposition
        : disposition;
  }

  /** The replies the session itself goes on after, which never become a verdict. */
  private static boolean isWhatWasAskedFor(Stage stage, int code) {
    return switch (stage) {
      case GREETING -> code == 220;
      case EHLO -> code == 250;
      case DATA -> code == 354;
      case FINAL_DOT -> false;
      default -> code / 100 == 2 && code != 221;
    };
  }

  private static final String HEAD =
      """
      # What a reply means

      Generated from the reply table (`ReplyClassifier`) by `ReplyTableDocTest`: direct delivery, a session of its own, no
      enhanced status code in the reply, no other recipient accepted before. *Next host, then X*: the next host of the plan
      is tried at once; if there is none, the mail ends as X for this attempt. If any host gave a temporary answer, the
      mail is deferred, whatever the others said. *Goes on*: what was asked for; the session continues.

      Not in the table: a designated relay that refuses us at greeting or EHLO, or answers 530, 534 or 538, defers the mail
      with 4.3.5, since that is ours to mend; so does one that says at RCPT that it does not relay for us, in the words that mail
      servers have for it (such as "Relay access denied"), where any other 550 or 554 5.7.1 fails the recipient. 452 (or 4.5.3, or a bare 552) at RCPT after another recipient was accepted
      starts a new transaction at once, and so does a recipient for whom the one before had no room. 421 or a lost connection at MAIL, or at RSET before it, on a session used before is
      tried once on a fresh session; so is whatever else but success a host says there that took mail on that session before,
      for it may have had enough of them on one. A connection lost after the final dot defers and is not tried elsewhere, since the mail
      may be there. A peer that replies more often than it was asked, or is out of step at the end of the envelope, has all
      refusals of that transaction taken for temporary. 500 to 504 after the message speak of our command, not of the mail:
      it is deferred, and its next attempts go by DATA where this one went by BDAT. Everything unknown is temporary.

      """;

  private static String name(Stage stage) {
    return switch (stage) {
      case GREETING -> "greeting";
      case FINAL_DOT -> "final dot";
      default -> stage.name();
    };
  }
}
