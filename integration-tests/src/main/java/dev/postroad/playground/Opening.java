// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened so far, the last first, unless everything could be opened. */
final class Opening implements AutoCloseable {
  private final Deque<Runnable> closings = new ArrayDeque<>();

  void onFailure(Runnable closing) {
    closings.push(closing);
  }

  void done() {
    closings.clear();
  }

  @Override
  public void close() {
    closings.forEach(Runnable::run);
  }
}
