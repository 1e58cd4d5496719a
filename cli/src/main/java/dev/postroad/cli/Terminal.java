// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import java.time.Duration;
import java.util.List;

/** The terminal that a command was started from, if it was. */
public interface Terminal {

  /** Whether somebody reads what is printed and can answer. */
  boolean isInteractive();

  /** Waits. */
  void pause(Duration time) throws InterruptedException;

  /**
   * Has something done if whoever sits there ends the program (Ctrl-C) before this is closed.
   *
   * @param lastWords short, and done by another thread
   */
  Vigil onEnd(Runnable lastWords);

  /** Until it is closed, the end of the program is heard of. */
  interface Vigil extends AutoCloseable {
    @Override
    void close();
  }

  /** Takes the whole terminal, until it is closed. */
  Screen open();

  /** A terminal as a whole. */
  interface Screen extends AutoCloseable {
    /** Its size now; whoever sits before it may change it. */
    Size size();

    /**
     * Shows these lines, in place of those before.
     *
     * @param lines no longer than the screen is wide, and no more than it is high
     */
    void show(List<String> lines);

    /** Waits for a key; 0 if none was pressed in time, -1 if there will be none. */
    int key(Duration wait) throws InterruptedException;

    /** Gives the terminal back as it was. */
    @Override
    void close();
  }

  /**
   * A size.
   *
   * @param rows at least 1
   * @param columns at least 1
   */
  record Size(int rows, int columns) {
    /** What terminals are where nothing is known. */
    public static final Size STANDARD = new Size(24, 80);
  }
}
