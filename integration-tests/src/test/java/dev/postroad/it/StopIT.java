// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.JamesRuntime;
import dev.postroad.playground.james.Listeners;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.Rule;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A James whose queues and repositories are on disk is told to stop while a peer leaves it waiting
 * at every stage of a session. It stops in time, and when it is back each mail arrives. Twice come
 * only those that the peer had and did not say so.
 */
class StopIT {
  private static final String SENDER = "amy@corp.example";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** James itself waits some seconds for each of its own services. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

  /** Mails that the peer has and says nothing of. */
  private static final int DOTS = 20;

  private static final Map<Stage, Integer> HANGING =
      Map.of(
          Stage.GREETING, 2,
          Stage.EHLO, 2,
          Stage.MAIL, 2,
          Stage.RCPT, 2,
          Stage.DATA, 2,
          Stage.FINAL_DOT, DOTS);

  /** Each with a site of its own, and a second mail that waits for the first. */
  private static final int DOMAINS = HANGING.values().stream().mapToInt(Integer::intValue).sum();

  @Test
  void whateverHangsAtAStopArrivesAfterTheRestart() throws Exception {
    try (ScriptedSmtpServer peer = ScriptedSmtpServer.start();
        AuthoritativeDns dns = AuthoritativeDns.start()) {
      for (int i = 0; i < DOMAINS; i++) {
        dns.zone("d" + i + ".example")
            .mx(10, "mx.d" + i + ".example")
            .a("mx.d" + i + ".example", "127.0.0.1");
      }
      JamesRuntime runtime = Build.durableJames();
      JamesLayout layout = layout(peer, dns);
      JamesProcess james = JamesProcess.launch(runtime, layout).awaitReady(Build.START_LIMIT);
      try {
        List<Rule> rules = new ArrayList<>();
        HANGING.forEach((stage, times) -> rules.add(peer.on(stage).times(times).stall()));
        Set<String> sent = submit(james);
        await().atMost(LIMIT).until(() -> rules.stream().mapToInt(Rule::hits).sum() == DOMAINS);

        assertThat(james.end(STOP_LIMIT)).as("it stopped by itself").isTrue();
        assertThat(errors(james)).isEmpty();
        peer.awaitAllClosed(LIMIT);
        List<String> before = ids(peer.mails());

        james = JamesProcess.relaunch(runtime, layout).awaitReady(Build.START_LIMIT);
        int all = sent.size() + DOTS;
        await().atMost(LIMIT).until(() -> peer.mailCount() >= all);
        List<String> twice = new ArrayList<>(ids(peer.mails()));
        for (String id : sent) {
          twice.remove(id);
        }

        assertThat(ids(peer.mails())).hasSize(all).containsAll(sent);
        assertThat(before).doesNotHaveDuplicates().containsAll(twice);
      } finally {
        // Nobody wants anything more of it, so nobody waits for an orderly end.
        james.kill();
      }
    }
  }

  private static JamesLayout layout(ScriptedSmtpServer peer, AuthoritativeDns dns)
      throws IOException {
    String delivery =
        """
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <dns>127.0.0.1:%d</dns>
          <port>%d</port>
          <allowNetwork>127.0.0.0/8</allowNetwork>
          <stopTimeout>1s</stopTimeout>
          <retry>1s</retry>
        </mailet>
        """
            .formatted(dns.address().getPort(), peer.port());
    return DurableJames.describe("stop", Listeners.onFreePorts(), peer.address(), "")
        .confFile("mailetcontainer.xml", Containers.doing(delivery))
        .build();
  }

  private static Set<String> submit(JamesProcess james) {
    try (Flood flood =
        Flood.start(
            james.smtp(),
            SENDER,
            2 * DOMAINS,
            number -> "m" + number + "@d" + number % DOMAINS + ".example")) {
      await().atMost(LIMIT).until(flood::isOver);
      return flood.accepted();
    }
  }

  private static List<String> ids(List<ReceivedMail> mails) {
    return mails.stream().map(mail -> RecordingSink.idOf(mail.to().get(0))).toList();
  }

  /** What Postroad calls an error in the log. */
  private static List<String> errors(JamesProcess james) throws IOException {
    return Files.readAllLines(james.log()).stream()
        .filter(line -> line.contains(" ERROR ") && line.contains(" d.p."))
        .toList();
  }
}
