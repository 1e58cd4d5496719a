// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.JamesRuntime;
import dev.postroad.playground.james.Listeners;
import dev.postroad.playground.story.Narrator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything that runs: James A with Postroad, the destinations it sends to, and James B, a stock
 * James that plays the remote post office.
 *
 * @param sender James A
 * @param remote James B
 * @param destinations the DNS and the scripted servers
 * @param amy sends; her mailbox, on James A, gets the reports
 * @param bob receives, on James B
 */
public record World(
    JamesProcess sender, JamesProcess remote, Destinations destinations, User amy, User bob)
    implements AutoCloseable {
  /** The second MX of {@code remote.example}. */
  static final String REMOTE_MX = "mx2.remote.example";

  static final Duration START_LIMIT = Duration.ofMinutes(2);

  /**
   * Opens a world on free ports.
   *
   * @param work where its files go, made if it is not there
   * @throws IOException if something does not start; what had started is closed again
   */
  public static World open(Installation installation, Path work, Narrator narrator)
      throws IOException, InterruptedException {
    return open(installation, Ports.FREE, Files.createDirectories(work), narrator);
  }

  /**
   * Opens a world.
   *
   * @param ports how loopback ports are chosen
   * @param work where its files go
   * @throws IOException if something does not start; what had started is closed again
   */
  static World open(Installation installation, Ports ports, Path work, Narrator narrator)
      throws IOException, InterruptedException {
    narrator.line("starting two Jameses, a DNS server and the destination servers …");
    long begin = System.nanoTime();
    JamesRuntime runtime = installation.james();
    try (Opening opening = new Opening()) {
      Destinations destinations = Destinations.open(ports);
      opening.onFailure(destinations::close);
      JamesProcess sender =
          JamesProcess.launch(
              runtime, SenderLayout.inPlayground(installation, work, ports.james(), destinations));
      opening.onFailure(sender::close);
      JamesProcess remote = JamesProcess.launch(runtime, remoteLayout(work, destinations));
      opening.onFailure(remote::close);
      sender.awaitReady(START_LIMIT);
      remote.awaitReady(START_LIMIT);
      World world =
          new World(
              sender,
              remote,
              destinations,
              User.create(sender, "amy@corp.example", "amy"),
              User.create(remote, "bob@remote.example", "bob"));
      opening.done();
      narrator.line("all ready after %.1f s".formatted((System.nanoTime() - begin) / 1e9));
      return world;
    }
  }

  private static JamesLayout remoteLayout(Path work, Destinations destinations) {
    String host = destinations.addressOf(REMOTE_MX);
    Listeners free = Listeners.onFreePorts();
    return JamesLayout.in(work.resolve("james-b"))
        .helloName(REMOTE_MX)
        .listeners(
            new Listeners(
                new InetSocketAddress(host, destinations.port()), free.pop3(), free.webAdmin()))
        .dnsServer("127.0.0.1")
        .build();
  }

  /** Creates a further user on James A, for a step that wants a mailbox of its own. */
  public User newSender(String localPart) throws IOException {
    return User.create(sender, localPart + "@corp.example", localPart);
  }

  @Override
  public void close() {
    sender.close();
    remote.close();
    destinations.close();
  }
}
