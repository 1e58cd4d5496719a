// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What James' queues may still give out of mails that operators have laid hands on, and what counts
 * no more: the mail itself is kept elsewhere, has been sent on under a token of its own, or has
 * ended. An item is remembered until it comes, over restarts too, or until no queue can have it any
 * more. Thread-safe.
 */
public final class Leftovers {
  /** Items that are remembered. */
  public static final int MOST = 100_000;

  /** Longer than any mail waits in a queue, unless its schedule is of weeks. */
  static final Duration LONGEST = Duration.ofDays(30);

  /**
   * An item that the queue says it has removed may have been about to come: James' memory queue
   * counts it all the same.
   */
  private static final Duration ABOUT_TO_COME = Duration.ofMinutes(1);

  private final int most;

  /** Each since when, the first to be forgotten first. */
  private final Map<Item, Instant> coming = new LinkedHashMap<>();

  private final Map<Item, Instant> view = Collections.unmodifiableMap(coming);

  /** Each until when, likewise. */
  private final Map<Item, Instant> removed = new LinkedHashMap<>();

  private Diary diary = Diary.NONE;

  /**
   * What is in a queue.
   *
   * @param mail the name of the mail
   * @param token what it shows; null for none
   */
  public record Item(String mail, @Nullable String token) {}

  /** Where they are written down, so that they outlive a restart. Throws nothing. */
  public interface Diary {
    /** For those that are to be forgotten. */
    Diary NONE =
        new Diary() {
          @Override
          public void expected(Item item, Map<Item, Instant> all) {}

          @Override
          public void gone(Item item, Map<Item, Instant> all) {}
        };

    /**
     * One more is expected.
     *
     * @param all that are, with this one, each since when, the oldest first
     */
    void expected(Item item, Map<Item, Instant> all);

    /**
     * One is expected no more.
     *
     * @param all that still are, each since when, the oldest first
     */
    void gone(Item item, Map<Item, Instant> all);
  }

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

  /**
   * Remembers those of before a restart too, and writes down all to come.
   *
   * @param before each since when, the oldest first
   */
  public synchronized void keepIn(Diary kept, Map<Item, Instant> before) {
    Map<Item, Instant> since = new LinkedHashMap<>(coming);
    coming.clear();
    before.forEach(
        (item, time) -> {
          if (!isFull()) {
            coming.put(item, time);
          }
        });
    coming.putAll(since);
    diary = kept;
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
  public synchronized boolean expect(String mail, @Nullable String token, Instant now) {
    forget(now);
    Item item = new Item(mail, token);
    if (isFull() || coming.putIfAbsent(item, now) != null) {
      return false;
    }
    diary.expected(item, view);
    return true;
  }

  /** Its queue says that it has removed it. */
  public synchronized void removed(String mail, @Nullable String token, Instant now) {
    forget(now);
    Item item = new Item(mail, token);
    if (coming.remove(item) != null) {
      removed.put(item, now.plus(ABOUT_TO_COME));
      diary.gone(item, view);
    }
  }

  /** Whether what has come out of a queue counts no more. */
  public synchronized boolean has(String mail, @Nullable String token, Instant now) {
    forget(now);
    Item item = new Item(mail, token);
    return coming.containsKey(item) || removed.containsKey(item);
  }

  /** It has come, and its queue has it no more. */
  public synchronized void came(String mail, @Nullable String token) {
    Item item = new Item(mail, token);
    removed.remove(item);
    if (coming.remove(item) != null) {
      diary.gone(item, view);
    }
  }

  private void forget(Instant now) {
    Iterator<Instant> times = removed.values().iterator();
    while (times.hasNext() && times.next().isBefore(now)) {
      times.remove();
    }
    Instant longAgo = now.minus(LONGEST);
    Iterator<Map.Entry<Item, Instant>> first = coming.entrySet().iterator();
    while (first.hasNext()) {
      Map.Entry<Item, Instant> oldest = first.next();
      if (!oldest.getValue().isBefore(longAgo)) {
        return;
      }
      Item item = oldest.getKey();
      first.remove();
      diary.gone(item, view);
    }
  }
}
