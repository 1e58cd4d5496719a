// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import java.util.HashSet;
import java.util.Set;

/**
 * Open mails of which the same becomes next, and what they come to. Their least times are known as
 * long as no mail has left whose times they were; after that they are looked for when somebody
 * asks. Thread-safe.
 */
final class Shelf {
  private final Set<Entry> entries = new HashSet<>();
  private Sum sum = Sum.NOTHING;
  private boolean isKnown = true;

  synchronized void put(Entry entry) {
    if (entries.add(entry)) {
      sum = sum.and(entry);
    }
  }

  synchronized void take(Entry entry) {
    if (entries.remove(entry)) {
      isKnown = entries.isEmpty() || (isKnown && !sum.isOf(entry));
      sum = sum.without();
    }
  }

  synchronized boolean isEmpty() {
    return entries.isEmpty();
  }

  synchronized Sum sum() {
    if (!isKnown) {
      Sum all = Sum.NOTHING;
      for (Entry entry : entries) {
        all = all.and(entry);
      }
      sum = all;
      isKnown = true;
    }
    return sum;
  }
}
