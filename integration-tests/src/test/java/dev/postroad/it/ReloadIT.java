// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A policy is changed, broken and mended while mail flows. */
class ReloadIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int NO_END = Integer.MAX_VALUE;
  private static final long PAUSE_NANOS = 10_000_000;

  @Test
  void aChangedRuleCountsWithinSecondsABrokenFileChangesNothingAndNoMailIsLost() throws Exception {
    Listeners listeners = Listeners.onFreePorts();
    try (RecordingSink one = RecordingSink.start();
        RecordingSink two = RecordingSink.start();
        JamesProcess james =
            Build.launch(
                Build.jamesWithPostroad("reload")
                    .listeners(listeners)
                    .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
                    .confFile("policy", policy(one, "to * via here"))
                    .confFile(
                        "mailetcontainer.xml",
                        Containers.doing(
                            """
                            <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
                              <policy>file://conf/policy</policy>
                            </mailet>
                            <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                              <retry>1s</retry>
                            </mailet>
                            """)))) {
      james.awaitReady(Build.START_LIMIT);
      Path file = james.directory().resolve("conf/policy");
      Set<String> accepted;
      try (Flood flood = Flood.start(james.smtp(), "amy@corp.example", NO_END, ReloadIT::next)) {
        accepted = flood.accepted();
        await().atMost(LIMIT).until(() -> one.ids().size() > 100);

        replace(file, policy(two, "to * via here"));
        await().atMost(LIMIT).until(() -> two.ids().size() > 100);

        replace(file, policy(one, "to * vai here", "to class:nobody via there"));
        await().atMost(LIMIT).until(() -> log(james).contains("cannot be used"));
        assertThat(log(james))
            .contains(
                "what was read before stays in use",
                "file://conf/policy line 4, column 6: \"to * vai here\"",
                "file://conf/policy line 5, column 4: \"to class:nobody via there\"");
        int before = two.ids().size();
        await().atMost(LIMIT).until(() -> two.ids().size() > before + 100);

        int seen = one.ids().size();
        replace(file, policy(one, "to * via here"));
        await().atMost(LIMIT).until(() -> one.ids().size() > seen + 100);
      }

      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                Set<String> arrived = new TreeSet<>(one.ids());
                arrived.addAll(two.ids());
                assertThat(arrived).containsAll(accepted);
              });
      assertThat(one.ids()).doesNotContainAnyElementsOf(two.ids());
    }
  }

  /** Mail at a pace that leaves the machine something to do beside it. */
  private static String next(int number) {
    LockSupport.parkNanos(PAUSE_NANOS);
    return "m" + number + "@d" + number % 50 + ".example";
  }

  private static String policy(RecordingSink sink, String... routes) {
    return "[relays]\nhere smtp://[127.0.0.1]:%d tls=none\n[routes]\n%s\n"
        .formatted(sink.address().getPort(), String.join("\n", routes));
  }

  /** As an editor does. */
  private static void replace(Path file, String text) throws IOException {
    Path beside = file.resolveSibling("policy.new");
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String log(JamesProcess james) throws IOException {
    return Files.readString(james.log());
  }
}
