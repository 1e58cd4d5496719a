// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.outcome.ReplyClassifier;
import dev.postroad.core.outcome.ReplyClassifier.Context;
import dev.postroad.core.outcome.ReplyClassifier.Past;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every reply of docs/operators/replies.md at every stage of a transaction, over the wire: with
 * PIPELINING and CHUNKING on and off it comes to the same evidence for every recipient.
 */
@Timeout(60)
final class ReplyTableOnTheWireTest {
  private static final Envelope THREE =
      Rig.envelope("r1@example.com", "r2@example.com", "r3@example.com");
  private static final MessageContent HELLO = Rig.content("Subject: hello\r\n\r\nHello.\r\n");
  private static final boolean[] EITHER = {true, false};
  private static final List<Stage> WITH_CHUNKS = List.of(Stage.MAIL, Stage.RCPT, Stage.FINAL_DOT);

  private final Rig rig = new Rig();
  private final ScriptedSmtpServer server = ScriptedSmtpServer.builder().with("CHUNKING").start();

  @AfterEach
  void close() {
    server.close();
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        150, 211, 214, 220, 221, 250, 251, 354, 355, 421, 450, 451, 452, 500, 501, 502, 503, 504,
        521, 530, 550, 551, 552, 553, 554, 556
      })
  void replyComesToTheSameHoweverItTravels(int code) throws Exception {
    for (Stage stage : List.of(Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.FINAL_DOT)) {
      Set<List<String>> results = new LinkedHashSet<>();
      for (boolean pipelining : EITHER) {
        for (boolean chunking : EITHER) {
          if (!chunking || WITH_CHUNKS.contains(stage)) {
            results.add(result(stage, code, pipelining, chunking));
          }
        }
      }
      assertThat(results).as("%d at %s", code, stage).hasSize(1);
    }
  }

  private List<String> result(Stage stage, int code, boolean pipelining, boolean chunking)
      throws SessionFailure {
    server.clearScript();
    server.forget();
    server.on(stage).matching(stage == Stage.RCPT ? "r2@" : "").reply(code + " said the peer");
    List<String> result = new ArrayList<>();
    try (SmtpSession session =
        rig.client(new SmtpSettings(Rig.PATIENT, pipelining, chunking))
            .open(Rig.endpoint(server))) {
      TransactionResult sent = new MailTransaction().send(session, THREE, HELLO);
      sent.decisive()
          .forEach(
              (recipient, evidence) -> {
                result.add(recipient.mailbox() + ": " + evidence);
                if (disposition(evidence) == Disposition.DELIVERED) {
                  assertThat(wasTaken(recipient.mailbox().toString()))
                      .as("%s of %s", recipient.mailbox(), server.sessions())
                      .isTrue();
                }
              });
      result.add("usable: " + session.isUsable());
    }
    return result;
  }

  private boolean wasTaken(String mailbox) {
    return server.mails().stream().anyMatch(mail -> mail.to().contains(mailbox));
  }

  private static Disposition disposition(Evidence evidence) {
    return new ReplyClassifier()
        .classify(
            evidence,
            new Context(false, Past.NONE, false, TlsDemand.of(TlsDemand.Level.NONE, "the test")))
        .disposition();
  }
}
