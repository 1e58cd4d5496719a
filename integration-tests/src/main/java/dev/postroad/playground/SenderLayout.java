// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.Listeners;
import dev.postroad.playground.james.MailetContainerXml;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** James A: the drop-in jar in {@code extensions-jars/} and the sample {@code quickstart}. */
final class SenderLayout {
  private static final String SAMPLE = "quickstart";
  private static final String CONTAINER = "mailetcontainer.xml";
  private static final String RELAY_POLICY = "dev.postroad.mailets.RelayPolicy";
  private static final String DELIVERY = "dev.postroad.mailets.MxRemoteDelivery";
  private static final String NAME = "mail.corp.example";

  private SenderLayout() {}

  /** The sample as it is, for the real world. */
  static JamesLayout alone(Installation installation, Path work, Listeners listeners)
      throws IOException {
    return base(installation, work, listeners).build();
  }

  /** The sample, with what makes it send into the playground instead of the real world. */
  static JamesLayout inPlayground(
      Installation installation, Path work, Listeners listeners, Destinations destinations)
      throws IOException {
    Path sample = installation.sample(SAMPLE).resolve(CONTAINER);
    MailetContainerXml container = MailetContainerXml.parse(Files.readString(sample));
    Relays relays = destinations.relays();
    InetSocketAddress dns = destinations.dns().address();
    container
        .set(RELAY_POLICY, "relays", relays.table(destinations.port()))
        .set(RELAY_POLICY, "routes", relays.routes())
        .set(DELIVERY, "dns", dns.getHostString() + ":" + dns.getPort())
        .set(DELIVERY, "port", Integer.toString(destinations.port()))
        .set(DELIVERY, "allowNetwork", "127.0.0.0/8")
        .set(DELIVERY, "delayTime", "2 seconds");
    JamesLayout.Builder layout =
        base(installation, work, listeners).confFile(CONTAINER, container.text());
    relays.secrets().forEach(layout::confFile);
    relays.trust(work).forEach(layout::systemProperty);
    return layout.build();
  }

  private static JamesLayout.Builder base(Installation installation, Path work, Listeners listeners)
      throws IOException {
    return JamesLayout.in(work.resolve("james-a"))
        .helloName(NAME)
        .listeners(listeners)
        .confFolder(installation.sample(SAMPLE))
        .extension(installation.jar());
  }
}
