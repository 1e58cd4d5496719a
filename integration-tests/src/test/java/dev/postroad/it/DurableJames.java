// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.Listeners;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A James whose queues and mail repositories are on disk, with one relay for all its mail. */
final class DurableJames {
  /** Those of the frame around the mailets stay in memory; whatever names no protocol does not. */
  static final String REPOSITORIES =
      """
      <mailrepositorystore>
        <defaultProtocol>file</defaultProtocol>
        <mailrepositories>
          <mailrepository class="org.apache.james.mailrepository.file.FileMailRepository">
            <protocols>
              <protocol>file</protocol>
            </protocols>
            <config FIFO="false" CACHEKEYS="true"/>
          </mailrepository>
          <mailrepository class="org.apache.james.mailrepository.memory.MemoryMailRepository">
            <protocols>
              <protocol>memory</protocol>
            </protocols>
          </mailrepository>
        </mailrepositories>
      </mailrepositorystore>
      """;

  private DurableJames() {}

  /**
   * Describes it.
   *
   * @param name of its directory
   * @param relay takes all its mail
   * @param keys further elements of its {@code MxRemoteDelivery}
   */
  static JamesLayout layout(String name, InetSocketAddress relay, String keys) throws IOException {
    return describe(name, Listeners.onFreePorts(), relay, keys).build();
  }

  /** The same, to be described further. */
  static JamesLayout.Builder describe(
      String name, Listeners listeners, InetSocketAddress relay, String keys) {
    return Build.jamesWithPostroad(name)
        .listeners(listeners)
        .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
        .confFile("mailrepositorystore.xml", REPOSITORIES)
        .confFile(
            "mailetcontainer.xml",
            Containers.doing(
                """
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <gateway>127.0.0.1</gateway>
                  <gatewayPort>%d</gatewayPort>
                  <allowNetwork>127.0.0.0/8</allowNetwork>
                  %s
                </mailet>
                """
                    .formatted(relay.getPort(), keys)));
  }
}
