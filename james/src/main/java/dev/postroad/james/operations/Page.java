// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.util.List;

/**
 * Some of what was found.
 *
 * @param total how many were found in all
 * @param items some of them, in the order that was asked for
 */
public record Page<T>(int total, List<T> items) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * A part of all that was found.
   *
   * @param offset how many to leave out
   * @param limit most to give
   */
  static <T> Page<T> of(List<T> all, int offset, int limit) {
    int from = Math.min(Math.max(0, offset), all.size());
    int to = (int) Math.min((long) from + Math.max(0, limit), all.size());
    return new Page<>(all.size(), all.subList(from, to));
  }
}
