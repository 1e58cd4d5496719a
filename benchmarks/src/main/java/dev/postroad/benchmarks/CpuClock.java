// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of a process and all below it, those that have ended too, as Linux accounts
 * it.
 *
 * @param pid of the process
 */
record CpuClock(long pid) {
  /** USER_HZ, which is 100 on every Linux that runs Java. */
  private static final double TICKS_PER_SECOND = 100;

  /** The first of utime, stime, cutime and cstime; the latter are of children that ended. */
  private static final int UTIME = 14;

  private static final int TIMES = 4;
  private static final long LOOK_MILLIS = 250;
  private static final double IDLE_SHARE = 0.08;
  private static final int IDLE_LOOKS = 4;

  /** Returns the seconds spent since its start, in steps of 10 ms. */
  double seconds() throws IOException {
    List<Long> below =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .map(ProcessHandle::pid)
            .toList();
    try {
      return ticks(pid).mapToLong(Long::longValue).sum() / TICKS_PER_SECOND
          + below.stream().flatMap(CpuClock::ticksIfAlive).mapToLong(Long::longValue).sum()
              / TICKS_PER_SECOND;
    } catch (UncheckedIOException e) {
      throw new IOException("cannot read the processor time of " + pid + ": " + e.getMessage(), e);
    }
  }

  private static Stream<Long> ticksIfAlive(long child) {
    try {
      return ticks(child);
    } catch (NoSuchFileException ended) {
      // Its parent has its time from now on.
      return Stream.empty();
    } catch (IOException e) {
      if ("No such process".equals(e.getMessage())) {
        return Stream.empty();
      }
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Long> ticks(long of) throws IOException {
    String stat =
        Files.readString(Path.of("/proc", Long.toString(of), "stat"), StandardCharsets.UTF_8);
    // The second field, a name in brackets, may itself hold blanks and brackets.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return List.of(fields).subList(UTIME - 3, UTIME - 3 + TIMES).stream().map(Long::valueOf);
  }

  /**
   * Waits until the process has done next to nothing for a second.
   *
   * @throws IOException if it stays busy
   */
  void awaitIdle(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    double last = seconds();
    int idle = 0;
    while (idle < IDLE_LOOKS) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("process " + pid + " is still busy after " + limit);
      }
      Thread.sleep(LOOK_MILLIS);
      double now = seconds();
      idle = (now - last) * 1_000 / LOOK_MILLIS <= IDLE_SHARE ? idle + 1 : 0;
      last = now;
    }
  }
}
