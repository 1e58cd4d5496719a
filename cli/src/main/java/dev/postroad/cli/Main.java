// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Locale;

/** Entry of {@code java -jar}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    World world = World.real();
    int exitCode = new Postroad(world).run(arguments);
    boolean written = !world.out().checkError();
    if (!written) {
      tellWhy(world);
    }
    System.exit(exitCode == ExitCode.OK && !written ? ExitCode.IO : exitCode);
  }

  /** A writer remembers that something was not written, not why: that the next try tells. */
  private static void tellWhy(World world) {
    try {
      new FileOutputStream(FileDescriptor.out).write('\n');
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      // Whoever reads only the beginning, as head does, knows that.
      if (!why.toLowerCase(Locale.ROOT).contains("pipe")) {
        world.note("cannot write to standard output: " + why);
      }
    }
  }
}
