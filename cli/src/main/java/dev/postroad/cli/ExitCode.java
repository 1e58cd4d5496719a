// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

/**
 * How a command ends, in the numbers of {@code sysexits.h} that mail programs have always used.
 * Where several things went wrong, the command says which number wins.
 */
public final class ExitCode {
  /** All that was asked for was done. */
  public static final int OK = 0;

  /** The command was used wrongly: an unknown option, a missing or malformed value. */
  public static final int USAGE = 64;

  /**
   * What was to be worked on is malformed: an address, a line of a batch, a value that the server
   * refuses.
   */
  public static final int DATA = 65;

  /** A file that was named cannot be read. */
  public static final int NO_INPUT = 66;

  /**
   * Not done, for good: delivery failed for some recipient at least; there is no such site, mail or
   * host; an action was not done to some mail; James is unhealthy.
   */
  public static final int UNAVAILABLE = 69;

  /** A fault of ours. */
  public static final int SOFTWARE = 70;

  /** Reading or writing failed on the way. */
  public static final int IO = 74;

  /**
   * Not now, perhaps later: delivery is deferred, an action waits for some mail's attempt to end,
   * the DNS gives no answer, the server cannot be reached or fails, or James is degraded.
   */
  public static final int TEMPORARY = 75;

  /** What answers is not a WebAdmin with Postroad's routes, or of another version. */
  public static final int PROTOCOL = 76;

  /** The server does not let us in. */
  public static final int NO_PERMISSION = 77;

  /** The configuration has problems; all of them have been printed. */
  public static final int CONFIGURATION = 78;

  private ExitCode() {}
}
