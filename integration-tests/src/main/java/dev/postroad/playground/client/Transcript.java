// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.client;

import java.util.ArrayList;
import java.util.List;

/**
 * What was said on a connection, line by line, in the notation of the mail RFCs: {@code C:} before
 * what the client said and {@code S:} before what the server said.
 */
public final class Transcript {
  private final List<String> lines = new ArrayList<>();

  synchronized void client(String line) {
    lines.add("C: " + line);
  }

  synchronized void server(String line) {
    lines.add("S: " + line);
  }

  /** Returns the lines so far, oldest first. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
