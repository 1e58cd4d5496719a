// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What James' queues may still give out of mails that operators have laid hands on, and what counts
 * no more: the mail itself is kept elsewhere, has been sent on under a token of its own, or has
 * ended. An item is remembered until it comes, however long that takes, or James ends. Thread-safe.
 */
public final class Leftovers {
  /** Items that are remembered. */
  public static final int MOST = 100_000;

  /**
   * An item that the queue says it has removed may have been about to come: James' memory queue
   * counts it all the same.
   */
  private static final Duration ABOUT_TO_COME = Duration.ofMinutes(1);

  private final int most;
  private final Set<Item> coming = new HashSet<>();

  /** Each until when, the first to be forgotten first. */
  private final Map<Item, Instant> removed = new LinkedHashMap<>();

  /** What is in a queue, by the name of the mail and the token that it shows. */
  private record Item(String mail, @Nullable String token) {}

  /** None. */
  public Leftovers() {
    this(MOST);
  }

  /**
   * None.
   *
   * @param most items that are remembered
   */
  Leftovers(int most) {
    this.most = most;
  }

  /** Whether no more can be remembered before some have come. */
  public synchronized boolean isFull() {
    return coming.size() >= most;
  }

  /**
   * From now on it counts no more.
   *
   * @param token what it shows; null for none
   * @return false if somebody else has said so, or no more can be remembered
   */
  public synchronized boolean expect(String mail, @Nullable String token) {
    return !isFull() && coming.add(new Item(mail, token));
  }

  /** Its queue says that it has removed it. */
  public synchronized void removed(String mail, @Nullable String token, Instant now) {
    forget(now);
    Item item = new Item(mail, token);
    if (coming.remove(item)) {
      removed.put(item, now.plus(ABOUT_TO_COME));
    }
  }

  /** Whether what has come out of a queue counts no more. */
  public synchronized boolean has(String mail, @Nullable String token, Instant now) {
    forget(now);
    Item item = new Item(mail, token);
    return coming.contains(item) || removed.containsKey(item);
  }

  /** It has come, and its queue has it no more. */
  public synchronized void came(String mail, @Nullable String token) {
    Item item = new Item(mail, token);
    coming.remove(item);
    removed.remove(item);
  }

  private void forget(Instant now) {
    Iterator<Instant> times = removed.values().iterator();
    while (times.hasNext() && times.next().isBefore(now)) {
      times.remove();
    }
  }
}
