// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.World;
import java.util.List;

/** Several things named in one command: what is wrong with one keeps none of the others back. */
final class Each {
  private Each() {}

  /** What is done with one of them. */
  interface Step {
    /** Returns how the command would end if it were the only one. */
    int take(String name) throws CommandFailure;
  }

  /**
   * Takes them one after the other, and tells of each that cannot be taken.
   *
   * @return the highest of their exit codes; but that something was not done says more than that it
   *     comes later
   * @throws CommandFailure if it is not one of them that is wrong, but the way to the server: then
   *     those that were not reached have been told
   */
  static int of(List<String> names, World world, Step step) throws CommandFailure {
    int exitCode = ExitCode.OK;
    for (int at = 0; at < names.size(); at++) {
      try {
        exitCode = worse(exitCode, step.take(names.get(at)));
      } catch (CommandFailure failure) {
        if (!isOfOne(failure)) {
          List<String> rest = names.subList(at + 1, names.size());
          if (!rest.isEmpty()) {
            world.note("stopped at " + names.get(at) + "; not reached: " + String.join(", ", rest));
          }
          throw failure;
        }
        failure.lines().forEach(world::note);
        exitCode = worse(exitCode, failure.exitCode());
      }
    }
    return exitCode;
  }

  private static int worse(int one, int other) {
    return one == ExitCode.UNAVAILABLE || other == ExitCode.UNAVAILABLE
        ? ExitCode.UNAVAILABLE
        : Math.max(one, other);
  }

  private static boolean isOfOne(CommandFailure failure) {
    return failure.exitCode() == ExitCode.UNAVAILABLE || failure.exitCode() == ExitCode.DATA;
  }
}
