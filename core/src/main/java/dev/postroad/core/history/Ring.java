// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The newest of what was put in, so many at the most. Thread-safe; nobody waits for anybody. */
final class Ring<T> {
  /** What was put in, and as which one: where it stands, others stood before. */
  private record Slot<T>(long number, T value) {}

  private final AtomicReferenceArray<@Nullable Slot<T>> slots;
  private final AtomicLong next = new AtomicLong();

  /**
   * @param size 1 or more
   */
  Ring(int size) {
    slots = new AtomicReferenceArray<>(size);
  }

  void add(T value) {
    long number = next.getAndIncrement();
    slots.set((int) (number % slots.length()), new Slot<>(number, value));
  }

  /** All that is in it, newest first; without what is just being put in. */
  List<T> newestFirst() {
    long end = next.get();
    long begin = Math.max(0, end - slots.length());
    List<T> all = new ArrayList<>((int) (end - begin));
    for (long number = end - 1; number >= begin; number--) {
      Slot<T> slot = slots.get((int) (number % slots.length()));
      if (slot != null && slot.number() == number) {
        all.add(slot.value());
      }
    }
    return all;
  }
}
