// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import dev.postroad.core.mx.SiteName;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The open mails by what becomes of them next, so that nobody has to go through all of them to say
 * what they come to: each lies in one place, and is put elsewhere as that changes. Thread-safe.
 */
final class Shelves {
  /** There are no empty ones. */
  private final ConcurrentMap<Place, Shelf> shelves = new ConcurrentHashMap<>();

  /**
   * Where mails lie.
   *
   * @param state {@link MailState#QUEUED} for all that is in James' queue or in hand
   * @param site of deferred mail as far as it is known; null otherwise
   */
  record Place(MailState state, @Nullable SiteName site) {
    static final Place MOVING = new Place(MailState.QUEUED, null);
    static final Place HELD = new Place(MailState.HELD, null);
    static final Place DEFERRED = new Place(MailState.DEFERRED, null);

    static Place of(MailState state, @Nullable SiteName site) {
      return switch (state) {
        case HELD -> HELD;
        case DEFERRED -> site == null ? DEFERRED : new Place(state, site);
        default -> MOVING;
      };
    }

    /** When a mail that lies there is due. */
    private long due(Entry entry) {
      return state == MailState.DEFERRED && entry.due() >= 0 ? entry.due() : Sum.NEVER;
    }
  }

  void put(Entry entry, Place place) {
    Shelf unused =
        shelves.compute(
            place,
            (own, known) -> {
              Shelf shelf = known == null ? new Shelf() : known;
              shelf.put(entry.facts().since(), place.due(entry));
              return shelf;
            });
  }

  void take(Entry entry, Place place) {
    Shelf unused =
        shelves.computeIfPresent(
            place,
            (own, shelf) -> {
              shelf.take(entry.facts().since(), place.due(entry));
              return shelf.sum().mails() == 0 ? null : shelf;
            });
  }

  /** What lies there. */
  Sum sum(Place place) {
    return Optional.ofNullable(shelves.get(place)).map(Shelf::sum).orElse(Sum.NOTHING);
  }

  /** What lies in each place. */
  void forEach(BiConsumer<Place, Sum> consumer) {
    shelves.forEach((place, shelf) -> consumer.accept(place, shelf.sum()));
  }
}
