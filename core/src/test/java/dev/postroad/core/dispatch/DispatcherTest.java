// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static dev.postroad.core.delivery.Plans.host;
import static dev.postroad.core.delivery.Plans.nextHop;
import static dev.postroad.core.delivery.Plans.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {
  private static final DeliveryStatus DONE = DeliveryStatus.temporary("4.0.0", "answered");

  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<DeliveryReport> reports = new CopyOnWriteArrayList<>();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final List<String> steps = new CopyOnWriteArrayList<>();
  private final List<String> unexpected = new CopyOnWriteArrayList<>();
  private final Map<Dispatcher, Dispatcher.Client> clients = new HashMap<>();

  /** For whom the clock breaks, once. */
  private final AtomicReference<@Nullable Thread> breaksOn = new AtomicReference<>();

  private final DeliveryListener listener =
      new DeliveryListener() {
        @Override
        public void unexpected(String what, Throwable cause) {
          unexpected.add(what);
        }

        @Override
        public void inLine(String id, SiteName site) {
          steps.add(id + " in line at " + site);
        }

        @Override
        public void begun(String id, SiteName site) {
          steps.add(id + " begun at " + site);
        }
      };

  @AfterEach
  void endThreads() {
    timer.shutdownNow();
    threads.shutdownNow();
  }

  @Test
  void everyRequestIsAnsweredOnce() {
    Dispatcher dispatcher = dispatcher((id, site) -> {}, 2);

    for (int i = 0; i < 200; i++) {
      client(dispatcher).submit(request("mail" + i, "bob@site" + i % 7 + ".example"), reports::add);
    }

    await().until(() -> reports.size() == 200 && dispatcher.inFlight() == 0);
    assertThat(reports).extracting(DeliveryReport::id).doesNotHaveDuplicates();
  }

  @Test
  void siteTakesNoMoreAtOnceThanItsLimit() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Dispatcher dispatcher =
        dispatcher(
            (id, site) -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              Thread.onSpinWait();
              now.decrementAndGet();
            },
            3);

    for (int i = 0; i < 500; i++) {
      client(dispatcher).submit(request("mail" + i, "bob@one.example"), reports::add);
    }

    await().until(() -> reports.size() == 500);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void slowSiteDoesNotHoldUpAnother() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            (id, site) -> {
              if (site.equals("slow.example")) {
                uninterruptibly(release);
              }
            },
            2);
    for (int i = 0; i < 20; i++) {
      client(dispatcher).submit(request("slow" + i, "bob@slow.example"), reports::add);
    }

    client(dispatcher).submit(request("quick", "bob@quick.example"), reports::add);

    await().until(() -> reports.size() == 1);
    assertThat(reports.get(0).id()).isEqualTo("quick");
    release.countDown();
    await().until(() -> reports.size() == 21);
  }

  @Test
  void oneClientStopsWhileTheOtherGoesOn() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            (id, site) -> {
              if (id.equals("under way")) {
                uninterruptibly(release);
              }
            },
            1);
    Dispatcher.Client one = client(dispatcher);
    Dispatcher.Client other =
        dispatcher.client(
            new Asking(request -> new Stops(request, List.of(bySite(request)), (id, site) -> {})));
    one.submit(request("under way", "bob@one.example"), reports::add);
    await().until(() -> dispatcher.sites().stream().anyMatch(site -> site.active() == 1));
    one.submit(request("of one", "bob@one.example"), reports::add);
    other.submit(request("of the other", "bob@one.example"), reports::add);
    await().until(() -> dispatcher.waiting() == 2);

    assertThat(one.stop(Duration.ZERO)).as("all answered").isFalse();

    assertThat(reports).extracting(DeliveryReport::id).containsExactly("of one");
    assertThat(one.inFlight()).isEqualTo(1);
    assertThat(other.inFlight()).isEqualTo(1);
    one.submit(request("late", "bob@one.example"), reports::add);
    assertThat(reports).extracting(DeliveryReport::id).containsExactly("of one", "late");
    assertThat(reports.get(1).with(Disposition.DEFERRED)).hasSize(1);
    release.countDown();
    assertThat(one.stop(Duration.ofSeconds(10))).as("all answered").isTrue();
    await().until(() -> other.inFlight() == 0);
    assertThat(reports)
        .extracting(DeliveryReport::id)
        .containsExactlyInAnyOrder("of one", "late", "under way", "of the other");
  }

  @Test
  void clientWhoseDnsHangsKeepsNoOtherFromItsOwn() {
    Dispatcher dispatcher = dispatcher((id, site) -> {}, 1);
    Late dns = new Late();
    Dispatcher.Client hangs = dispatcher.client(dns);
    for (int i = 0; i < 3_000; i++) {
      hangs.submit(request("hangs" + i, "bob@one.example"), reports::add);
    }
    assertThat(reports).as("those that gave way").hasSize(2_000);
    reports.clear();

    client(dispatcher).submit(request("goes", "bob@one.example"), reports::add);

    await().until(() -> client(dispatcher).inFlight() == 0);
    assertThat(reports).extracting(DeliveryReport::id).containsExactly("goes");
    dns.answerAll();
    await().until(() -> hangs.inFlight() == 0);
    assertThat(reports).hasSize(1_001);
  }

  @Test
  void whoHasWaitedLongestForTheDnsGivesWayToWhoComesAndIsPostponed() {
    Dispatcher dispatcher = dispatcher((id, site) -> {}, 1);
    Late dns = new Late();
    Dispatcher.Client client = dispatcher.client(dns);
    for (int i = 0; i < 1_001; i++) {
      client.submit(request("m" + i, "bob@one.example"), reports::add);
    }

    assertThat(reports).extracting(DeliveryReport::id).containsExactly("m0");
    assertThat(reports.get(0).postponed()).isPresent();
    dns.answerAll();

    await().until(() -> client.inFlight() == 0);
    assertThat(reports).extracting(DeliveryReport::id).doesNotHaveDuplicates().hasSize(1_001);
  }

  @Test
  void stopGivesBackWhatWaitsForTheDns() throws InterruptedException {
    Dispatcher dispatcher = dispatcher((id, site) -> {}, 1);
    Late dns = new Late();
    dispatcher.client(dns).submit(request("m", "bob@one.example"), reports::add);

    assertThat(dispatcher.stop(Duration.ZERO)).as("all answered").isTrue();

    dns.answerAll();
    assertThat(reports).extracting(DeliveryReport::id).containsExactly("m");
  }

  /** A courier whose DNS answers when it is told to. */
  private static final class Late implements Courier {
    private final List<Runnable> answers = new CopyOnWriteArrayList<>();

    @Override
    public Optional<Journey> beginAtOnce(DeliveryRequest request) {
      return Optional.empty();
    }

    @Override
    public CompletionStage<Supplier<Journey>> begin(DeliveryRequest request) {
      CompletableFuture<Supplier<Journey>> answer = new CompletableFuture<>();
      answers.add(
          () ->
              answer.complete(() -> new Stops(request, List.of(bySite(request)), (id, at) -> {})));
      return answer;
    }

    void answerAll() {
      answers.forEach(Runnable::run);
    }
  }

  @Test
  void urgentMailOvertakesAndEqualsKeepTheirOrder() {
    CountDownLatch first = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            (id, site) -> {
              if (id.equals("first")) {
                uninterruptibly(first);
              }
              order.add(id);
            },
            1);
    client(dispatcher).submit(request("first", "bob@one.example"), reports::add);
    await().until(() -> dispatcher.inFlight() == 1);
    submitAndWaitUntilQueued(dispatcher, request("low", -5, "bob@one.example"));
    submitAndWaitUntilQueued(dispatcher, request("normal1", 0, "bob@one.example"));
    submitAndWaitUntilQueued(dispatcher, request("normal2", 0, "bob@one.example"));
    submitAndWaitUntilQueued(dispatcher, request("urgent", 5, "bob@one.example"));

    first.countDown();

    await().until(() -> order.size() == 5);
    assertThat(order).containsExactly("first", "urgent", "normal1", "normal2", "low");
  }

  @Test
  void exceptionInPlanningOrDeliveryDefersTheMailAndIsTold() {
    Dispatcher badPlanner =
        dispatcherOf(
            request -> {
              throw new IllegalStateException("boom");
            },
            1,
            threads);
    Dispatcher badCourier =
        dispatcher(
            (id, site) -> {
              throw new IllegalStateException("boom");
            },
            1);

    client(badPlanner).submit(request("one", "bob@one.example"), reports::add);
    client(badCourier).submit(request("two", "bob@one.example"), reports::add);

    await().until(() -> reports.size() == 2);
    assertThat(reports)
        .allSatisfy(report -> assertThat(report.with(Disposition.DEFERRED)).hasSize(1));
    assertThat(unexpected)
        .containsExactlyInAnyOrder("planning of mail one", "delivery of mail two");
  }

  @Test
  void errorOfTheMachineAnswersTheMailToo() {
    Dispatcher dispatcher =
        dispatcher(
            (id, site) -> {
              throw new OutOfMemoryError("of this test");
            },
            1);

    client(dispatcher).submit(request("one", "bob@one.example"), reports::add);

    await().until(() -> reports.size() == 1 && dispatcher.inFlight() == 0);
    assertThat(reports.get(0).with(Disposition.DEFERRED)).hasSize(1);
  }

  @Test
  void exceptionInTheCallbackLeavesTheDispatcherAlive() {
    Dispatcher dispatcher = dispatcher((id, site) -> {}, 1);

    client(dispatcher)
        .submit(
            request("one", "bob@one.example"),
            report -> {
              throw new IllegalStateException("boom");
            });
    client(dispatcher).submit(request("two", "bob@one.example"), reports::add);

    await().until(() -> reports.size() == 1 && dispatcher.inFlight() == 0);
  }

  @Test
  void stopGivesBackWhatWaitsAndWaitsForWhatIsUnderWay() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            (id, site) -> {
              order.add(id);
              uninterruptibly(release);
            },
            1);
    client(dispatcher).submit(request("under way", "bob@one.example"), reports::add);
    await().until(() -> order.size() == 1);
    submitAndWaitUntilQueued(dispatcher, request("waiting", "bob@one.example"));

    assertThat(dispatcher.stop(Duration.ZERO)).isFalse();
    assertThat(reports).extracting(DeliveryReport::id).containsExactly("waiting");
    release.countDown();

    assertThat(dispatcher.stop(Duration.ofSeconds(10))).isTrue();
    assertThat(reports).hasSize(2);
  }

  @Test
  void requestAfterStopIsGivenBack() throws InterruptedException {
    Dispatcher dispatcher = dispatcher((id, site) -> {}, 1);
    dispatcher.stop(Duration.ZERO);

    client(dispatcher).submit(request("late", "bob@one.example"), reports::add);

    await().until(() -> reports.size() == 1);
    assertThat(reports.get(0).with(Disposition.DEFERRED)).hasSize(1);
  }

  @Test
  void lackOfThreadsGivesTheMailBack() {
    Dispatcher dispatcher =
        dispatcherOf(
            request -> new Stops(request, List.of(bySite(request)), (id, site) -> {}),
            1,
            task -> {
              throw new RejectedExecutionException("full");
            });

    client(dispatcher).submit(request("one", "bob@one.example"), reports::add);

    assertThat(reports).hasSize(1);
    assertThat(dispatcher.inFlight()).isZero();
  }

  @Test
  void machineThatGivesNoThreadGivesTheMailBackAndIsTold() {
    Dispatcher dispatcher =
        dispatcherOf(
            request -> new Stops(request, List.of(bySite(request)), (id, site) -> {}),
            1,
            task -> {
              throw new OutOfMemoryError("unable to create native thread, in this test");
            });

    client(dispatcher).submit(request("one", "bob@one.example"), reports::add);

    assertThat(reports).hasSize(1);
    assertThat(dispatcher.inFlight()).isZero();
    assertThat(unexpected).containsExactly("the start of a delivery to one.example");
  }

  @Test
  void journeyThatBreaksAtItsEndOrOnTheWayIsAnsweredAndItsPlaceIsFree() {
    Dispatcher dispatcher = dispatcherOf(Broken::new, 1, threads);

    for (String id : List.of("end", "nextHop", "end", "nextHop", "afterwards")) {
      client(dispatcher).submit(request(id, "bob@one.example"), reports::add);
    }

    await().until(() -> reports.size() == 5 && dispatcher.inFlight() == 0);
    assertThat(reports)
        .allSatisfy(report -> assertThat(report.with(Disposition.DEFERRED)).hasSize(1));
    assertThat(unexpected)
        .contains("the report on mail end", "delivery of mail nextHop")
        .hasSize(4);
  }

  /** Breaks where its request's name says. */
  private static final class Broken implements Journey {
    private final DeliveryRequest request;
    private boolean visited;

    Broken(DeliveryRequest request) {
      this.request = request;
    }

    @Override
    public Optional<NextHop> nextHop() {
      if (visited && request.id().equals("nextHop")) {
        throw new IllegalStateException("boom");
      }
      return visited ? Optional.empty() : Optional.of(at("one.example"));
    }

    @Override
    public Visit visit(ConnectionGate gate) {
      visited = true;
      return new Visit.Made(Visit.Sign.SERVED);
    }

    @Override
    public DeliveryReport postpone(Hold why) {
      return request.postponed(why);
    }

    @Override
    public DeliveryReport end() {
      if (request.id().equals("end")) {
        throw new IllegalStateException("boom");
      }
      return request.undelivered(DONE);
    }

    @Override
    public DeliveryReport abandon(DeliveryStatus why) {
      return request.undelivered(why);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void mailThatCannotBePutInLineIsAnsweredAndKeepsNoOtherFromItsTurn(int hop) {
    CountDownLatch release = new CountDownLatch(1);
    List<String> sites = List.of("one.example", "two.example");
    Dispatcher dispatcher =
        dispatcherOf(
            request ->
                new Stops(
                    request,
                    sites.stream().map(DispatcherTest::at).toList(),
                    (id, site) -> uninterruptibly(release)) {
                  private int hops;

                  @Override
                  public Optional<NextHop> nextHop() {
                    if (++hops == hop && request.id().equals("broken")) {
                      breaksOn.set(Thread.currentThread());
                    }
                    return super.nextHop();
                  }
                },
            1,
            threads);

    client(dispatcher).submit(request("broken", "bob@one.example"), reports::add);
    client(dispatcher).submit(request("other", "bob@one.example"), reports::add);
    release.countDown();

    await().until(() -> reports.size() == 2 && dispatcher.inFlight() == 0);
    assertThat(reports).extracting(DeliveryReport::id).containsExactly("broken", "other");
    assertThat(unexpected).containsExactly("delivery of mail broken");
    dispatcher.checkBooks();
  }

  @Test
  void ofTwoLimitsForOneSiteTheLowerHolds() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch allAreIn = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            request -> {
              int limit = request.id().equals("first") ? 2 : 8;
              return List.of(
                  new NextHop(new SiteName("one"), at("one").hosts(), OptionalInt.of(limit)));
            },
            (id, site) -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              uninterruptibly(allAreIn);
              now.decrementAndGet();
            },
            8);

    client(dispatcher).submit(request("first", "bob@x.example"), reports::add);
    await().until(() -> now.get() == 1);
    for (int i = 0; i < 7; i++) {
      client(dispatcher).submit(request("mail" + i, "bob@x.example"), reports::add);
    }
    await().until(() -> dispatcher.waiting() == 6);
    allAreIn.countDown();

    await().until(() -> reports.size() == 8);
    assertThat(most.get()).isEqualTo(2);
  }

  @Test
  void whatIsSubmittedWhileStoppingIsNotPlannedAnyMore() throws InterruptedException {
    AtomicInteger planned = new AtomicInteger();
    Dispatcher dispatcher =
        dispatcherOf(
            request -> {
              planned.incrementAndGet();
              return new Stops(request, List.of(), (id, site) -> {});
            },
            1,
            threads);
    dispatcher.stop(Duration.ZERO);

    client(dispatcher).submit(request("late", "bob@one.example"), reports::add);

    await().until(() -> reports.size() == 1);
    assertThat(planned).hasValue(0);
  }

  @Test
  void mailThatMustGoOnWaitsAtTheNextSiteLikeAnyOther() {
    AtomicInteger nowAtBackup = new AtomicInteger();
    AtomicInteger mostAtBackup = new AtomicInteger();
    NextHop backup = new NextHop(new SiteName("backup"), at("backup").hosts(), OptionalInt.of(2));
    Dispatcher dispatcher =
        dispatcher(
            request -> List.of(bySite(request), backup),
            (id, site) -> {
              order.add(id + " at " + site);
              if (site.equals("backup")) {
                mostAtBackup.accumulateAndGet(nowAtBackup.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                nowAtBackup.decrementAndGet();
              }
            },
            8);

    for (int i = 0; i < 200; i++) {
      client(dispatcher).submit(request("mail" + i, "bob@hub" + i % 5 + ".example"), reports::add);
    }

    await().until(() -> reports.size() == 200 && dispatcher.inFlight() == 0);
    assertThat(mostAtBackup.get()).isBetween(1, 2);
    assertThat(order).hasSize(400).contains("mail7 at hub2.example", "mail7 at backup");
    assertThat(order.indexOf("mail7 at hub2.example")).isLessThan(order.indexOf("mail7 at backup"));
  }

  @Test
  void stopGivesBackMailThatHasBeenToOneSiteAndWaitsAtTheNext() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            request -> request.id().equals("first") ? List.of(at("b")) : List.of(at("a"), at("b")),
            (id, site) -> {
              order.add(id + " at " + site);
              if (site.equals("b")) {
                uninterruptibly(release);
              }
            },
            1);
    client(dispatcher).submit(request("first", "bob@x.example"), reports::add);
    await().until(() -> order.contains("first at b"));
    submitAndWaitUntilQueued(dispatcher, request("second", "bob@x.example"));
    await().until(() -> order.contains("second at a"));

    dispatcher.stop(Duration.ZERO);

    await().until(() -> reports.size() == 1);
    assertThat(reports.get(0).id()).isEqualTo("second");
    release.countDown();
    await().until(() -> reports.size() == 2);
    assertThat(order).doesNotContain("second at b");
  }

  @Test
  void mailThatWaitsIsGivenBackAtOnceWhenItIsCalledBack() {
    CountDownLatch release = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            (id, site) -> {
              order.add(id);
              uninterruptibly(release);
            },
            1);
    client(dispatcher).submit(request("first", "bob@x.example"), reports::add);
    await().until(() -> order.contains("first"));
    submitAndWaitUntilQueued(dispatcher, request("second", "bob@x.example"));
    submitAndWaitUntilQueued(dispatcher, request("third", "bob@x.example"));
    await().until(() -> dispatcher.waitingBySite().containsValue(2));

    client(dispatcher).recall("second");
    client(dispatcher).recall("nobody");

    assertThat(reports).extracting(DeliveryReport::id).containsExactly("second");
    assertThat(reports.get(0).postponed().map(Hold::reason)).contains(Hold.Reason.RECALLED);
    dispatcher.checkBooks();
    release.countDown();
    await().until(() -> reports.size() == 3 && dispatcher.inFlight() == 0);
    assertThat(order).containsExactly("first", "third");
    dispatcher.checkBooks();
  }

  @Test
  void mailThatIsCalledBackWhileItIsTriedGoesToNoFurtherSite() {
    CountDownLatch release = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            request -> List.of(at("a"), at("b")),
            (id, site) -> {
              order.add(id + " at " + site);
              uninterruptibly(release);
            },
            1);
    client(dispatcher).submit(request("mail", "bob@x.example"), reports::add);
    await().until(() -> order.contains("mail at a"));

    client(dispatcher).recall("mail");

    assertThat(reports).isEmpty();
    release.countDown();
    await().until(() -> reports.size() == 1 && dispatcher.inFlight() == 0);
    assertThat(order).containsExactly("mail at a");
  }

  @Test
  void mailWhoseVisitCouldNotBeMadeIsToldToBeInLineAgainAndCanBeCalledBack() {
    Hold full = new Hold(Hold.Reason.CONNECTION_RATE, "1/h", Duration.ofHours(1));
    Dispatcher dispatcher =
        dispatcherOf(
            request ->
                new Stops(request, List.of(at("a")), (id, site) -> {}) {
                  @Override
                  public Visit visit(ConnectionGate gate) {
                    return new Visit.NotYet(full);
                  }
                },
            1,
            threads);
    client(dispatcher).submit(request("mail", "bob@x.example"), reports::add);
    await().until(() -> steps.size() > 2);

    assertThat(steps).startsWith("mail in line at a", "mail begun at a", "mail in line at a");
    client(dispatcher).recall("mail");
    await().until(() -> reports.size() == 1 && dispatcher.inFlight() == 0);
    assertThat(steps.get(steps.size() - 1)).isEqualTo("mail in line at a");
    dispatcher.checkBooks();
  }

  private void submitAndWaitUntilQueued(Dispatcher dispatcher, DeliveryRequest request) {
    int before = dispatcher.waiting();
    client(dispatcher).submit(request, reports::add);
    await().until(() -> dispatcher.waiting() > before);
  }

  private static NextHop bySite(DeliveryRequest request) {
    return at(request.envelope().recipients().get(0).mailbox().domain().canonical());
  }

  private static NextHop at(String site) {
    return nextHop(site, host("mx." + site, 10, "192.0.2.1"));
  }

  /** Every request goes to the site of its domain. */
  private Dispatcher dispatcher(BiConsumer<String, String> visit, int connections) {
    return dispatcher(request -> List.of(bySite(request)), visit, connections);
  }

  private Dispatcher dispatcher(
      Function<DeliveryRequest, List<NextHop>> plan,
      BiConsumer<String, String> visit,
      int connections) {
    return dispatcherOf(
        request -> new Stops(request, plan.apply(request), visit), connections, threads);
  }

  private Dispatcher dispatcherOf(
      Function<DeliveryRequest, Journey> courier, int connections, Executor workers) {
    Dispatcher dispatcher =
        new Dispatcher(
            new DispatchSettings(
                8,
                2_000,
                new SiteLimits(connections, connections, Optional.empty(), Optional.empty())),
            workers,
            () -> {
              if (breaksOn.compareAndSet(Thread.currentThread(), null)) {
                throw new IllegalStateException("boom");
              }
              return System.nanoTime();
            },
            listener);
    var unused = timer.scheduleWithFixedDelay(dispatcher::tick, 20, 20, TimeUnit.MILLISECONDS);
    clients.put(dispatcher, dispatcher.client(new Asking(courier)));
    return dispatcher;
  }

  /** The first client of a dispatcher made here. */
  private Dispatcher.Client client(Dispatcher dispatcher) {
    return Objects.requireNonNull(clients.get(dispatcher));
  }

  /** A courier that never knows at once. */
  record Asking(Function<DeliveryRequest, Journey> answer) implements Courier {
    @Override
    public Optional<Journey> beginAtOnce(DeliveryRequest request) {
      return Optional.empty();
    }

    @Override
    public CompletionStage<Supplier<Journey>> begin(DeliveryRequest request) {
      return CompletableFuture.completedStage(() -> answer.apply(request));
    }
  }

  /** A journey along some sites, at none of which the mail can stay. */
  private static class Stops implements Journey {
    private final DeliveryRequest request;
    private final Deque<NextHop> left;
    private final BiConsumer<String, String> visit;

    Stops(DeliveryRequest request, List<NextHop> hops, BiConsumer<String, String> visit) {
      this.request = request;
      this.left = new ArrayDeque<>(hops);
      this.visit = visit;
    }

    @Override
    public Optional<NextHop> nextHop() {
      return Optional.ofNullable(left.peek());
    }

    @Override
    public Visit visit(ConnectionGate gate) {
      visit.accept(request.id(), left.remove().site().text());
      return new Visit.Made(Visit.Sign.SERVED);
    }

    @Override
    public DeliveryReport postpone(Hold why) {
      return request.postponed(why);
    }

    @Override
    public DeliveryReport end() {
      return request.undelivered(DONE);
    }

    @Override
    public DeliveryReport abandon(DeliveryStatus why) {
      return request.undelivered(why);
    }
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
