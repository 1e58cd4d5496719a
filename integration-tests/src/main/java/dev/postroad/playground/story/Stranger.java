// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.World;
import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.client.SmtpReply;
import java.util.List;

/** Nobody relays through James A without a login. */
final class Stranger implements Step {
  private static final String QUEUE = "outgoing";

  @Override
  public String name() {
    return "a stranger";
  }

  @Override
  public String tells() {
    return "An unauthenticated client asks James A to relay.";
  }

  @Override
  public void play(World world, Scene scene) throws Exception {
    int before = world.bob().mailbox().messages().size();
    try (SmtpDialogue smtp = SmtpDialogue.with(world.sender().smtp())) {
      smtp.command("EHLO stranger.example");
      smtp.command("MAIL FROM:<stranger@elsewhere.example>");
      SmtpReply reply = smtp.command("RCPT TO:<" + world.bob().address() + ">");
      smtp.command("QUIT");
      scene.shows(smtp.transcript().lines());
      scene.claims("the recipient is refused for good", reply.code() / 100 == 5, reply);
    }
    scene.claimsEqual("nothing waits to leave", 0, world.sender().webAdmin().queueSize(QUEUE));
    scene.claimsEqual("nothing arrived at bob's", before, world.bob().mailbox().messages().size());
    scene.claimsEqual("no scripted server heard of it", List.of(), strangerMail(world));
  }

  private static List<String> strangerMail(World world) {
    return world.destinations().servers().stream()
        .flatMap(server -> server.mails().stream())
        .filter(mail -> mail.from().equals("stranger@elsewhere.example"))
        .map(Object::toString)
        .toList();
  }
}
