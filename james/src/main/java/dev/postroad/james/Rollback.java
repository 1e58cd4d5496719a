// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been opened on the way to a whole: closed again, last first, unless the whole was
 * reached.
 */
final class Rollback implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Rollback.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** Has something closed if the whole is not reached. */
  <T extends AutoCloseable> T of(T part) {
    opened.push(part);
    return part;
  }

  /** The whole is reached: nothing is closed here any more. */
  void forget() {
    opened.clear();
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOGGER.warn("Cannot close {} after a start that failed", part, e);
      }
    }
  }
}
