// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.World;
import dev.postroad.playground.client.Message;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.RecordedSession;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** "Not now" is tried again later; "not here" is tried elsewhere at once. */
final class Deferrals implements Step {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "a greylist, a busy host and an unfriendly host";
  }

  @Override
  public String tells() {
    return "451 at RCPT waits for the retry; a 421 or 554 greeting leads to the next MX at once.";
  }

  @Override
  public void play(World world, Scene scene) throws Exception {
    isRetried(world, scene);
    movesOn("busy.example", "421", world, scene);
    movesOn("closed.example", "554", world, scene);
  }

  private static void isRetried(World world, Scene scene) throws Exception {
    String recipient = "gus@grey.example";
    ScriptedSmtpServer server = world.destinations().server("mx.grey.example");
    submit(recipient, world, scene);
    ReceivedMail mail =
        scene.comes("the mail is delivered in the end", () -> mailFor(recipient, server));
    List<RecordedSession> sessions = server.sessions();
    sessions.forEach(session -> scene.shows(Wire.lines(session)));
    List<String> refusals =
        sessions.stream()
            .flatMap(session -> session.replies().stream())
            .filter(reply -> reply.startsWith("451"))
            .toList();
    scene.claims("it was put off once by a 451", refusals.size() == 1, refusals);
    Duration wait = Duration.between(sessions.get(0).opened(), mail.time());
    scene.claims("the retry came after its delay", wait.compareTo(AT_ONCE) > 0, wait);
    claimNoReport(recipient, world, scene);
  }

  private static void movesOn(String domain, String greeting, World world, Scene scene)
      throws Exception {
    String recipient = "gus@" + domain;
    ScriptedSmtpServer first = world.destinations().server("mx1." + domain);
    ScriptedSmtpServer second = world.destinations().server("mx2." + domain);
    submit(recipient, world, scene);
    ReceivedMail mail =
        scene.comes("mx2." + domain + " got the mail", () -> mailFor(recipient, second));
    RecordedSession refused = first.sessions().get(0);
    scene.shows(Wire.lines(refused));
    scene.shows(Wire.lines(Wire.session(second, mail.session())));
    scene.claims(
        "mx1." + domain + " had greeted with " + greeting,
        refused.replies().get(0).startsWith(greeting),
        refused);
    scene.claims("no MAIL was sent to it", noMail(refused), refused);
    Duration wait = Duration.between(refused.opened(), mail.time());
    scene.claims("the next MX was tried at once", wait.compareTo(AT_ONCE) < 0, wait);
    claimNoReport(recipient, world, scene);
  }

  private static boolean noMail(RecordedSession session) {
    return session.commands().stream().noneMatch(command -> command.startsWith("MAIL"));
  }

  private static void claimNoReport(String recipient, World world, Scene scene) throws Exception {
    Optional<Report> report = Report.about(recipient, world.amy().mailbox());
    scene.claims("amy gets no report", report.isEmpty(), report);
  }

  private static Optional<ReceivedMail> mailFor(String recipient, ScriptedSmtpServer server) {
    return server.mails().stream().filter(mail -> mail.to().contains(recipient)).findFirst();
  }

  private static void submit(String recipient, World world, Scene scene) throws Exception {
    scene.does("amy writes to " + recipient + ":");
    world
        .amy()
        .submitter()
        .submit(Message.of(world.amy().address(), List.of(recipient), "to " + recipient));
  }
}
