// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One open mail, from when James has it until it is kept anew or ends: a mail that is deferred gets
 * a new entry, so that the end of what came before touches nothing of what comes after.
 *
 * <p>It is where an operator's word and the delivery of the mail meet: who is first is decided
 * here.
 */
public final class Entry {
  private final Facts facts;
  private final long next;
  private final @Nullable Why why;
  private @Nullable Object place;
  private @Nullable Order order;
  private @Nullable Shelves shelves;
  private Shelves.Place lies = Shelves.Place.MOVING;
  private volatile MailState state;
  private volatile @Nullable SiteName site;
  private volatile List<AttemptEntry> decided = List.of();
  private boolean settled;
  private volatile boolean counted;
  private volatile @Nullable Instant taken;

  private Entry(Facts facts, MailState state, long next, @Nullable Why why) {
    this.facts = facts;
    this.state = state;
    this.next = next;
    this.why = why;
  }

  /**
   * A mail that is put into James' queue, or comes out of it and was not known.
   *
   * @param why what deferred it last; null if nothing did, or that is not known
   */
  public static Entry queued(Facts facts, @Nullable Why why) {
    return new Entry(facts, MailState.QUEUED, -1, why);
  }

  /**
   * A mail that is kept until it is due, or until an operator releases it.
   *
   * @param state {@link MailState#DEFERRED} or {@link MailState#HELD}
   * @param next when it is due, in milliseconds since 1970; -1 if never
   * @param why what deferred it; null if that is not known
   */
  public static Entry kept(Facts facts, MailState state, long next, @Nullable Why why) {
    return new Entry(facts, state, next, why);
  }

  public Facts facts() {
    return facts;
  }

  public String id() {
    return facts.id();
  }

  public MailState state() {
    return state;
  }

  /** When it is due, in milliseconds since 1970; -1 unless it is deferred. */
  public long next() {
    return state == MailState.DEFERRED ? next : -1;
  }

  /** When it is due whenever it is deferred, which does not change; -1 if never. */
  long due() {
    return next;
  }

  /** What deferred it last. */
  public Optional<Why> why() {
    return Optional.ofNullable(why);
  }

  /** Where it goes. */
  public Optional<SiteName> site() {
    return Optional.ofNullable(site);
  }

  synchronized void goesTo(@Nullable SiteName where) {
    site = where;
    shelved();
  }

  /** What was decided of it, recipient by recipient, just before it is kept anew or ends. */
  public void decided(List<AttemptEntry> entries) {
    decided = entries;
  }

  /** What was decided for a recipient; empty if that was not just now. */
  public Optional<Why> decidedFor(String recipient) {
    return decided.stream()
        .filter(own -> own.recipient().equals(recipient))
        .findFirst()
        .map(own -> new Why(own.status(), own.cause().orElse(Cause.OTHER)));
  }

  /**
   * Goes there, until somebody knows better.
   *
   * @param where null if that is not known
   */
  public Entry goingTo(@Nullable SiteName where) {
    goesTo(where);
    return this;
  }

  /** It is open: it lies on the shelf that it belongs on, from now on. */
  synchronized void enter(Shelves where) {
    if (shelves == null) {
      shelves = where;
      lies = Shelves.Place.of(state, site);
      where.put(this, lies);
    }
  }

  /** It is not open any more. */
  synchronized void leave() {
    if (shelves != null) {
      shelves.take(this, lies);
      shelves = null;
    }
  }

  /** To be called with the lock, whenever its state or site has changed. */
  private void shelved() {
    Shelves.Place place = Shelves.Place.of(state, site);
    if (shelves != null && !place.equals(lies)) {
      shelves.take(this, lies);
      shelves.put(this, place);
      lies = place;
    }
  }

  synchronized void inLine(SiteName where) {
    site = where;
    if (state == MailState.SENDING) {
      state = MailState.WAITING;
    }
    shelved();
  }

  synchronized void sending(SiteName where) {
    site = where;
    if (state == MailState.WAITING) {
      state = MailState.SENDING;
    }
    shelved();
  }

  /** Where it is kept outside of James' queue, as whoever keeps it knows the place. */
  public synchronized Optional<Object> place() {
    return Optional.ofNullable(place);
  }

  /** It is kept there from now on. */
  public synchronized void keptAt(Object where) {
    place = where;
  }

  /**
   * It comes out of James' queue.
   *
   * @param now when that is
   * @param isLeftover whether it counts no more, asked so that no {@link #copied} comes in between
   * @return false if so
   */
  public synchronized boolean taken(Instant now, BooleanSupplier isLeftover) {
    if (isLeftover.getAsBoolean()) {
      return false;
    }
    taken = now;
    state = MailState.WAITING;
    place = null;
    settled = false;
    shelved();
    return true;
  }

  /** When it last came out of James' queue; empty if it has not. */
  public Optional<Instant> taken() {
    return Optional.ofNullable(taken);
  }

  /** It is in James' queue again. */
  public synchronized void backInQueue() {
    state = MailState.QUEUED;
    place = null;
    settled = false;
    shelved();
  }

  /**
   * An operator has copied it from James' queue, and from now on the copy is the mail.
   *
   * @param where the copy is
   * @param leaving has what is in the queue count no more, unless that cannot be
   * @return false if that cannot be, or somebody has taken it from the queue, or keeps it elsewhere
   */
  public synchronized boolean copied(Object where, BooleanSupplier leaving) {
    boolean isInQueue = state == MailState.QUEUED || state == MailState.DEFERRED;
    if (settled || place != null || !isInQueue || !leaving.getAsBoolean()) {
      return false;
    }
    place = where;
    state = MailState.DEFERRED;
    shelved();
    return true;
  }

  /** Held from now on. */
  public synchronized void held() {
    state = MailState.HELD;
    shelved();
  }

  /**
   * Gives an order, which takes the place of an earlier one.
   *
   * @return false if it comes too late: it is decided already what becomes of the mail
   */
  public synchronized boolean accept(Order given) {
    if (settled) {
      return false;
    }
    order = given;
    return true;
  }

  /**
   * Takes an order back.
   *
   * @return whether there was one of that kind, and it had not come to be obeyed
   */
  public synchronized boolean withdraw(MailAction.Kind kind) {
    if (settled || order == null || order.action().kind() != kind) {
      return false;
    }
    order = null;
    return true;
  }

  /** It is decided now what becomes of the mail; no order is taken any more. */
  public synchronized Optional<Order> settle() {
    settled = true;
    return Optional.ofNullable(order);
  }

  /** What was decided did not come to pass: orders are taken again. */
  synchronized void unsettle() {
    settled = false;
  }

  /** The order that is to be obeyed, as far as there is one. */
  public synchronized Optional<Order> order() {
    return Optional.ofNullable(order);
  }

  /** Somebody who was about to put it into the queue again keeps it for longer. */
  public synchronized void stillAt(Object where) {
    place = where;
    state = MailState.DEFERRED;
    shelved();
  }

  /** Whether the book had no room for it: it knows that there is such a mail, and not which. */
  public boolean isCounted() {
    return counted;
  }

  void counted() {
    counted = true;
  }

  void known() {
    counted = false;
  }
}
