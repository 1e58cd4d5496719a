// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import dev.postroad.core.mx.SiteName;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * The mails of this James that have not ended, each by its name. It holds no message, decides
 * nothing and is on no disk: after a restart, what the spool holds is read into it bit by bit, and
 * what waits in James' queue appears as it is taken.
 *
 * <p>So many mails are remembered one by one; beyond that they are counted only, and become known
 * as there is room.
 */
@Singleton
public final class Book {
  /** Mails remembered one by one. */
  public static final int MOST = 200_000;

  private static final int SHARED = 1 << 10;

  private final int most;
  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

  /** Those that there was no room for when they were entered. */
  private final AtomicLong beyond = new AtomicLong();

  /** Those that are kept and not read yet. What comes out of a queue is none of them. */
  private final AtomicLong unread = new AtomicLong();

  private final Shelves shelves = new Shelves();

  private final Leftovers leftovers = new Leftovers();

  /** What peers say, and where mails go, comes often: the last ones by their hash. */
  private final @Nullable Object[] shared = new Object[SHARED];

  @Inject
  public Book() {
    this(MOST);
  }

  /**
   * @param most mails remembered one by one
   */
  public Book(int most) {
    this.most = most;
  }

  /** An open mail by its name; empty if there is none, or it is counted only. */
  public Optional<Entry> find(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** What comes out of James' queues and is no open mail any more. */
  public Leftovers leftovers() {
    return leftovers;
  }

  /** The open mails, as they come and go. */
  public Collection<Entry> entries() {
    return Collections.unmodifiableCollection(entries.values());
  }

  /**
   * What the open mails come to now; those that are counted only in nothing of it. One that is put
   * elsewhere meanwhile may be in two of the sums, or in none.
   */
  public Sums sums() {
    Map<Shelves.Place, Sum> places = new HashMap<>();
    shelves.forEach(places::put);
    Map<SiteName, Sum> sites = new HashMap<>();
    places.forEach(
        (place, sum) -> {
          if (place.site() != null && sum.mails() > 0) {
            sites.put(place.site(), sum);
          }
        });
    return new Sums(
        places.getOrDefault(Shelves.Place.MOVING, Sum.NOTHING),
        places.getOrDefault(Shelves.Place.HELD, Sum.NOTHING),
        places.getOrDefault(Shelves.Place.DEFERRED, Sum.NOTHING),
        sites);
  }

  /**
   * What the open mails come to.
   *
   * @param moving what is in James' queue or in hand
   * @param held what waits for an operator
   * @param elsewhere what is deferred, and it is not known for which site
   * @param sites what is deferred, by site; none without any
   */
  public record Sums(Sum moving, Sum held, Sum elsewhere, Map<SiteName, Sum> sites) {}

  /** What is deferred for a site. */
  public Sum deferred(SiteName site) {
    return shelves.sum(Shelves.Place.of(MailState.DEFERRED, site));
  }

  /** Open mails that are counted only. */
  public long others() {
    return beyond.get() + unread.get();
  }

  /** Whether one more can be remembered. */
  public boolean hasRoom() {
    return entries.mappingCount() < most;
  }

  /** A mail is open from now on; the entry of that name is this one. */
  public Entry enter(Entry entry) {
    Entry entered =
        entries.compute(
            entry.id(),
            (id, before) -> {
              // One that is known already takes no more room.
              if (before == null && !hasRoom()) {
                return null;
              }
              if (before != null && before != entry) {
                before.leave();
              }
              entry.enter(shelves);
              return entry;
            });
    if (entered == null) {
      entry.counted();
      beyond.incrementAndGet();
    }
    return entry;
  }

  /** What was entered did not come to pass: the entry before it counts again, and takes orders. */
  public void restore(Entry failed, Entry before) {
    before.unsettle();
    boolean sameMail = failed.id().equals(before.id());
    if (!sameMail || !replace(failed, before)) {
      leave(failed);
    } else if (before.isCounted()) {
      before.known();
      oneLess(beyond);
    }
  }

  /**
   * A mail has come out of James' queue.
   *
   * @param unknown asked for if it is not known: one that was counted only, or was queued before
   *     this start
   */
  public Entry arrived(String id, Supplier<Entry> unknown) {
    Entry known = entries.get(id);
    if (known != null) {
      return known;
    }
    oneLess(beyond);
    return enter(unknown.get());
  }

  /** A mail has ended, or is open under a new entry. */
  public void leave(Entry entry) {
    if (!replace(entry, null) && entry.isCounted()) {
      oneLess(beyond);
    }
  }

  /**
   * What is in the book changes together with where it lies.
   *
   * @param after of the same name; null for none
   * @return false if the book has another entry of that name, or none
   */
  private boolean replace(Entry before, @Nullable Entry after) {
    AtomicBoolean replaced = new AtomicBoolean();
    Entry unused =
        entries.computeIfPresent(
            before.id(),
            (id, known) -> {
              if (known != before) {
                return known;
              }
              before.leave();
              if (after != null) {
                after.enter(shelves);
              }
              replaced.set(true);
              return after;
            });
    return replaced.get();
  }

  /** An equal value, the same for many mails. */
  @SuppressWarnings("unchecked") // equal, and so of its class
  public <T extends Record> T share(T value) {
    int slot = value.hashCode() & (SHARED - 1);
    Object known = shared[slot];
    if (value.equals(known)) {
      return (T) known;
    }
    shared[slot] = value;
    return value;
  }

  /** So many more mails are kept that have not been read. */
  public void count(int more) {
    unread.addAndGet(more);
  }

  /** One of those has ended, or is about to be entered. */
  public void uncount() {
    oneLess(unread);
  }

  private static void oneLess(AtomicLong number) {
    number.getAndUpdate(now -> Math.max(0, now - 1));
  }

  /** It is decided where a mail goes: site after site. */
  public void planned(String id, List<SiteName> sites) {
    Entry entry = entries.get(id);
    if (entry != null) {
      entry.goesTo(sites.isEmpty() ? null : sites.get(0));
    }
  }

  /** A mail waits for its turn at a site: it is not tried yet, or no more for now. */
  public void inLine(String id, SiteName site) {
    Entry entry = entries.get(id);
    if (entry != null) {
      entry.inLine(site);
    }
  }

  /** A mail is tried at a site now. */
  public void begun(String id, SiteName site) {
    Entry entry = entries.get(id);
    if (entry != null) {
      entry.sending(site);
    }
  }
}
