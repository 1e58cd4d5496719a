// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Visit.Sign;
import dev.postroad.core.dispatch.Moves.Work;
import dev.postroad.core.dispatch.Tempo.Kind;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Who may send now: all sites, what waits at each, and who is served next. Decides and does
 * nothing; what it decides is in the {@link Moves} that its caller carries out.
 *
 * <p>Sites take turns. Those that are slow or not known yet may have a part of the deliveries and
 * of the window only, so that mail for the others always finds room: what has none is turned away
 * until a turn is expected. Guarded by the dispatcher's lock.
 */
final class Floor {
  /** After so many mails of one site others have their turn, if there is not room for all. */
  private static final int TURN = 50;

  /** So they have when it has taken so long. */
  private static final long TURN_TIME = Duration.ofSeconds(1).toNanos();

  /** How long what a site has shown is remembered after its last mail. */
  private static final long MEMORY = Duration.ofMinutes(10).toNanos();

  /** With more sites than this, memory is short. */
  private static final int MANY_SITES = 20_000;

  private static final long SHORT_MEMORY = Duration.ofSeconds(30).toNanos();

  static final Hold RECALLED =
      new Hold(Hold.Reason.RECALLED, "called back before its turn", Duration.ZERO);

  private final DispatchSettings settings;
  private final LongSupplier nanoTicker;
  private final Map<SiteName, Site> sites = new HashMap<>();

  /** What operators have ordered, of sites that there are or may be. */
  private Map<SiteName, Standing> orders = Map.of();

  /** Sites that want another delivery when there is room for one, by what is known of them. */
  private final Map<Kind, Turns> ready = new EnumMap<>(Kind.class);

  private final Census census = new Census();
  private final Room room;
  private final Tempo slowTempo = new Tempo();
  private final Slots slowSlots = new Slots();
  private long lastForgotten;

  /** When a crowd was told of last. */
  private long lastCrowd;

  /** Whether the newest of those that are not known has the next turn. */
  private boolean newestIsNext;

  /** Whether others have to be kept from waiting for sites that hang; read by any thread. */
  private volatile boolean crowded;

  Floor(DispatchSettings settings, LongSupplier nanoTicker) {
    this.settings = settings;
    this.nanoTicker = nanoTicker;
    this.room = new Room(settings, census);
    this.lastForgotten = nanoTicker.getAsLong();
    this.lastCrowd = lastForgotten - Site.TOLD_FOR;
    for (Kind kind : Kind.values()) {
      ready.put(kind, new Turns());
    }
  }

  /** The site of a name, made when it is first asked for. */
  Site site(SiteName name) {
    return sites.computeIfAbsent(
        name,
        unknown -> {
          Site site =
              new Site(unknown, settings.sites(), room::provenActive, () -> crowded, nanoTicker);
          site.follow(standing(unknown), nanoTicker.getAsLong());
          return site;
        });
  }

  private Standing standing(SiteName name) {
    return orders.getOrDefault(name, Standing.NONE);
  }

  /** The site of a next hop, with the limits that are set for it now. */
  Site site(NextHop hop) {
    Site site = site(hop.site());
    site.follow(hop, nanoTicker.getAsLong());
    return site;
  }

  /**
   * From now on this is ordered, and nothing else.
   *
   * @param at what time it is
   */
  void follow(SiteOrders given, Instant at, Moves moves) {
    long now = nanoTicker.getAsLong();
    Set<SiteName> concerned = new HashSet<>(orders.keySet());
    orders = Standing.of(given, at, now);
    concerned.addAll(orders.keySet());
    for (SiteName name : concerned) {
      Site site = sites.get(name);
      if (site != null) {
        change(site, now, () -> site.follow(standing(name), now));
        sendAwayIfClosed(site, now, moves);
        staff(site, now, moves);
      }
    }
  }

  /** How many mails wait for their turn. */
  int waiting() {
    return census.waiting();
  }

  /** All sites that are remembered. */
  List<SiteView> views() {
    long now = nanoTicker.getAsLong();
    return sites.values().stream().map(site -> site.view(now)).toList();
  }

  /** One of them. */
  Optional<SiteDetails> details(SiteName name) {
    return Optional.ofNullable(sites.get(name)).map(site -> site.details(nanoTicker.getAsLong()));
  }

  /** How many mails wait at each site that has some. */
  Map<SiteName, Integer> waitingBySite() {
    Map<SiteName, Integer> waiting = new HashMap<>();
    census.inLine().forEach(site -> waiting.put(site.name(), site.waiting()));
    return waiting;
  }

  /** A mail comes to a site. */
  void join(Site site, Task task, Moves moves) {
    if (task.isRecalled()) {
      moves.turnAway(task, RECALLED);
      return;
    }
    long now = nanoTicker.getAsLong();
    Optional<Hold> refusal;
    if (task.request.regardless()) {
      site.lift(now);
      refusal = site.closed(now).map(why -> why.lasting(site.nextSlot(now)));
    } else {
      refusal = refusal(site, now);
    }
    if (refusal.isPresent() && !giveWay(site, task, refusal.get(), now, moves)) {
      moves.turnAway(task, refusal.get());
      return;
    }
    change(site, now, () -> site.add(task, now));
    staff(site, now, moves);
  }

  /** A mail that waits is given back; any other is when it would wait again. */
  void recall(Task task, Moves moves) {
    task.recall();
    Optional<Site> line = task.line();
    if (line.isPresent()) {
      change(line.get(), nanoTicker.getAsLong(), () -> line.get().drop(task));
      moves.turnAway(task, RECALLED);
    }
  }

  /** Whoever comes may have the place of one that waits, who is turned away instead. */
  private boolean giveWay(Site site, Task comer, Hold why, long now, Moves moves) {
    if (why.reason().isClosed()) {
      return false;
    }
    List<Task> gone = new ArrayList<>(1);
    change(site, now, () -> site.drainFor(comer).ifPresent(gone::add));
    gone.forEach(task -> moves.turnAway(task, why));
    return !gone.isEmpty();
  }

  private Optional<Hold> refusal(Site site, long now) {
    Optional<Hold> own =
        site.refusal(site.room(settings, isWindowNeeded(), now), now)
            .map(why -> why.lasting(site.nextSlot(now)));
    return own.or(
        () ->
            room.whyNotToWait(site.kind(now))
                .map(why -> new Hold(Hold.Reason.SHARE, why, nextSlowSlot(now))));
  }

  /** Whether mail that waits may keep other mail from being taken: half of the window is full. */
  private boolean isWindowNeeded() {
    return census.waiting() + census.active() >= settings.window() / 2;
  }

  private Duration nextSlowSlot(long now) {
    return slowSlots.book(
        now,
        slowTempo.movesAt(room.unprovenActive(), now),
        Math.max(1, slowTempo.betweenMails(room.unproven())));
  }

  /** A visit was made; its place at the site is still taken. */
  void learn(Site site, Sign sign, long took) {
    long now = nanoTicker.getAsLong();
    if (site.counted() != Kind.BRISK) {
      slowTempo.ended(took, now);
    }
    change(site, now, () -> site.learn(sign, took, now));
  }

  /** A visit could not be made; its place at the site is still taken. */
  void heldBack(Site site, Task task, Hold why, Moves moves) {
    long now = nanoTicker.getAsLong();
    change(
        site,
        now,
        () -> {
          site.hold(why, now);
          site.putBack(task);
        });
    if (task.isRecalled()) {
      recall(task, moves);
    }
    sendAwayIfClosed(site, now, moves);
    tell(site, why, now, moves);
  }

  private void sendAwayIfClosed(Site site, long now, Moves moves) {
    Optional<Hold> closed = site.closed(now);
    if (closed.isPresent()) {
      List<Task> gone = new ArrayList<>();
      change(site, now, () -> gone.addAll(site.drain(task -> true)));
      gone.forEach(task -> moves.turnAway(task, closed.get().lasting(site.nextSlot(now))));
    }
  }

  private static void tell(Site site, Hold why, long now, Moves moves) {
    if (site.isNews(why, now)) {
      moves.tell(site.name(), why);
    }
  }

  /**
   * What whoever has served a site serves next: the same site, or one whose turn it is.
   *
   * @param served how many of that site in a row; 0 if the last one was held back, so that there is
   *     nothing to go on over
   */
  Optional<Work> next(Site site, int served, Moves moves) {
    Optional<Task> task = Optional.empty();
    try {
      task = goOn(site, served, moves);
    } finally {
      // Whatever broke: who has nothing to go on with has left.
      if (task.isEmpty()) {
        leave(site, nanoTicker.getAsLong());
      }
    }
    if (task.isPresent()) {
      return Optional.of(new Work(site, task.get()));
    }
    long now = nanoTicker.getAsLong();
    if (doOthersWait() && site.wantsAnother(now)) {
      readyOf(site.counted()).add(site);
    } else {
      staff(site, now, moves);
    }
    return nextReady(now, moves);
  }

  private Optional<Task> goOn(Site site, int served, Moves moves) {
    long now = nanoTicker.getAsLong();
    boolean turnIsOver = served >= TURN || served * site.usualTime() > TURN_TIME;
    return served > 0 && site.mayGoOn(now) && !(turnIsOver && doOthersWait())
        ? take(site, now, moves)
        : Optional.empty();
  }

  private boolean doOthersWait() {
    return ready.values().stream().anyMatch(turns -> !turns.isEmpty());
  }

  /** A mail that was to be at work is not. */
  void notStarted(Site site) {
    leave(site, nanoTicker.getAsLong());
  }

  /** Looks after what changes with time alone; to be called several times a second. */
  void tick(Moves moves) {
    long now = nanoTicker.getAsLong();
    orders.keySet().stream().map(sites::get).filter(Objects::nonNull).forEach(s -> s.refresh(now));
    census.onTheMove().forEach(site -> countAnew(site, now));
    for (Site site : census.inLine()) {
      makeRoom(site, site.room(settings, isWindowNeeded(), now), now, moves);
    }
    keepToShare(Kind.SLOW, now, moves);
    keepToShare(Kind.STEADY, now, moves);
    census.inLine().forEach(site -> staff(site, now, moves));
    for (Optional<Work> work = nextReady(now, moves);
        work.isPresent();
        work = nextReady(now, moves)) {
      moves.start(work.get());
    }
    tellIfCrowded(now, moves);
    forget(now);
  }

  private void countAnew(Site site, long now) {
    if (site.kind(now) != site.counted()) {
      change(site, now, () -> {});
    }
  }

  private void tellIfCrowded(long now, Moves moves) {
    boolean isFull =
        ready.values().stream()
            .anyMatch(turns -> !turns.isEmpty() && !room.toServe(turns.oldest()));
    if (isFull && crowded && now - lastCrowd >= Site.TOLD_FOR) {
      lastCrowd = now;
      moves.tellCrowd(Room.unproven(census.busy()));
    }
  }

  /** Throws if what is counted as it changes is not what there is. */
  void checkBooks() {
    census.check();
  }

  /** Takes away what waits, of those that are meant. */
  List<Task> drain(Predicate<Task> which) {
    long now = nanoTicker.getAsLong();
    List<Task> drained = new ArrayList<>();
    for (Site site : census.inLine()) {
      change(site, now, () -> drained.addAll(site.drain(which)));
    }
    return drained;
  }

  /** Of all sites of a kind each keeps its part of what they may have waiting together. */
  private void keepToShare(Kind kind, long now, Moves moves) {
    int waiting = census.waiting(kind);
    if (waiting > settings.slowWaiting()) {
      for (Site site : census.inLine()) {
        if (site.counted() == kind) {
          // Rounded up: a site with one mail keeps it.
          double share = (double) site.waiting() * settings.slowWaiting() / waiting;
          makeRoom(site, (int) Math.ceil(share), now, moves);
        }
      }
    }
  }

  /** A site that has become slow, or may not go on, keeps its share, and the rest comes again. */
  private void makeRoom(Site site, int share, long now, Moves moves) {
    boolean takesItsTime = site.counted() == Kind.SLOW || site.counted() == Kind.STEADY;
    if ((!takesItsTime && !site.isPaced()) || site.waiting() <= share) {
      return;
    }
    Hold why = site.overflow();
    change(
        site,
        now,
        () ->
            site.drainBeyond(share)
                .forEach(task -> moves.turnAway(task, why.lasting(site.nextSlot(now)))));
  }

  /** Begins as many deliveries as a site wants and there is room for. */
  private void staff(Site site, long now, Moves moves) {
    while (site.wantsAnother(now)) {
      if (!room.toServe(site)) {
        readyOf(site.counted()).add(site);
        return;
      }
      Optional<Work> work = begin(site, now, moves);
      if (work.isEmpty()) {
        return;
      }
      moves.start(work.get());
    }
  }

  private Turns readyOf(Kind kind) {
    return Objects.requireNonNull(ready.get(kind));
  }

  /** The quick ones first: that costs the others little. */
  private Optional<Work> nextReady(long now, Moves moves) {
    for (Kind kind : Kind.values()) {
      Optional<Work> work = nextReady(kind, now, moves);
      if (work.isPresent()) {
        return work;
      }
    }
    return Optional.empty();
  }

  private Optional<Work> nextReady(Kind kind, long now, Moves moves) {
    Turns turns = readyOf(kind);
    while (!turns.isEmpty()) {
      Site site = isNewestsTurn(kind) ? turns.newest() : turns.oldest();
      if (!room.toServe(site)) {
        return Optional.empty();
      }
      turns.remove(site);
      if (site.wantsAnother(now)) {
        Optional<Work> work = begin(site, now, moves);
        if (work.isPresent()) {
          newestIsNext = !newestIsNext;
          if (site.wantsAnother(now)) {
            readyOf(site.counted()).add(site);
          }
          return work;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Every second turn, while many hang: behind a crowd of sites that never say a word, one that
   * would show itself at once has to wait for all of them.
   */
  private boolean isNewestsTurn(Kind kind) {
    return kind == Kind.UNKNOWN && crowded && newestIsNext;
  }

  private Optional<Work> begin(Site site, long now, Moves moves) {
    Optional<Task> task = take(site, now, moves);
    if (task.isPresent()) {
      if (room.unprovenActive() == 0) {
        slowTempo.began(now);
      }
      change(site, now, () -> site.started(now));
    }
    return task.map(taken -> new Work(site, taken));
  }

  private Optional<Task> take(Site site, long now, Moves moves) {
    List<Task> taken = new ArrayList<>(1);
    change(site, now, () -> site.take(now).ifPresent(taken::add));
    if (taken.isEmpty()) {
      site.held(now).ifPresent(why -> tell(site, why, now, moves));
      return Optional.empty();
    }
    return Optional.of(taken.get(0));
  }

  private void leave(Site site, long now) {
    change(site, now, () -> site.left(now));
  }

  /** Changes a site and counts it anew. */
  private void change(Site site, long now, Runnable change) {
    Kind before = site.counted();
    census.remove(site);
    try {
      change.run();
      site.count(now);
    } finally {
      // Whatever broke: the site is still there, and is counted as what it has become.
      census.add(site);
      keepReady(site, before);
    }
  }

  private void keepReady(Site site, Kind before) {
    crowded = room.isCrowded();
    if (site.isIdle()) {
      ready.values().forEach(turns -> turns.remove(site));
    } else if (site.counted() != before && readyOf(before).remove(site)) {
      readyOf(site.counted()).add(site);
    }
  }

  private void forget(long now) {
    if (now - lastForgotten > SHORT_MEMORY) {
      lastForgotten = now;
      long memory = sites.size() > MANY_SITES ? SHORT_MEMORY : MEMORY;
      sites.values().removeIf(site -> site.isForgotten(now, memory));
    }
  }
}
