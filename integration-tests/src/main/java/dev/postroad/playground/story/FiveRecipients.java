// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.World;
import dev.postroad.playground.client.Message;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One message to many: each recipient has a fate of its own. */
final class FiveRecipients implements Step {
  private static final String SUBJECT = "to five at once";
  private static final String REFUSED = "nobody@red.example";
  private static final List<String> TAKEN =
      List.of("ann@red.example", "ben@blue.example", "cat@green.example", "dan@green.example");
  private static final List<String> HOSTS =
      List.of("mx1.hosting.example", "mx2.hosting.example", "mx.green.example");

  @Override
  public String name() {
    return "five recipients, one of them refused";
  }

  @Override
  public String tells() {
    return "red.example and blue.example share one MX set, green.example has its own.";
  }

  @Override
  public void play(World world, Scene scene) throws Exception {
    List<String> all = new ArrayList<>(TAKEN);
    all.add(1, REFUSED);
    scene.does("amy writes to " + String.join(", ", all) + ":");
    world.amy().submitter().submit(Message.of(world.amy().address(), all, SUBJECT));

    scene.comes(
        "four are delivered",
        () -> Optional.of(taken(world)).filter(taken -> taken.size() >= TAKEN.size()));
    Report report =
        scene.comes("amy is told of one", () -> Report.about(REFUSED, world.amy().mailbox()));
    for (ScriptedSmtpServer server : servers(world)) {
      server.sessions().forEach(session -> scene.shows(Wire.lines(session)));
    }
    scene.claimsEqual("each of the four got it once", TAKEN, taken(world));
    scene.shows(report.fields());
    scene.claimsEqual("the report names that one only", List.of(REFUSED), report.recipients());
    scene.claims(
        "with the reply that it got",
        report.diagnostics().size() == 1
            && report.diagnostics().get(0).contains("550 5.1.1 nobody of that name"),
        report.diagnostics());
    long reports =
        Report.in(world.amy().mailbox()).stream()
            .filter(
                r -> r.text().contains(SUBJECT) || r.recipients().stream().anyMatch(all::contains))
            .count();
    scene.claimsEqual("there is one report", 1L, reports);
  }

  private static List<ScriptedSmtpServer> servers(World world) {
    return HOSTS.stream().map(world.destinations()::server).toList();
  }

  private static List<String> taken(World world) {
    return servers(world).stream()
        .flatMap(server -> server.mails().stream())
        .filter(mail -> mail.header("Subject").equals(Optional.of(SUBJECT)))
        .map(ReceivedMail::to)
        .flatMap(List::stream)
        .sorted()
        .toList();
  }
}
