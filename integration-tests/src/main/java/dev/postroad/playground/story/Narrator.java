// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import java.io.PrintStream;

/** Writes the story down as it goes. */
public final class Narrator {
  private final PrintStream out;

  /** Creates a narrator that writes there. */
  public Narrator(PrintStream out) {
    this.out = out;
  }

  /** Writes a line, or several. */
  public synchronized void line(String text) {
    out.println(text);
    out.flush();
  }
}
