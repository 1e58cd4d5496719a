// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollbackTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void whatWasOpenedIsClosedLastFirstEvenIfSomePartDoesNotClose() {
    try (Rollback rollback = new Rollback()) {
      rollback.of(part("threads"));
      rollback.of(
          () -> {
            throw new IOException("stuck");
          });
      rollback.of(part("queue"));
    }

    assertThat(closed).containsExactly("queue", "threads");
  }

  @Test
  void aWholeThatWasReachedStaysOpen() {
    try (Rollback rollback = new Rollback()) {
      rollback.of(part("threads"));
      rollback.forget();
    }

    assertThat(closed).isEmpty();
  }

  private AutoCloseable part(String name) {
    return () -> closed.add(name);
  }
}
