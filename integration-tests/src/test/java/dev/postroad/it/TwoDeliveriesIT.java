// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.client.Message;
import dev.postroad.playground.client.SmtpSubmitter;
import dev.postroad.playground.james.JamesFailure;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two MxRemoteDelivery in one James: two queues and two policies over one engine. */
class TwoDeliveriesIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void eachSaysItsOwnNameAndTheirConnectionsAreCountedTogether() throws Exception {
    try (ScriptedSmtpServer peer = ScriptedSmtpServer.start();
        JamesProcess james =
            launch(
                    "two-deliveries",
                    delivery("HostIs=bulk.example", "bulk", peer.port(), "")
                        + delivery(
                            "All",
                            "outgoing",
                            peer.port(),
                            "<maxConnections>1</maxConnections><idleTimeout>1h</idleTimeout>"))
                .awaitReady(Build.START_LIMIT)) {
      james.webAdmin().createDomain("corp.example");
      james.webAdmin().createUser("amy@corp.example", "amy");
      SmtpSubmitter amy = new SmtpSubmitter(james.smtp(), "amy@corp.example", "amy");

      amy.submit(to("bob@bulk.example"));
      peer.awaitMails(1, LIMIT);
      amy.submit(to("cid@other.example"));
      peer.awaitMails(2, LIMIT);

      assertThat(james.webAdmin().queues()).contains("bulk", "outgoing");
      await().atMost(LIMIT).until(() -> peer.openConnections() == 1);
      assertThat(peer.connectionCount()).isEqualTo(2);
      assertThat(peer.sessions().get(0).commands()).contains("EHLO bulk.corp.example", "QUIT");
      assertThat(peer.sessions().get(1).commands()).contains("EHLO outgoing.corp.example");
    }
  }

  @Test
  void whoWantTheOneEngineDifferentlyAreBothNamedAndJamesDoesNotStart() throws Exception {
    try (JamesProcess james =
        launch(
            "two-opinions",
            delivery("HostIs=bulk.example", "bulk", 25, "<maxConnections>50</maxConnections>")
                + delivery("All", "outgoing", 25, "<maxConnections>500</maxConnections>"))) {
      assertThatThrownBy(() -> james.awaitReady(Build.START_LIMIT))
          .isInstanceOf(JamesFailure.class)
          .hasMessageContaining("exit code");
      assertThat(Files.readString(james.log()))
          .containsPattern(
              "mailet \\d+, MxRemoteDelivery/maxConnections: 500 here, and 50 in mailetcontainer.xml"
                  + " processor \\w+, mailet \\d+, MxRemoteDelivery: ");
    }
  }

  private static String delivery(String match, String queue, int port, String keys) {
    return """
        <mailet match="%s" class="dev.postroad.mailets.MxRemoteDelivery">
          <outgoing>%s</outgoing>
          <heloName>%s.corp.example</heloName>
          <gateway>127.0.0.1</gateway>
          <gatewayPort>%d</gatewayPort>
          <tls>none</tls>
          %s
        </mailet>
        """
        .formatted(match, queue, queue, port, keys);
  }

  private static JamesProcess launch(String name, String mailets) throws IOException {
    return Build.launch(
        Build.jamesWithPostroad(name).confFile("mailetcontainer.xml", Containers.doing(mailets)));
  }

  private static Message to(String recipient) {
    return Message.of("amy@corp.example", List.of(recipient), "a greeting");
  }
}
