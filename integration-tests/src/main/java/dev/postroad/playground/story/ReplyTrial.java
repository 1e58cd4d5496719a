// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.story.ReplyTable.Cell;
import dev.postroad.playground.story.ReplyTable.Outcome;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.util.Optional;
import java.util.Set;

/**
 * One reply at one stage: a domain of its own, whose first MX gives that reply on its first
 * connection and is polite afterwards. So a mail that is tried again later arrives after all.
 *
 * @param cell the reply and where it is given
 * @param domain the recipient's domain
 * @param server its first MX
 */
record ReplyTrial(Cell cell, String domain, ScriptedSmtpServer server) {

  static ReplyTrial open(Cell cell, String domain, String address, int port) {
    ScriptedSmtpServer server =
        ScriptedSmtpServer.builder().host(address).port(port).hostname("mx1." + domain).start();
    cell.stages()
        .forEach(stage -> server.on(stage).times(1).reply(cell.code() + " said on purpose"));
    return new ReplyTrial(cell, domain, server);
  }

  String recipient() {
    return "seed@" + domain;
  }

  /**
   * Says what came of the mail, as far as it can be seen now.
   *
   * @param reported the recipients that the sender got reports about
   * @param second the polite server at the second preference
   */
  Outcome outcome(Set<String> reported, ScriptedSmtpServer second) {
    if (reported.contains(recipient())) {
      return Outcome.FAILED;
    }
    if (mailAt(second).isPresent()) {
      return Outcome.NEXT_HOST;
    }
    if (mailAt(server).isEmpty()) {
      return Outcome.UNKNOWN;
    }
    return tries() == 1 ? Outcome.TAKEN : Outcome.DEFERRED;
  }

  /** How often the client began: with a connection, or with another mail over one it had. */
  private long tries() {
    long mails =
        server.sessions().stream()
            .flatMap(session -> session.commands().stream())
            .filter(command -> command.startsWith("MAIL"))
            .count();
    return Math.max(mails, server.connectionCount());
  }

  private Optional<ReceivedMail> mailAt(ScriptedSmtpServer host) {
    return host.mails().stream().filter(mail -> mail.to().contains(recipient())).findFirst();
  }
}
