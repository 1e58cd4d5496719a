// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.World;
import dev.postroad.playground.client.Message;
import dev.postroad.testing.smtp.AuthAttempt;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.RecordedSession;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.TlsInfo;
import java.util.List;
import java.util.Optional;

/** Partners' mail goes through designated relays: verified TLS, and authentication. */
final class RelayHosts implements Step {
  private static final String HUB_1 = "hub1.relays.example";
  private static final String HUB_2 = "hub2.relays.example";

  @Override
  public String name() {
    return "designated relay hosts";
  }

  @Override
  public String tells() {
    return "partner.example goes via hub1, hub2; supplier.example via hub2.";
  }

  @Override
  public void play(World world, Scene scene) throws Exception {
    through(HUB_1, "LOGIN", "buyer@partner.example", "relayed with AUTH LOGIN", world, scene);
    through(HUB_2, "PLAIN", "orders@supplier.example", "relayed with AUTH PLAIN", world, scene);
    scene.does(HUB_1 + " goes down:");
    world.destinations().stop(HUB_1);
    try {
      through(HUB_2, "PLAIN", "buyer@partner.example", "the first relay is down", world, scene);
    } finally {
      world.destinations().start(HUB_1);
    }
  }

  private static void through(
      String hub, String mechanism, String recipient, String subject, World world, Scene scene)
      throws Exception {
    scene.does("amy writes to " + recipient + ":");
    world.amy().submitter().submit(Message.of(world.amy().address(), List.of(recipient), subject));
    ScriptedSmtpServer server = world.destinations().server(hub);
    ReceivedMail mail =
        scene.comes(
            hub + " got the mail",
            () ->
                server.mails().stream()
                    .filter(m -> m.header("Subject").equals(Optional.of(subject)))
                    .findFirst());
    RecordedSession session = Wire.session(server, mail.session());
    scene.shows(Wire.lines(session));
    scene.claimsEqual("for " + recipient + " alone", List.of(recipient), mail.to());
    scene.claimsEqual(
        "under TLS, which named the relay it wanted to verify",
        Optional.of(hub),
        mail.tls().flatMap(TlsInfo::serverName));
    scene.claims(
        "authenticated by AUTH " + mechanism + ", under TLS and nowhere else",
        !session.authAttempts().isEmpty()
            && session.authAttempts().stream().allMatch(auth -> isGood(auth, mechanism)),
        session.authAttempts());
  }

  private static boolean isGood(AuthAttempt auth, String mechanism) {
    return auth.mechanism().equals(mechanism) && auth.succeeded() && auth.underTls();
  }
}
