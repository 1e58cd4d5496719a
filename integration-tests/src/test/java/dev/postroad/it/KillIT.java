// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.JamesRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A James whose queues are kept on disk by ActiveMQ, killed again and again while mail comes in and
 * goes out. Whatever it said 250 to arrives.
 *
 * <p>The long form: {@code -Dpostroad.kills=20 -Dpostroad.mails=10000}; {@code -Dpostroad.seed=N}
 * kills at the same counts again.
 */
class KillIT {
  private static final String SENDER = "amy@corp.example";
  private static final Duration POLL = Duration.ofMillis(20);

  /** How long James may take to note that a mail has come, on a machine that is busy. */
  private static final Duration NOTED_WITHIN = Duration.ofSeconds(5);

  /** Mail that was sent away once waits beside the queue, and comes back soon. */
  private static final String IN_A_REPOSITORY = "<deferral>repository</deferral><retry>1s</retry>";

  private final long start = System.nanoTime();
  private final int kills = Integer.getInteger("postroad.kills", 2);
  private final int mails = Integer.getInteger("postroad.mails", 300);
  private final long seed = seed();
  private final List<Long> killed = new ArrayList<>();

  @Test
  void whatWasAcceptedArrivesHoweverOftenJamesIsKilled() throws Exception {
    try (RecordingSink sink = RecordingSink.start()) {
      killAgainAndAgain("kill", sink, "");
    }
  }

  @Test
  void whatIsDeferredInARepositoryArrivesHoweverOftenJamesIsKilled() throws Exception {
    Set<String> sentAway = ConcurrentHashMap.newKeySet();
    try (RecordingSink sink =
        RecordingSink.start(
            recipient -> Math.floorMod(recipient.hashCode(), 3) == 0 && sentAway.add(recipient))) {
      killAgainAndAgain("kill-deferred", sink, IN_A_REPOSITORY);
      assertThat(sink.deferred()).hasSizeGreaterThan(mails / 6);
    }
  }

  private void killAgainAndAgain(String name, RecordingSink sink, String keys) throws Exception {
    JamesRuntime runtime = Build.durableJames();
    JamesLayout layout = DurableJames.layout(name, sink.address(), keys);
    JamesProcess james = JamesProcess.launch(runtime, layout).awaitReady(Build.START_LIMIT);
    try (Flood flood = Flood.start(james.smtp(), SENDER, mails)) {
      for (int moment : moments()) {
        await()
            .atMost(patience())
            .pollInterval(POLL)
            .until(() -> flood.accepted().size() + sink.ids().size() >= moment);
        say("kill", flood, sink);
        james.kill();
        killed.add(System.nanoTime());
        james = JamesProcess.relaunch(runtime, layout).awaitReady(Build.START_LIMIT);
      }
      say("ready for the last time", flood, sink);
      awaitAll(flood, sink);
      say("end", flood, sink);
      assertThat(missing(flood, sink)).as("lost of seed %d", seed).isEmpty();
      assertThat(unexplained(flood, sink)).as("twice without a kill, seed %d", seed).isEmpty();
    } finally {
      // Nobody wants anything more of it, so nobody waits for an orderly end.
      james.kill();
    }
  }

  /** How many mails, come in and gone out, there are at each kill: at random, but in order. */
  private List<Integer> moments() {
    Random random = new Random(seed);
    int stretch = Math.max(1, 2 * mails / (kills + 1));
    List<Integer> moments = new ArrayList<>();
    for (int kill = 0; kill < kills; kill++) {
      moments.add(kill * stretch + 1 + random.nextInt(stretch));
    }
    return moments;
  }

  private void awaitAll(Flood flood, RecordingSink sink) {
    await().atMost(patience()).pollInterval(POLL).until(flood::isOver);
    long limit = System.nanoTime() + patience().toNanos();
    // What is missing at the limit is for the assertion to name.
    await()
        .forever()
        .pollInterval(POLL)
        .until(() -> missing(flood, sink).isEmpty() || System.nanoTime() - limit > 0);
  }

  /** ActiveMQ may look for mail as seldom as every ten seconds, and gives it slowly. */
  private Duration patience() {
    return Duration.ofSeconds(60 + mails / 10);
  }

  private static Set<String> missing(Flood flood, RecordingSink sink) {
    Set<String> missing = new TreeSet<>(flood.accepted());
    missing.removeAll(sink.ids());
    return missing;
  }

  /** Mails that came again although no kill met them in James, or as they had just come. */
  private Set<String> unexplained(Flood flood, RecordingSink sink) {
    Set<String> unexplained = new TreeSet<>();
    for (Map.Entry<String, List<Long>> mail : sink.arrivals().entrySet()) {
      List<Long> times = mail.getValue();
      long begun = flood.begun(mail.getKey());
      if (times.size() > 1 && killed.stream().noneMatch(at -> explains(at, begun, times))) {
        unexplained.add(mail.getKey() + " " + times);
      }
    }
    return unexplained;
  }

  /**
   * Whether a kill may be why a mail came again: it was still on its way through James, which hands
   * it from queue to queue, or it had come a moment before and James had not noted that yet.
   */
  private static boolean explains(long kill, long begun, List<Long> arrivals) {
    long last = arrivals.get(arrivals.size() - 1);
    boolean onItsWay = kill < arrivals.get(0);
    boolean justThere =
        arrivals.subList(0, arrivals.size() - 1).stream()
            .anyMatch(arrival -> Math.abs(kill - arrival) < NOTED_WITHIN.toNanos());
    return begun < kill && kill < last && (onItsWay || justThere);
  }

  private void say(String what, Flood flood, RecordingSink sink) {
    long twice = sink.arrivals().values().stream().filter(times -> times.size() > 1).count();
    System.out.printf(
        "KillIT seed %d, %d s: %s; kills %d, accepted %d, deferred %d, delivered %d, twice %d%n",
        seed,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        what,
        killed.size(),
        flood.accepted().size(),
        sink.deferred().size(),
        sink.ids().size(),
        twice);
  }

  private static long seed() {
    String wished = System.getProperty("postroad.seed", "");
    return wished.isBlank() ? new Random().nextInt(1_000_000) : Long.parseLong(wished);
  }
}
