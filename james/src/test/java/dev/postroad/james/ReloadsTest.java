// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Reloadable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadsTest {
  private final Watch watch = new Watch();
  private final Reloads reloads = new Reloads(Clock.systemUTC(), watch);
  private final FileResolver files;

  ReloadsTest(@TempDir Path folder) {
    files = FileResolver.in(folder);
  }

  @AfterEach
  void stop() {
    reloads.close();
  }

  @Test
  void anErrorInOneIsToldAndKeepsNobodyFromTheNext() throws Exception {
    List<String> told = new ArrayList<>();
    watch.add(
        new Watcher() {
          @Override
          public void reloaded(String what, boolean isInUse) {
            told.add(what + " " + isInUse);
          }
        });
    AtomicInteger reads = new AtomicInteger();
    reloads.follow(
        "deep",
        files,
        (resolver, current) -> {
          if (current.isPresent()) {
            throw new StackOverflowError("too deep");
          }
          return "read";
        });
    reloads.follow("plain", files, (resolver, current) -> reads.incrementAndGet());

    reloads.reload();

    assertThat(reads).hasValue(2);
    assertThat(told).containsExactly("deep false", "plain true");
    assertThat(reloads.statuses())
        .extracting(Reloadable.Status::isCurrent)
        .containsExactly(false, true);
  }
}
