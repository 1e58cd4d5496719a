// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.World;
import dev.postroad.playground.client.Message;
import dev.postroad.testing.dns.ActiveFault;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.util.List;
import java.util.Optional;

/** What DNS says of a domain decides: never, never, or not now. */
final class DomainsWithoutMail implements Step {
  private static final String SHAKY = "ed@shaky.example";

  @Override
  public String name() {
    return "null MX, NXDOMAIN and SERVFAIL";
  }

  @Override
  public String tells() {
    return "One domain takes no mail, one does not exist, one's name servers fail for a while.";
  }

  @Override
  public void play(World world, Scene scene) throws Exception {
    fails("ann@nomail.example", "5.1.10", "null MX", world, scene);
    fails("ann@no-such.example", "5.1.2", "NXDOMAIN", world, scene);
    heals(world, scene);
  }

  private static void fails(String recipient, String status, String why, World world, Scene scene)
      throws Exception {
    scene.does("amy writes to " + recipient + " (" + why + "):");
    submit(recipient, why, world);
    Report report =
        scene.comes("amy is told", () -> Report.about(recipient, world.amy().mailbox()));
    scene.shows(report.fields());
    scene.claimsEqual("with status " + status, List.of(status), report.statuses());
    scene.claimsEqual("of that recipient alone", List.of(recipient), report.recipients());
  }

  private static void heals(World world, Scene scene) throws Exception {
    scene.does("amy writes to " + SHAKY + " (SERVFAIL):");
    ActiveFault fault = world.destinations().dns().fault("shaky.example", "MX", Fault.servfail());
    try {
      submit(SHAKY, "SERVFAIL", world);
      scene.comes(
          "the mail waits for another try",
          () ->
              fault.hits() > 0 && world.sender().webAdmin().queueSize("outgoing") > 0
                  ? Optional.of(fault)
                  : Optional.empty());
      scene.claims(
          "amy is not told of a failure",
          Report.about(SHAKY, world.amy().mailbox()).isEmpty(),
          "a report");
    } finally {
      fault.heal();
    }
    scene.does("the name servers heal:");
    ScriptedSmtpServer server = world.destinations().server("mx.shaky.example");
    ReceivedMail mail =
        scene.comes("the mail is delivered", () -> server.mails().stream().findFirst());
    scene.shows(Wire.lines(Wire.session(server, mail.session())));
    scene.claimsEqual("once, to " + SHAKY, List.of(SHAKY), mail.to());
  }

  private static void submit(String recipient, String subject, World world) throws Exception {
    world.amy().submitter().submit(Message.of(world.amy().address(), List.of(recipient), subject));
  }
}
