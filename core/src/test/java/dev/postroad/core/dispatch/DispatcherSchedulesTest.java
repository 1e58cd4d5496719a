// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static dev.postroad.core.delivery.Plans.host;
import static dev.postroad.core.delivery.Plans.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Plans;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.dispatch.SiteOrders.Order;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens in whatever order, each request is answered exactly once, no limit is passed and
 * nothing is begun at a site that an operator has suspended: schedules drawn at random, on one
 * thread and a clock of the test's own. A hundred thousand of them, {@code
 * -Dpostroad.schedules=100000}, take some minutes; {@code -Dpostroad.firstSchedule} names the one
 * to begin with.
 */
class DispatcherSchedulesTest {
  private static final int SCHEDULES = Integer.getInteger("postroad.schedules", 5_000);
  private static final int FIRST = Integer.getInteger("postroad.firstSchedule", 0);

  @Test
  void everyRequestIsAnsweredExactlyOnceInEverySchedule() {
    for (int seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
      try {
        new Schedule(seed).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("schedule " + seed, e);
      }
    }
  }

  /** One run, all of whose chances come from one seed. */
  private static final class Schedule {
    private static final DeliveryStatus DONE = DeliveryStatus.temporary("4.0.0", "answered");

    private static final List<NextHop> SITES =
        IntStream.range(0, 4)
            .mapToObj(i -> Plans.nextHop("site" + i, host("mx.example", 10, "192.0.2.1")))
            .toList();

    private final Random random;
    private final List<Runnable> toRun = new ArrayList<>();

    /** What answers of the DNS, still to come, lead to. */
    private final List<Runnable> asked = new ArrayList<>();

    private final DispatchSettings settings;
    private final Dispatcher dispatcher;
    private final List<Dispatcher.Client> clients = new ArrayList<>();
    private final boolean breaks;
    private final Map<SiteName, Integer> activeBefore = new HashMap<>();
    private SiteOrders orders = SiteOrders.NONE;
    private long began;
    private long now;
    private int submitted;
    private int answered;
    private int visiting;

    Schedule(long seed) {
      random = new Random(seed);
      now = random.nextLong();
      began = now;
      breaks = random.nextInt(4) == 0;
      int connections = 1 + random.nextInt(4);
      settings =
          new DispatchSettings(
              1 + random.nextInt(6),
              1 + random.nextInt(60),
              new SiteLimits(
                  1 + random.nextInt(connections), connections, rate(), Optional.empty()));
      dispatcher = new Dispatcher(settings, this::execute, () -> now, DeliveryListener.NONE);
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        clients.add(dispatcher.client(new Planning()));
      }
    }

    private Optional<Rate> rate() {
      return random.nextInt(4) == 0
          ? Optional.of(new Rate(1 + random.nextInt(5), Duration.ofSeconds(1)))
          : Optional.empty();
    }

    void run() {
      int steps = 5 + random.nextInt(40);
      for (int i = 0; i < steps; i++) {
        step();
        checkLimits();
      }
      if (random.nextInt(3) == 0) {
        stop();
      }
      for (int i = 0; i < 20_000 && dispatcher.inFlight() > 0; i++) {
        now += Duration.ofMillis(500).toNanos();
        dispatcher.tick();
        runOne();
      }
      assertThat(answered).isEqualTo(submitted);
      assertThat(dispatcher.inFlight()).isZero();
      assertThat(clients).allMatch(client -> client.inFlight() == 0);
      assertThat(dispatcher.waiting()).isZero();
      dispatcher.checkBooks();
    }

    /** Whoever was started and has not run yet has a delivery, too. */
    private void checkLimits() {
      assertThat(toRun.size() + visiting).isLessThanOrEqualTo(settings.deliveries());
      for (SiteView site : dispatcher.sites()) {
        int before = activeBefore.getOrDefault(site.name(), 0);
        assertThat(site.active()).isLessThanOrEqualTo(Math.max(site.ceiling(), before));
      }
      noteActive();
      dispatcher.checkBooks();
    }

    /** What is under way when an operator lowers the ceiling goes on to its end. */
    private void noteActive() {
      dispatcher.sites().forEach(site -> activeBefore.put(site.name(), site.active()));
    }

    private void step() {
      switch (random.nextInt(9)) {
        case 8 -> order();
        case 0, 1, 2 -> submitSome();
        case 3 -> dispatcher.tick();
        case 4 -> now += (long) (random.nextDouble() * random.nextDouble() * 60e9);
        case 5 -> {
          if (random.nextInt(40) == 0) {
            stop();
          }
        }
        default -> runOne();
      }
    }

    /** What time it is, as orders see it. */
    private Instant time() {
      return Instant.EPOCH.plusNanos(now - began);
    }

    /** An operator orders something, or takes it back. */
    private void order() {
      SiteName site = any(SITES).site();
      Optional<Instant> until =
          random.nextBoolean()
              ? Optional.of(time().plusMillis(random.nextInt(100_000)))
              : Optional.empty();
      Order order = new Order("amy", "", time(), until);
      orders =
          switch (random.nextInt(5)) {
            case 0, 1 -> orders.suspend(site, order);
            case 2 -> orders.resume(site);
            case 3 ->
                orders.limit(
                    site,
                    new SiteOrders.Limits(
                        order, OptionalInt.of(1 + random.nextInt(6)), rate(), Optional.empty()));
            default -> orders.unlimit(site);
          };
      noteActive();
      dispatcher.follow(orders, time());
    }

    /** Stops everything, or one of those who share it. */
    private void stop() {
      try {
        if (random.nextBoolean()) {
          dispatcher.stop(Duration.ZERO);
        } else {
          any(clients).stop(Duration.ZERO);
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private void runOne() {
      if (!asked.isEmpty() && random.nextBoolean()) {
        asked.remove(random.nextInt(asked.size())).run();
      }
      if (!toRun.isEmpty()) {
        toRun.remove(random.nextInt(toRun.size())).run();
      }
    }

    private void submitSome() {
      for (int i = random.nextInt(12); i >= 0; i--) {
        DeliveryRequest made =
            request("m" + submitted++, random.nextInt(3) - 1, "bob@site.example");
        boolean regardless = random.nextInt(10) == 0;
        DeliveryRequest request =
            new DeliveryRequest(
                made.id(), made.envelope(), made.content(), made.route(), 1, regardless);
        boolean[] told = new boolean[1];
        any(clients)
            .submit(
                request,
                report -> {
                  assertThat(told[0]).as("answered before").isFalse();
                  told[0] = true;
                  answered++;
                  maybeBreak("the callback");
                });
      }
    }

    private <T> T any(List<T> all) {
      return all.get(random.nextInt(all.size()));
    }

    private void execute(Runnable task) {
      if (breaks && random.nextInt(30) == 0) {
        throw new RejectedExecutionException("no thread");
      }
      toRun.add(task);
    }

    private void maybeBreak(String where) {
      if (breaks && random.nextInt(30) == 0) {
        if (random.nextBoolean()) {
          throw new IllegalStateException(where);
        }
        throw new AssertionError(where);
      }
    }

    private final class Planning implements Courier {
      @Override
      public Optional<Journey> beginAtOnce(DeliveryRequest request) {
        maybeBreak("planning at once");
        return random.nextBoolean() ? Optional.of(new Way(request)) : Optional.empty();
      }

      @Override
      public CompletionStage<Supplier<Journey>> begin(DeliveryRequest request) {
        maybeBreak("asking");
        CompletableFuture<Supplier<Journey>> answer = new CompletableFuture<>();
        asked.add(
            () -> {
              if (breaks && random.nextInt(30) == 0) {
                answer.completeExceptionally(new IllegalStateException("the DNS"));
              } else {
                answer.complete(() -> planned(request));
              }
            });
        return answer;
      }

      private Journey planned(DeliveryRequest request) {
        maybeBreak("planning");
        return new Way(request);
      }
    }

    private final class Way implements Journey {
      private final DeliveryRequest request;
      private int left = random.nextInt(4);
      private int site = random.nextInt(4);
      private int visits;

      Way(DeliveryRequest request) {
        this.request = request;
      }

      @Override
      public Optional<NextHop> nextHop() {
        maybeBreak("next hop");
        return left == 0 ? Optional.empty() : Optional.of(SITES.get(site));
      }

      @Override
      public Visit visit(ConnectionGate gate) {
        visiting++;
        try {
          return visitOnce();
        } finally {
          visiting--;
        }
      }

      private Visit visitOnce() {
        assertThat(orders.inForce(time()).suspension(SITES.get(site).site())).isEmpty();
        checkLimits();
        now += random.nextInt(3) == 0 ? random.nextLong(15_000_000_000L) : 1_000_000;
        maybeBreak("visit");
        // Meanwhile others come, and other threads run.
        if (random.nextInt(10) == 0 && visiting == 1 && submitted < 300) {
          submitSome();
        }
        if (random.nextInt(20) == 0) {
          order();
        }
        if (visits++ < 5 && random.nextInt(5) == 0) {
          Hold.Reason reason = any(List.of(Hold.Reason.values()));
          return new Visit.NotYet(
              new Hold(reason, "drawn", Duration.ofMillis(random.nextInt(100_000))));
        }
        left--;
        site = random.nextInt(4);
        return new Visit.Made(any(List.of(Visit.Sign.values())));
      }

      @Override
      public DeliveryReport end() {
        maybeBreak("the end");
        return request.undelivered(DONE);
      }

      @Override
      public DeliveryReport abandon(DeliveryStatus why) {
        maybeBreak("abandoning");
        return request.undelivered(why);
      }

      @Override
      public DeliveryReport postpone(Hold why) {
        maybeBreak("postponing");
        return request.postponed(why);
      }
    }
  }
}
