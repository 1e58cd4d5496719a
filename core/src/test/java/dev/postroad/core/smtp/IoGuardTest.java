// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IoGuardTest {
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final IoGuard guard = new IoGuard(scheduler, nanos::get);
  private final AtomicInteger expiries = new AtomicInteger();

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  @Test
  void whatOutlastsItsDeadlineIsEndedOnce() {
    IoGuard.Watch watch = guard.watch(expiries::incrementAndGet);
    watch.arm(guard.deadlineIn(Duration.ofSeconds(5)));
    nanos.addAndGet(Duration.ofSeconds(4).toNanos());
    awaitSweep();
    assertThat(watch.fired()).isFalse();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    await().until(watch::fired);
    awaitSweep();
    assertThat(expiries).hasValue(1);
  }

  @Test
  void whatEndsInTimeIsLeftAlone() {
    IoGuard.Watch watch = guard.watch(expiries::incrementAndGet);
    watch.arm(guard.deadlineIn(Duration.ofSeconds(5)));
    watch.disarm();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    awaitSweep();
    assertThat(watch.fired()).isFalse();
    assertThat(expiries).hasValue(0);
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthersFromTheirDeadline() {
    for (int i = 0; i < 5; i++) {
      IoGuard.Watch bad =
          guard.watch(
              () -> {
                throw new IllegalStateException("on purpose");
              });
      bad.arm(guard.deadlineIn(Duration.ZERO));
    }
    IoGuard.Watch good = guard.watch(expiries::incrementAndGet);
    good.arm(guard.deadlineIn(Duration.ZERO));
    await().until(good::fired);
  }

  @Test
  void nothingRunsWithoutAConnection() {
    IoGuard.Watch watch = guard.watch(expiries::incrementAndGet);
    watch.close();
    await().until(() -> scheduler.getQueue().isEmpty() && scheduler.getActiveCount() == 0);
    IoGuard.Watch next = guard.watch(expiries::incrementAndGet);
    next.arm(guard.deadlineIn(Duration.ZERO));
    await().until(next::fired);
  }

  @Test
  void thousandsAreNotSweptTenTimesASecond() {
    for (int i = 0; i < 50_000; i++) {
      IoGuard.Watch unused = guard.watch(expiries::incrementAndGet);
    }

    await().until(() -> millisToTheNextSweep() > 1_000);
  }

  private long millisToTheNextSweep() {
    Delayed next = (Delayed) scheduler.getQueue().peek();
    return next == null ? 0 : next.getDelay(TimeUnit.MILLISECONDS);
  }

  @Test
  void guardWithoutExecutorTakesNothingOn() {
    var stopped = Executors.newScheduledThreadPool(1);
    stopped.shutdownNow();
    IoGuard useless = new IoGuard(stopped, nanos::get);
    assertThatThrownBy(() -> useless.watch(expiries::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private void awaitSweep() {
    long before = scheduler.getCompletedTaskCount();
    await().until(() -> scheduler.getCompletedTaskCount() > before + 1);
  }
}
