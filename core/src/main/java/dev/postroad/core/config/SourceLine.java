// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

/**
 * A place in a configuration, as an operator finds it again.
 *
 * @param source file, or file, mailet and key: {@code mailetcontainer.xml RelayPolicy/routes}
 * @param line from 1; 0 if the place is the source as a whole
 * @param text what stands there, on one line; maybe empty
 */
public record SourceLine(String source, int line, String text) {

  public SourceLine {
    if (line < 0) {
      throw new IllegalArgumentException("lines count from 1: " + line);
    }
    text = Problem.printable(text);
  }

  /** The source as a whole. */
  public static SourceLine whole(String source, String text) {
    return new SourceLine(source, 0, text);
  }

  /** Where, without what stands there: {@code conf/routes line 3}. */
  public String where() {
    return line == 0 ? source : source + " line " + line;
  }

  /** The same place with other words for what stands there. */
  public SourceLine withText(String newText) {
    return new SourceLine(source, line, newText);
  }

  /** {@code mailetcontainer.xml RelayPolicy/routes line 3: to class:partner}. */
  @Override
  public String toString() {
    return text.isEmpty() ? where() : where() + ": " + text;
  }
}
