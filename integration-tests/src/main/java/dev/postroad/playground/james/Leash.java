// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child process that ends when its starter does, however that ends.
 *
 * <p>A shell starts a watcher and then becomes the command itself, so the process id is the
 * command's own. The watcher reads a pipe of which only the starter holds the other end. It closes
 * when either of the two is gone; if the command is still the watcher's parent, the starter was
 * killed, and the command gets SIGTERM. (Where there is no {@code /proc}, the watcher does
 * nothing.)
 *
 * <p>SIGINT is left to the starter: Ctrl-C reaches the whole foreground group, and the starter's
 * shutdown hook then stops its children in order.
 */
final class Leash {
  private static final String SCRIPT =
      """
      trap '' INT
      exec 3<&0
      {
        read -r never <&3
        read -r pid name state parent rest </proc/self/stat
        if [ "$parent" = $$ ]; then kill -TERM $$; fi
      } 2>/dev/null &
      exec "$@" 3<&- </dev/null
      """;

  private final Process process;
  private volatile boolean askedToEnd;

  private Leash(Process process) {
    this.process = process;
  }

  /** Starts the command on a leash, with what the builder says of its folder and its output. */
  static Leash start(ProcessBuilder builder) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "leash"));
    command.addAll(builder.command());
    return new Leash(builder.command(command).start());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Asks the process to end, waits, and ends it the hard way if it does not.
   *
   * @return whether it ended when it was asked to
   */
  boolean end(long graceSeconds) {
    askedToEnd = true;
    process.destroy();
    try {
      if (process.waitFor(graceSeconds, TimeUnit.SECONDS)) {
        return true;
      }
      process.destroyForcibly().waitFor();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Ends the process at once (SIGKILL), and waits until it is gone. */
  void kill() throws InterruptedException {
    askedToEnd = true;
    process.destroyForcibly().waitFor();
  }

  /** Waits for the end; returns whether it was asked for here. */
  boolean awaitEnd() throws InterruptedException {
    process.waitFor();
    return askedToEnd;
  }

  int exitCode() {
    return process.exitValue();
  }
}
