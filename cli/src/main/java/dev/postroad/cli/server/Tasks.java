// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.Terminal;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Waits for what James does in the background: its Tasks. */
public final class Tasks {
  private static final Set<String> UNDER_WAY =
      Set.of("waiting", "inProgress", "canceledRequested", "cancelledRequested");
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Server server;
  private final Terminal terminal;

  public Tasks(Server server, Terminal terminal) {
    this.server = server;
    this.terminal = terminal;
  }

  /** Where a task is, from the root of WebAdmin. */
  public static String path(String id) {
    return "/tasks/" + Query.encoded(id);
  }

  /**
   * Waits until a task has ended.
   *
   * @param progress told what James says of it, each time it is asked
   * @return what James says of it at last
   */
  public Json await(String id, Consumer<Json> progress) throws CommandFailure {
    Duration pause = SHORTEST;
    while (true) {
      Json task = server.get(path(id), new Query());
      progress.accept(task);
      if (!UNDER_WAY.contains(task.text("status", ""))) {
        return task;
      }
      try {
        terminal.pause(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure(ExitCode.TEMPORARY, "interrupted; James goes on with task " + id);
      }
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }
  }
}
