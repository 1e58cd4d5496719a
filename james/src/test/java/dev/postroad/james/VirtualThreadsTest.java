// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualThreadsTest {

  @Test
  void thereAreNamedOnesFromJava21OnAndNoneBefore() throws Exception {
    Optional<ExecutorService> executor = VirtualThreads.executor("postroad-test");

    assertThat(executor.isPresent()).isEqualTo(Runtime.version().feature() >= 21);
    if (executor.isPresent()) {
      String name =
          executor.get().submit(() -> Thread.currentThread().getName()).get(10, TimeUnit.SECONDS);
      executor.get().shutdownNow();
      assertThat(name).isEqualTo("postroad-test-1");
    }
  }
}
