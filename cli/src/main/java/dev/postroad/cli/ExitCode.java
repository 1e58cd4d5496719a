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

  /** What was to be worked on is malformed: an address, a line of a batch. */
  public static final int DATA = 65;

  /** A file that was named cannot be read. */
  public static final int NO_INPUT = 66;

  /** Delivery failed for good, for some recipient at least. */
  public static final int UNAVAILABLE = 69;

  /** A fault of ours. */
  public static final int SOFTWARE = 70;

  /** Reading or writing failed on the way. */
  public static final int IO = 74;

  /** Not now, perhaps later: delivery is deferred, or the DNS gives no answer. */
  public static final int TEMPORARY = 75;

  /** The configuration has problems; all of them have been printed. */
  public static final int CONFIGURATION = 78;

  private ExitCode() {}
}
