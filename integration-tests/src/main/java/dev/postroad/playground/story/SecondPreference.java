// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.World;
import dev.postroad.playground.client.Mailbox;
import dev.postroad.playground.client.Message;
import dev.postroad.playground.client.Pop3Client;
import java.io.IOException;
import java.util.List;

/** The best MX refuses connections: the mail goes to the second, and is read there. */
final class SecondPreference implements Step {
  private static final String SUBJECT = "through the second preference";

  @Override
  public String name() {
    return "the second preference";
  }

  @Override
  public String tells() {
    return "remote.example has MX 10, where nothing listens, and MX 20, a stock James.";
  }

  @Override
  public void play(World world, Scene scene) throws Exception {
    scene.does("amy submits to James A, authenticated:");
    Message message = Message.of(world.amy().address(), List.of(world.bob().address()), SUBJECT);
    scene.shows(world.amy().submitter().submit(message).lines());

    Mailbox inbox = world.bob().mailbox();
    String arrived =
        scene.comes(
            "the mail is in bob's mailbox on James B",
            () -> inbox.messagesWith("Subject: " + SUBJECT).stream().findFirst());
    scene.claims(
        "James B, the second preference, took it from the network",
        arrived.contains("by mx2.remote.example"),
        arrived);
    scene.claims(
        "the first preference was looked up before",
        !world.destinations().dns().queries("mx1.remote.example", "A").isEmpty(),
        world.destinations().dns().queries());
    readBack(inbox, scene);
  }

  private static void readBack(Mailbox inbox, Scene scene) throws IOException {
    scene.does("bob reads it over POP3:");
    try (Pop3Client pop3 = inbox.open()) {
      int messages = pop3.stat().messages();
      int listed = pop3.list().size();
      int named = pop3.uidl().size();
      String top = pop3.top(1, 0);
      String whole = pop3.retr(1);
      pop3.dele(1);
      pop3.quit();
      scene.shows(pop3.transcript().lines());
      scene.claims(
          "STAT, LIST and UIDL tell of one message",
          messages == 1 && listed == 1 && named == 1,
          List.of(messages, listed, named));
      scene.claims("TOP shows the header alone", !top.contains("Hello from"), top);
      scene.claims(
          "RETR shows the body as it was written",
          whole.contains("\n.a line that begins with a dot\n"),
          whole);
    }
    scene.claimsEqual("after DELE and QUIT the mailbox is empty", List.of(), inbox.messages());
  }
}
