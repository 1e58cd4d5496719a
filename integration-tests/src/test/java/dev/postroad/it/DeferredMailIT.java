// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Mail that waits for its next attempt is not in the way of mail that is due, although ActiveMQ
 * shows nothing of what is behind the first 400 messages of a queue while none of them is due.
 *
 * <p>The long form: {@code -Dpostroad.deferred=3000}; {@code -Dpostroad.deferral=queue} shows what
 * would be without the repository.
 */
class DeferredMailIT {
  private static final String SENDER = "amy@corp.example";
  private static final String DEAD = "@dead.example";
  private static final int DUE = 50;
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final long start = System.nanoTime();
  private final int deferred = Integer.getInteger("postroad.deferred", 600);
  private final String deferral = System.getProperty("postroad.deferral", "auto");

  @Test
  void mailThatIsDueArrivesHoweverManyMailsWaitOnActiveMq() throws Exception {
    try (RecordingSink sink = RecordingSink.start(recipient -> recipient.endsWith(DEAD))) {
      JamesLayout layout =
          DurableJames.layout(
              "deferred", sink.address(), "<retry>1h</retry><deferral>" + deferral + "</deferral>");
      try (JamesProcess james =
          JamesProcess.launch(Build.durableJames(), layout).awaitReady(Build.START_LIMIT)) {
        say("ready", sink);
        try (Flood dead =
            Flood.start(james.smtp(), SENDER, deferred, number -> "dead" + number + DEAD)) {
          await().atMost(patience()).pollInterval(POLL).until(dead::isOver);
          say("taken", sink);
          await()
              .atMost(patience())
              .pollInterval(POLL)
              .until(() -> sink.deferred().containsAll(dead.accepted()));
        }
        say("deferred", sink);
        try (Flood due =
            Flood.start(james.smtp(), SENDER, DUE, number -> "due" + number + "@d.example")) {
          await().atMost(patience()).pollInterval(POLL).until(due::isOver);
          say("due mail taken", sink);
          await()
              .atMost(LIMIT)
              .pollInterval(POLL)
              .untilAsserted(() -> assertThat(sink.ids()).containsAll(due.accepted()));
          say("due mail arrived", sink);
        }
      }
    }
  }

  private Duration patience() {
    return Duration.ofSeconds(60 + deferred / 10);
  }

  private void say(String what, RecordingSink sink) {
    System.out.printf(
        "DeferredMailIT %s, %d ms: %s; deferred %d, delivered %d%n",
        deferral,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        what,
        sink.deferred().size(),
        sink.ids().size());
  }
}
