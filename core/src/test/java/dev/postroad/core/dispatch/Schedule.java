// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.dispatch.SiteOrders.Order;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.event.Listeners;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.report.DeliveryReport;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What may happen to a dispatcher, in an order drawn at random: all chances of a schedule come from
 * one seed, on one thread and a clock of its own. Whatever it is, each request is answered exactly
 * once, no limit is passed and nothing is begun at a site that an operator has suspended; and
 * nothing breaks but what was drawn to.
 *
 * <p>{@code -Dpostroad.schedules=100000} draws so many, and {@code -Dpostroad.firstSchedule} names
 * the one to begin with.
 */
final class Schedule {
  private static final int SCHEDULES = Integer.getInteger("postroad.schedules", 5_000);
  private static final int FIRST = Integer.getInteger("postroad.firstSchedule", 0);
  private static final String DRAWN = "drawn to break: ";

  /** What is brought to delivery, and how. */
  interface Traffic {
    /** The sites that mail goes to, of which operators order something. */
    List<SiteName> sites();

    /** How many mails come at once at the most. */
    int crowd();

    /** How many there are in all. */
    int most();

    /** Sets out for one of those who share the dispatcher. */
    Courier courier();

    /** One more mail. */
    DeliveryRequest request(String id, int priority, boolean regardless);

    /** A mail is answered, for the first time. */
    void answered(DeliveryRequest request, DeliveryReport report);

    /** What is to be looked after several times a second has its turn. */
    default void tick() {}

    /** All is answered. */
    default void over() {}
  }

  private final Random random;
  private final DispatchSettings settings;
  private final boolean breaks;
  private final Traffic traffic;
  private final Dispatcher dispatcher;
  private final List<Dispatcher.Client> clients = new ArrayList<>();
  private final List<Runnable> toRun = new ArrayList<>();

  /** What comes later by itself, such as what answers of the DNS lead to. */
  private final List<Runnable> toCome = new ArrayList<>();

  private final List<Throwable> unexpected = new ArrayList<>();
  private final DeliveryListener listener = listener();
  private final Map<SiteName, Integer> activeBefore = new HashMap<>();
  private SiteOrders orders = SiteOrders.NONE;
  private final long began;
  private long now;
  private int submitted;
  private int answered;
  private int visiting;
  private boolean over;

  private Schedule(long seed, Function<Schedule, Traffic> kind) {
    random = new Random(seed);
    now = random.nextLong();
    began = now;
    breaks = random.nextInt(4) == 0;
    int connections = 1 + random.nextInt(4);
    settings =
        new DispatchSettings(
            1 + random.nextInt(6),
            1 + random.nextInt(60),
            new SiteLimits(1 + random.nextInt(connections), connections, rate(), Optional.empty()));
    dispatcher = new Dispatcher(settings, this::execute, this::now, listener);
    traffic = kind.apply(this);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      clients.add(dispatcher.client(traffic.courier()));
    }
  }

  /** Draws as many as are asked for, and says which one it was that did not hold. */
  static void runAll(Function<Schedule, Traffic> kind) {
    for (int seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
      try {
        new Schedule(seed, kind).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("schedule " + seed, e);
      }
    }
  }

  private void run() {
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
      tick();
      runOne();
    }
    assertThat(unexpected).allMatch(Schedule::isDrawn);
    assertThat(answered).isEqualTo(submitted);
    assertThat(dispatcher.inFlight()).isZero();
    assertThat(clients).allMatch(client -> client.inFlight() == 0);
    assertThat(dispatcher.waiting()).isZero();
    dispatcher.checkBooks();
    over = true;
    while (!toCome.isEmpty()) {
      toCome.remove(0).run();
    }
    traffic.over();
  }

  Random random() {
    return random;
  }

  boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** This moment, in nanoseconds. */
  long now() {
    return now;
  }

  /** Whoever has the thread takes his time. */
  void pass(Duration time) {
    now += time.toNanos();
  }

  /** Hears what nobody may be disturbed by, and is disturbed himself in schedules that break. */
  DeliveryListener ears() {
    return listener;
  }

  /** Something comes by itself, some time. */
  void later(Runnable what) {
    toCome.add(what);
  }

  /** Breaks now and then, in some schedules. */
  void maybeBreak(String where) {
    if (breaks && random.nextInt(30) == 0) {
      if (random.nextBoolean()) {
        throw new IllegalStateException(DRAWN + where);
      }
      throw new AssertionError(DRAWN + where);
    }
  }

  private static boolean isDrawn(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).startsWith(DRAWN);
  }

  private DeliveryListener listener() {
    DeliveryListener breaking =
        (DeliveryListener)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DeliveryListener.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("unexpected")) {
                    unexpected.add((Throwable) arguments[1]);
                  }
                  maybeBreak("a listener");
                  return null;
                });
    return Listeners.guarding(breaking);
  }

  /** A mail is tried at a site: meanwhile nobody else is where the limits say so. */
  Visit visit(SiteName site, Supplier<Visit> visit) {
    visiting++;
    try {
      assertThat(orders.inForce(time()).suspension(site)).isEmpty();
      checkLimits();
      return visit.get();
    } finally {
      visiting--;
    }
  }

  /** Others come, and other threads run, while one waits. */
  void meanwhile() {
    int what = over ? -1 : random.nextInt(40);
    if (what < 0 || what > 9) {
      pass(Duration.ofMillis(random.nextInt(50)));
      return;
    }
    switch (what) {
      case 0, 1, 2, 3 -> submitSome();
      case 4, 5 -> order();
      case 6, 7 -> tick();
      case 8 -> recall();
      default -> {
        if (oneIn(10)) {
          stop();
        }
      }
    }
    checkLimits();
  }

  private Optional<Rate> rate() {
    return random.nextInt(4) == 0
        ? Optional.of(new Rate(1 + random.nextInt(5), Duration.ofSeconds(1)))
        : Optional.empty();
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

  /** What is under way when the ceiling falls goes on to its end. */
  private void noteActive() {
    dispatcher.sites().forEach(site -> activeBefore.put(site.name(), site.active()));
  }

  private void step() {
    switch (random.nextInt(10)) {
      case 9 -> recall();
      case 8 -> order();
      case 0, 1, 2 -> submitSome();
      case 3 -> tick();
      case 4 -> now += (long) (random.nextDouble() * random.nextDouble() * 60e9);
      case 5 -> {
        if (random.nextInt(40) == 0) {
          stop();
        }
      }
      default -> runOne();
    }
  }

  private void tick() {
    dispatcher.tick();
    traffic.tick();
  }

  /** What time it is, as orders see it. */
  private Instant time() {
    return Instant.EPOCH.plusNanos(now - began);
  }

  /** An operator orders something, or takes it back. */
  private void order() {
    SiteName site = any(traffic.sites());
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

  /** A mail is called back, or one that has been answered long ago, or is not there yet. */
  private void recall() {
    any(clients).recall("m" + random.nextInt(submitted + 1));
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
    if (!toCome.isEmpty() && random.nextBoolean()) {
      toCome.remove(random.nextInt(toCome.size())).run();
    }
    if (!toRun.isEmpty()) {
      toRun.remove(random.nextInt(toRun.size())).run();
    }
  }

  private void submitSome() {
    for (int i = random.nextInt(traffic.crowd()); i >= 0 && submitted < traffic.most(); i--) {
      DeliveryRequest request =
          traffic.request("m" + submitted++, random.nextInt(3) - 1, random.nextInt(10) == 0);
      boolean[] told = new boolean[1];
      any(clients)
          .submit(
              request,
              report -> {
                assertThat(told[0]).as("answered before").isFalse();
                told[0] = true;
                answered++;
                traffic.answered(request, report);
                maybeBreak("the callback");
              });
    }
  }

  private void execute(Runnable task) {
    if (breaks && random.nextInt(30) == 0) {
      if (random.nextBoolean()) {
        throw new RejectedExecutionException("no thread");
      }
      throw new OutOfMemoryError(DRAWN + "a thread");
    }
    toRun.add(task);
    // Until the next look the order may lapse that made room for it.
    noteActive();
  }
}
