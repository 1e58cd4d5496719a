// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

/** Entry of {@code java -jar}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    World world = World.real();
    int exitCode = new Postroad(world).run(arguments);
    boolean written = !world.out().checkError();
    System.exit(exitCode == ExitCode.OK && !written ? ExitCode.IO : exitCode);
  }
}
