// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.client.Mailbox;
import dev.postroad.playground.client.Message;
import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.client.SmtpSubmitter;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.RecordedSession;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Mail that goes into a James, and where it comes out: at another server, in a repository, in a
 * mailbox, or in the log.
 */
record MailFlow(JamesProcess james) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** A user with this address, whose password is the address; the domain becomes local. */
  void createUser(String address) throws IOException {
    james.webAdmin().createDomain(address.substring(address.indexOf('@') + 1));
    james.webAdmin().createUser(address, address);
  }

  /** Sends as one of James' users who logs in. */
  void submit(String user, String to) throws IOException {
    new SmtpSubmitter(james.smtp(), user, user).submit(Message.of(user, List.of(to), "hello"));
  }

  /** Sends without a login. */
  void send(String from, String to) throws IOException {
    send(from, to, "", 100);
  }

  /**
   * Sends without a login.
   *
   * @param header more fields, each with its line feed
   * @param octets about how large the message is
   */
  void send(String from, String to, String header, int octets) throws IOException {
    send(from, List.of(to), header, octets);
  }

  /** Sends one mail to several recipients without a login. */
  void send(String from, List<String> to) throws IOException {
    send(from, to, "", 100);
  }

  private void send(String from, List<String> to, String header, int octets) throws IOException {
    try (SmtpDialogue smtp = SmtpDialogue.with(james.smtp())) {
      List<String> envelope = new ArrayList<>(List.of("EHLO laptop.example"));
      envelope.add("MAIL FROM:<" + from + ">");
      to.forEach(recipient -> envelope.add("RCPT TO:<" + recipient + ">"));
      for (String command : envelope) {
        assertThat(smtp.command(command).isPositive()).as(command).isTrue();
      }
      assertThat(smtp.command("DATA").code()).isEqualTo(354);
      String text = header + "Subject: hello\n\n" + "a line of this message\n".repeat(octets / 23);
      assertThat(smtp.content(text).isPositive()).isTrue();
      smtp.command("QUIT");
    }
  }

  /** Waits for one mail to this recipient there. */
  static ReceivedMail arrives(ScriptedSmtpServer server, String recipient) {
    return arrives(server, recipient, 1).get(0);
  }

  /** Waits for so many mails to recipients that end so. */
  static List<ReceivedMail> arrives(ScriptedSmtpServer server, String recipient, int count) {
    await().atMost(LIMIT).until(() -> mails(server, recipient).size() == count);
    return mails(server, recipient);
  }

  /** The mails there to recipients that end so. */
  static List<ReceivedMail> mails(ScriptedSmtpServer server, String recipient) {
    return server.mails().stream()
        .filter(mail -> mail.to().stream().anyMatch(to -> to.endsWith(recipient)))
        .toList();
  }

  /** The sessions there in which this recipient was named, accepted or not. */
  static List<RecordedSession> sessions(ScriptedSmtpServer server, String recipient) {
    return server.sessions().stream()
        .filter(session -> session.commands().contains("RCPT TO:<" + recipient + ">"))
        .toList();
  }

  /** How often this recipient was named there. */
  static long attempts(ScriptedSmtpServer server, String recipient) {
    return server.sessions().stream()
        .flatMap(session -> session.commands().stream())
        .filter(("RCPT TO:<" + recipient + ">")::equals)
        .count();
  }

  /** Waits for a line of James' log with something that matches. */
  void logged(String expression) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                Files.readAllLines(james.log()).stream()
                    .anyMatch(line -> line.matches(".*" + expression + ".*")));
  }

  /** Waits for a mail to this recipient in a repository {@code var/mail/…}. */
  void keeps(String repository, String recipient) {
    String path = "var/mail/" + repository;
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              StringBuilder mails = new StringBuilder();
              for (String key : james.webAdmin().repositoryKeys(path)) {
                mails.append(james.webAdmin().repositoryMail(path, key).get("recipients"));
              }
              assertThat(mails.toString()).contains(recipient);
            });
  }

  /** Waits for a message with these words in a user's mailbox. */
  void isTold(String user, String words) {
    Mailbox mailbox = new Mailbox(james.pop3(), user, user);
    await().atMost(LIMIT).until(() -> !mailbox.messagesWith(words).isEmpty());
  }

  /** Replaces a file of {@code conf/} as an editor does. */
  void replace(String name, String text) throws IOException {
    Path file = james.directory().resolve("conf").resolve(name);
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
