// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.james.OperatedWorld.Waiting;
import dev.postroad.james.book.MailAction.Kind;
import dev.postroad.james.book.MailState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random actions on random mails, some while an attempt is under way, some with a disk that fails,
 * against a model of what a mail may come to: in the end each mail has had exactly one ending.
 */
class RandomActionsTest {
  private static final int MAILS = 6;
  private static final int STEPS = 40;
  private static final int SEEDS = 60;
  private static final Duration POLL = Duration.ofMillis(2);

  /** What a mail has come to. */
  private enum Ending {
    DELIVERED,
    BOUNCED,
    DELETED,
    REQUEUED
  }

  static Stream<Arguments> runs() {
    return Stream.of(Waiting.values())
        .flatMap(
            waiting -> IntStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(waiting, seed)));
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("runs")
  void eachMailEndsOnceWhateverIsAsked(Waiting waiting, int seed) throws Exception {
    Random random = new Random(seed);
    try (OperatedWorld world = new OperatedWorld(waiting)) {
      Run run = new Run(world, random);
      for (int i = 0; i < MAILS; i++) {
        run.post("m" + i);
      }
      for (int step = 0; step < STEPS; step++) {
        run.step();
      }
      run.end();
    }
  }

  /** One run, and what is to come of it. */
  private static final class Run {
    private final OperatedWorld world;
    private final Random random;
    private final List<String> names = new ArrayList<>();

    /** What was done for good, or is to be done when the attempt ends. */
    private final Map<String, Kind> orders = new HashMap<>();

    private final Map<String, Ending> endings = new TreeMap<>();

    Run(OperatedWorld world, Random random) {
      this.world = world;
      this.random = random;
    }

    void post(String name) throws Exception {
      names.add(name);
      world.post(name, recipient(name));
      quiet(name);
    }

    private static String recipient(String name) {
      return name + "@x.example";
    }

    /** Until the mail is where it stays without anybody's doing. */
    private void quiet(String name) {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(() -> world.hangs(name) || world.isIdle(name));
    }

    void step() {
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(8)) {
        case 0 -> world.opens(recipient(name));
        case 1 -> letGo(name);
        case 2 -> {
          world.repository.failsToStore = true;
          act(name);
        }
        case 3 -> {
          world.james.refusals.set(1);
          act(name);
        }
        case 4 -> {
          world.hang(name);
          act(name, Kind.FLUSH);
        }
        default -> act(name);
      }
    }

    private void act(String name) {
      Kind[] kinds = Kind.values();
      act(name, kinds[random.nextInt(kinds.length)]);
    }

    private void act(String name, Kind kind) {
      boolean open = world.state(name).isPresent();
      Optional<MailState> before = world.state(name);
      Acted acted = world.act(name, kind);
      world.repository.failsToStore = false;
      world.james.refusals.set(0);
      assertThat(acted.kind() == Acted.Kind.SKIPPED || open).isTrue();
      switch (acted.kind()) {
        case DONE -> done(name, kind, before.orElseThrow());
        case LATER -> orders.put(name, kind);
        case SKIPPED -> assertThat(world.state(name).isPresent()).isEqualTo(open);
      }
      quiet(name);
      delivered(name);
    }

    private void done(String name, Kind kind, MailState before) {
      switch (kind) {
        case BOUNCE -> end(name, Ending.BOUNCED);
        case DELETE -> end(name, Ending.DELETED);
        case REQUEUE -> end(name, Ending.REQUEUED);
        case HOLD -> assertThat(world.state(name)).contains(MailState.HELD);
        case RELEASE -> {
          if (before != MailState.HELD) {
            assertThat(orders.remove(name)).isEqualTo(Kind.HOLD);
          }
        }
        case FLUSH -> assertThat(before).isEqualTo(MailState.DEFERRED);
      }
    }

    private void letGo(String name) {
      if (!world.hangs(name)) {
        return;
      }
      world.letGo(name);
      Kind order = orders.remove(name);
      await().pollDelay(Duration.ZERO).pollInterval(POLL).until(() -> world.isIdle(name));
      delivered(name);
      if (order != null && !endings.containsKey(name)) {
        switch (order) {
          case BOUNCE -> end(name, Ending.BOUNCED);
          case DELETE -> end(name, Ending.DELETED);
          case REQUEUE -> end(name, Ending.REQUEUED);
          case HOLD -> assertThat(world.state(name)).contains(MailState.HELD);
          case RELEASE, FLUSH -> throw new AssertionError(order + " is obeyed at once");
        }
      }
    }

    private void delivered(String name) {
      if (world.delivered.containsKey(recipient(name)) && world.state(name).isEmpty()) {
        endings.putIfAbsent(name, Ending.DELIVERED);
      }
    }

    private void end(String name, Ending ending) {
      assertThat(endings.put(name, ending)).isNull();
    }

    /** Lets everything go and arrive; then counts. */
    void end() {
      for (String name : names) {
        world.opens(recipient(name));
        letGo(name);
        if (world.state(name).isPresent()) {
          act(name, Kind.RELEASE);
          act(name, Kind.FLUSH);
          letGo(name);
        }
      }
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(() -> world.book.entries().isEmpty());
      names.forEach(this::delivered);
      assertThat(endings).containsOnlyKeys(names);
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(() -> world.entered.size() == count(Ending.REQUEUED));
      assertThat(world.delivered.values()).allMatch(times -> times == 1);
      assertThat(world.delivered).hasSize(count(Ending.DELIVERED));
      assertThat(world.james.mails).hasSize(count(Ending.BOUNCED));
      assertThat(world.repository.size()).isZero();
      assertThat(world.book.others()).isZero();
    }

    private int count(Ending ending) {
      Map<Ending, Integer> counts = new EnumMap<>(Ending.class);
      endings.values().forEach(own -> counts.merge(own, 1, Integer::sum));
      return counts.getOrDefault(ending, 0);
    }
  }
}
