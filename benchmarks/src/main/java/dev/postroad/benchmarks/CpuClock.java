// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The processor time of a process, all its threads together, as Linux accounts it.
 *
 * @param pid of the process
 */
record CpuClock(long pid) {
  /** USER_HZ, which is 100 on every Linux that runs Java. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 14;
  private static final int STIME = 15;
  private static final long LOOK_MILLIS = 250;
  private static final double IDLE_SHARE = 0.08;
  private static final int IDLE_LOOKS = 4;

  /** Returns the seconds spent since its start, in steps of 10 ms. */
  double seconds() throws IOException {
    String stat =
        Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.UTF_8);
    // The second field, a name in brackets, may itself hold blanks and brackets.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME - 3]) + Long.parseLong(fields[STIME - 3]))
        / TICKS_PER_SECOND;
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
