// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private final ThreadPoolExecutor pool = (ThreadPoolExecutor) Threads.workers("test-worker", 100);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void endThreads() {
    release.countDown();
    pool.shutdownNow();
  }

  @Test
  void taskGoesToAThreadThatIsFreeAndNotToANewOne() throws Exception {
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 100; i++) {
      pool.submit(() -> used.add(Thread.currentThread())).get();
      await().until(() -> pool.getActiveCount() == 0);
    }

    assertThat(used.size()).as("one, and some for those that were just ending").isLessThan(20);
  }

  @Test
  void tasksThatBlockHaveThreadsOfTheirOwn() {
    occupyAll();

    await().until(() -> pool.getActiveCount() == 100);
  }

  @Test
  void taskThatComesWhileAllAreBusyWaitsForOne() throws Exception {
    occupyAll();
    Future<?> one = pool.submit(() -> {});
    assertThat(one.isDone()).isFalse();

    release.countDown();

    assertThat(one.get(10, TimeUnit.SECONDS)).isNull();
  }

  /** A delivery that ends begins others; where there is one thread it must not wait for itself. */
  @Test
  void onlyThreadMayHandATaskToItself() throws Exception {
    ExecutorService one = Threads.workers("test-one", 1);
    try {
      CountDownLatch done = new CountDownLatch(1);
      one.execute(() -> one.execute(done::countDown));

      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void noMoreTasksWaitThanMay() {
    ExecutorService small = Threads.pool("test-small", 1, 2);
    try {
      for (int i = 0; i < 3; i++) {
        small.execute(this::block);
      }

      assertThatThrownBy(() -> small.execute(this::block))
          .isInstanceOf(RejectedExecutionException.class);
    } finally {
      small.shutdownNow();
    }
  }

  @Test
  void taskIsRefusedWhenTheThreadsAreGone() {
    pool.shutdown();

    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
  }

  private void occupyAll() {
    for (int i = 0; i < 100; i++) {
      pool.execute(this::block);
    }
  }

  private void block() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
