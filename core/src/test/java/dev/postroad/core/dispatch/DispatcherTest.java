// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static dev.postroad.core.delivery.Plans.host;
import static dev.postroad.core.delivery.Plans.plan;
import static dev.postroad.core.delivery.Plans.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final DeliveryStatus DONE = DeliveryStatus.temporary("4.0.0", "answered");

  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final List<DeliveryReport> reports = new CopyOnWriteArrayList<>();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final List<String> unexpected = new CopyOnWriteArrayList<>();
  private final DeliveryListener listener =
      new DeliveryListener() {
        @Override
        public void unexpected(String what, Throwable cause) {
          unexpected.add(what);
        }
      };

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void everyRequestIsAnsweredOnce() {
    Dispatcher dispatcher = dispatcher(this::bySite, this::answer, 2);

    for (int i = 0; i < 200; i++) {
      dispatcher.submit(request("mail" + i, "bob@site" + i % 7 + ".example"), reports::add);
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
            this::bySite,
            (request, plan) -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              Thread.onSpinWait();
              now.decrementAndGet();
              return request.undelivered(DONE);
            },
            3);

    for (int i = 0; i < 500; i++) {
      dispatcher.submit(request("mail" + i, "bob@one.example"), reports::add);
    }

    await().until(() -> reports.size() == 500);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void slowSiteDoesNotHoldUpAnother() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            this::bySite,
            (request, plan) -> {
              if (siteOf(plan).equals("slow.example")) {
                uninterruptibly(release);
              }
              return request.undelivered(DONE);
            },
            2);
    for (int i = 0; i < 20; i++) {
      dispatcher.submit(request("slow" + i, "bob@slow.example"), reports::add);
    }

    dispatcher.submit(request("quick", "bob@quick.example"), reports::add);

    await().until(() -> reports.size() == 1);
    assertThat(reports.get(0).id()).isEqualTo("quick");
    release.countDown();
    await().until(() -> reports.size() == 21);
  }

  @Test
  void urgentMailOvertakesAndEqualsKeepTheirOrder() {
    CountDownLatch first = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            this::bySite,
            (request, plan) -> {
              if (request.id().equals("first")) {
                uninterruptibly(first);
              }
              order.add(request.id());
              return request.undelivered(DONE);
            },
            1);
    dispatcher.submit(request("first", "bob@one.example"), reports::add);
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
        dispatcher(
            request -> {
              throw new IllegalStateException("boom");
            },
            this::answer,
            1);
    Dispatcher badCourier =
        dispatcher(
            this::bySite,
            (request, plan) -> {
              throw new IllegalStateException("boom");
            },
            1);

    badPlanner.submit(request("one", "bob@one.example"), reports::add);
    badCourier.submit(request("two", "bob@one.example"), reports::add);

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
            this::bySite,
            (request, plan) -> {
              throw new OutOfMemoryError("of this test");
            },
            1);

    dispatcher.submit(request("one", "bob@one.example"), reports::add);

    await().until(() -> reports.size() == 1 && dispatcher.inFlight() == 0);
    assertThat(reports.get(0).with(Disposition.DEFERRED)).hasSize(1);
  }

  @Test
  void exceptionInTheCallbackLeavesTheDispatcherAlive() {
    Dispatcher dispatcher = dispatcher(this::bySite, this::answer, 1);

    dispatcher.submit(
        request("one", "bob@one.example"),
        report -> {
          throw new IllegalStateException("boom");
        });
    dispatcher.submit(request("two", "bob@one.example"), reports::add);

    await().until(() -> reports.size() == 1 && dispatcher.inFlight() == 0);
  }

  @Test
  void stopGivesBackWhatWaitsAndWaitsForWhatIsUnderWay() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatcher(
            this::bySite,
            (request, plan) -> {
              order.add(request.id());
              uninterruptibly(release);
              return request.undelivered(DONE);
            },
            1);
    dispatcher.submit(request("under way", "bob@one.example"), reports::add);
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
    Dispatcher dispatcher = dispatcher(this::bySite, this::answer, 1);
    dispatcher.stop(Duration.ZERO);

    dispatcher.submit(request("late", "bob@one.example"), reports::add);

    await().until(() -> reports.size() == 1);
    assertThat(reports.get(0).with(Disposition.DEFERRED)).hasSize(1);
  }

  @Test
  void lackOfThreadsGivesTheMailBack() {
    Dispatcher dispatcher =
        new Dispatcher(
            this::bySite,
            this::answer,
            SiteLimits.STANDARD,
            task -> {
              throw new RejectedExecutionException("full");
            },
            listener);

    dispatcher.submit(request("one", "bob@one.example"), reports::add);

    assertThat(reports).hasSize(1);
    assertThat(dispatcher.inFlight()).isZero();
  }

  private void submitAndWaitUntilQueued(Dispatcher dispatcher, DeliveryRequest request) {
    int before = dispatcher.waiting();
    dispatcher.submit(request, reports::add);
    await().until(() -> dispatcher.waiting() > before);
  }

  private DeliveryPlan bySite(DeliveryRequest request) {
    String domain = request.envelope().recipients().get(0).mailbox().domain().canonical();
    return plan(domain, host("mx." + domain, 10, "192.0.2.1"));
  }

  private DeliveryReport answer(DeliveryRequest request, DeliveryPlan plan) {
    return request.undelivered(DONE);
  }

  private Dispatcher dispatcher(
      Dispatcher.Planner planner, Dispatcher.Courier courier, int connections) {
    return new Dispatcher(planner, courier, new SiteLimits(connections), threads, listener);
  }

  private static String siteOf(DeliveryPlan plan) {
    return ((DeliveryPlan.Hosts) plan).site().text();
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
