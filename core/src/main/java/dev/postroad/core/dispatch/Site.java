// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Visit.Sign;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Hold.Reason;
import dev.postroad.core.pool.ConnectionGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * One place that mail goes to: what waits there, how much of it may be on its way, and what the
 * place has shown of itself. Guarded by the dispatcher's lock, but for {@link #gate}.
 */
final class Site {
  /** A queue that would last longer than this, at the site's best, is worth another connection. */
  private static final long LONG_QUEUE = Duration.ofMillis(250).toNanos();

  /**
   * So is one of more mails than this for each connection that there is already, however quick the
   * site is: so many pay for it, and then our own machine is what keeps one connection from going
   * faster.
   */
  private static final int MANY_MAILS = 100;

  /**
   * So is any queue where nothing has moved for so long, for each connection that there is already.
   */
  private static final long LONG_STAND = Duration.ofSeconds(5).toNanos();

  /** Some wait for so long on purpose before they greet: who has not by then may hang. */
  private static final long LONGEST_GREETING = Duration.ofSeconds(30).toNanos();

  /** What a brisk site ends in so long may wait there, though others need the window. */
  private static final long BRISK_WAIT = Duration.ofSeconds(2).toNanos();

  /** What any site is expected to end in so long may wait there while nobody else needs it. */
  private static final long IDLE_WAIT = Duration.ofMinutes(1).toNanos();

  /** Where a further connection was not to be had, one is asked for again so much later. */
  private static final long NO_CONNECTION = Duration.ofMillis(200).toNanos();

  /** What was told so lately is no news. */
  static final long TOLD_FOR = Duration.ofMinutes(1).toNanos();

  private final SiteName name;

  private final NavigableSet<Task> waiting = new TreeSet<>(Task.TURNS);
  private final IntSupplier underWay;
  private final ConcurrencyWindow window;
  private final Tempo tempo = new Tempo();
  private final Slots slots = new Slots();
  private final SiteGate gate;
  private final Terms terms;
  private Tempo.Kind counted = Tempo.Kind.UNKNOWN;
  private int active;

  /** Whether the last visit did not reach it. */
  private boolean isUnreached;

  /** Whether it has taken a mail, ever; read by those who open connections, too. */
  private volatile boolean hasServed;

  private Optional<Hold> hold = Optional.empty();
  private long heldUntil;

  /** Why there was no further connection to be had. */
  private Optional<Hold> connectionHold = Optional.empty();

  private long noConnectionUntil;
  private long lastUsed;
  private Optional<Reason> told = Optional.empty();
  private long toldAt;

  /**
   * @param underWay how many deliveries there are together at all sites that take mail
   * @param isCrowded whether sites that have not shown anything have to make haste; thread-safe
   */
  Site(
      SiteName name,
      SiteLimits limits,
      IntSupplier underWay,
      BooleanSupplier isCrowded,
      LongSupplier nanoTicker) {
    this.name = name;
    this.underWay = underWay;
    this.window = new ConcurrencyWindow(limits.start(), limits.connections());
    this.terms = new Terms(name, limits, nanoTicker);
    this.gate = new SiteGate(terms, () -> !hasServed && isCrowded.getAsBoolean(), nanoTicker);
  }

  /** Mail comes with this plan for the site. */
  void follow(NextHop hop, long now) {
    terms.follow(hop, now);
    keepToCeiling(now);
  }

  /** From now on this is ordered of it. */
  void follow(Standing orders, long now) {
    Optional<Pace> pace = terms.mails();
    terms.follow(orders, now);
    keepToTerms(pace, now);
  }

  /** What was ordered for a time may be over. */
  void refresh(long now) {
    Optional<Pace> pace = terms.mails();
    terms.refresh(now);
    keepToTerms(pace, now);
  }

  /**
   * What another rate held back may go now.
   *
   * @param before what paced mails until now
   */
  private void keepToTerms(Optional<Pace> before, long now) {
    if (!terms.mails().equals(before)) {
      hold = hold.filter(why -> why.reason() != Reason.MESSAGE_RATE);
    }
    keepToCeiling(now);
  }

  private void keepToCeiling(long now) {
    window.keepTo(terms.connections(now).value());
  }

  SiteName name() {
    return name;
  }

  int waiting() {
    return waiting.size();
  }

  int active() {
    return active;
  }

  /** What is known of it. */
  Tempo.Kind kind(long now) {
    return tempo.kind(active, hasServed && !isUnreached, now);
  }

  /** What was known of it when it was last {@linkplain #count counted}. */
  Tempo.Kind counted() {
    return counted;
  }

  /** It is counted anew. */
  void count(long now) {
    counted = kind(now);
  }

  /** Whether nothing waits or is under way, and nothing has been for so long; rates last longer. */
  boolean isForgotten(long now, long memory) {
    return isIdle() && !isHeld(now) && now - lastUsed > memory && terms.isForgotten();
  }

  boolean isIdle() {
    return active == 0 && waiting.isEmpty();
  }

  /** Leave for another connection; thread-safe. */
  ConnectionGate gate() {
    return gate;
  }

  /** Queues a mail. */
  void add(Task task, long now) {
    lastUsed = now;
    putInLine(task);
  }

  private void putInLine(Task task) {
    waiting.add(task);
    task.inLine(this);
  }

  /** Whether a mail waits here. */
  boolean has(Task task) {
    return waiting.contains(task);
  }

  /** Takes a mail away that waits. */
  void drop(Task task) {
    waiting.remove(task);
  }

  /** Puts a mail back in its old place, as if it had not been taken. */
  void putBack(Task task) {
    terms.mails().ifPresent(Pace::giveBack);
    putInLine(task);
  }

  /** Takes away whoever gives way to one that comes: the last of a lower priority. */
  Optional<Task> drainFor(Task comer) {
    Optional<Task> gone =
        waiting.isEmpty()
            ? Optional.empty()
            : Optional.of(waiting.last()).filter(comer::isMoreUrgentThan);
    gone.ifPresent(waiting::remove);
    return gone;
  }

  /** Takes those away that are meant, in the order of their turns. */
  List<Task> drain(Predicate<Task> which) {
    List<Task> drained = new ArrayList<>();
    for (Task task : waiting) {
      if (which.test(task)) {
        drained.add(task);
      }
    }
    waiting.removeIf(which);
    return drained;
  }

  /** Takes those away that wait at the end, beyond so many. */
  List<Task> drainBeyond(int share) {
    if (waiting.size() <= share) {
      return List.of();
    }
    List<Task> all = drain(task -> true);
    waiting.addAll(all.subList(0, share));
    return all.subList(share, all.size());
  }

  /** Whether one more may be served at once with those that are, and should be. */
  boolean wantsAnother(long now) {
    return !waiting.isEmpty()
        && active < window.size()
        && !isHeld(now)
        && noConnection(now).isEmpty()
        && (active == 0
            || tempo.expectedWait(waiting.size(), active, underWay.getAsInt()) > LONG_QUEUE
            || isWorthAnother(now));
  }

  /**
   * But not while one is being opened: where that is not greeted, the next one is not either. A
   * site that took mail is another matter: of its hosts, or of the machines behind one, some may
   * hang, and would keep all mail from the others for as long as a greeting may take.
   */
  private boolean isWorthAnother(long now) {
    if (gate.isOpening()) {
      return hasServed && !isUnreached && stillFor(now) > LONGEST_GREETING * active;
    }
    return waiting.size() > MANY_MAILS * active || stillFor(now) > LONG_STAND * active;
  }

  /** A greeting is a move: mail follows, however long the greeting took. */
  private long stillFor(long now) {
    return Math.min(tempo.stillFor(now), gate.stillFor(now));
  }

  /** Whether whoever has just served one may go on with the next, over the same connection. */
  boolean mayGoOn(long now) {
    return !waiting.isEmpty() && active <= window.size() && !isHeld(now);
  }

  /** The next mail, unless a rate holds it back. */
  Optional<Task> take(long now) {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    Optional<Hold> tooFast = terms.mails().flatMap(Pace::pass);
    if (tooFast.isPresent()) {
      hold(tooFast.get(), now);
      return Optional.empty();
    }
    return Optional.ofNullable(waiting.pollFirst());
  }

  /** One more is at work here. */
  void started(long now) {
    if (active++ == 0) {
      tempo.began(now);
    }
  }

  /** One less is at work here. */
  void left(long now) {
    active--;
    lastUsed = now;
  }

  /** Learns what a visit showed, of the one who is still counted as at work. */
  void learn(Sign sign, long took, long now) {
    if (sign == Sign.SERVED && isUnreached) {
      // How long it took to give up says nothing of the site now that it is back.
      tempo.forget();
    }
    isUnreached = sign == Sign.OUT_OF_REACH;
    if (sign == Sign.SERVED) {
      hasServed = true;
    }
    if (sign == Sign.LOST) {
      tempo.moved(now);
    } else {
      tempo.ended(took, now);
    }
    window.learn(sign, active);
    if (sign == Sign.SERVED && isDown(now)) {
      hold = Optional.empty();
    }
  }

  /** Nothing goes out for a while; or only over the connections that there are. */
  void hold(Hold why, long now) {
    if (why.reason() == Reason.SUSPENDED) {
      // The order itself holds, and as long as it lasts.
      return;
    }
    if (why.reason().isOfConnections()) {
      connectionHold = Optional.of(why);
      noConnectionUntil = now + Math.min(why.length().toNanos(), NO_CONNECTION);
      return;
    }
    hold = Optional.of(why);
    heldUntil = now + why.length().toNanos();
    if (why.reason() == Reason.DOWN) {
      window.tryOut();
    }
  }

  /** Whether a hold is worth telling: a rate may hold a site back ten times a second, for hours. */
  boolean isNews(Hold why, long now) {
    if (told.filter(why.reason()::equals).isPresent() && now - toldAt < TOLD_FOR) {
      return false;
    }
    told = Optional.of(why.reason());
    toldAt = now;
    return true;
  }

  boolean isHeld(long now) {
    return isHeldByItself(now) || suspension(now).isPresent();
  }

  private boolean isHeldByItself(long now) {
    return hold.isPresent() && now - heldUntil < 0;
  }

  /** Why an operator has it sent nothing; empty if it may be sent mail. Thread-safe. */
  Optional<Hold> suspension(long now) {
    return terms.suspension(now);
  }

  /** Why there is no further connection to be had now; empty if there may be one. */
  private Optional<Hold> noConnection(long now) {
    return connectionHold.filter(why -> now - noConnectionUntil < 0);
  }

  /** What holds its mail back, and for how much longer; empty if nothing does. */
  Optional<Hold> held(long now) {
    Optional<Hold> suspended = suspension(now);
    return suspended.isEmpty() && isHeldByItself(now)
        ? hold.map(why -> why.lasting(Duration.ofNanos(heldUntil - now)))
        : suspended;
  }

  /** Somebody wants to know now whether the site is back. */
  void lift(long now) {
    if (isDown(now)) {
      hold = Optional.empty();
    }
  }

  private boolean isDown(long now) {
    return isHeldByItself(now) && hold.get().reason() == Reason.DOWN;
  }

  /** Why waiting here makes no sense: no host can be reached, or nothing may go there. */
  Optional<Hold> closed(long now) {
    return held(now).filter(why -> why.reason().isClosed());
  }

  /** Why a mail has no room here; empty if it has. */
  Optional<Hold> refusal(int room, long now) {
    Optional<Hold> closed = closed(now);
    if (closed.isPresent()) {
      return closed;
    }
    return waiting.size() < room ? Optional.empty() : Optional.of(overflow());
  }

  /** Why there is no room for more, without saying for how long. */
  Hold overflow() {
    String already = waiting.size() + " mails wait for " + name + " already, ";
    return new Hold(
        Reason.SHARE,
        already
            + (isPaced()
                ? "as many as go there in a minute (messageRate)"
                : "its share of maxInFlight"),
        Duration.ZERO);
  }

  /** Whether its rate keeps it from more than it would take. */
  boolean isPaced() {
    return terms.mails().filter(pace -> pace.interval() > serving()).isPresent();
  }

  /**
   * How many mails may wait here.
   *
   * @param isNeeded whether others need the window
   */
  int room(DispatchSettings settings, boolean isNeeded, long now) {
    if (isPaced()) {
      // Beyond that it is no queue that moves: a mail a day would be held for months.
      long most = isNeeded ? settings.share() : settings.window();
      return (int) Math.max(1, Math.min(most, IDLE_WAIT / betweenMails()));
    }
    if (isNeeded && kind(now) != Tempo.Kind.BRISK) {
      return settings.share();
    }
    long expected = (isNeeded ? BRISK_WAIT : IDLE_WAIT) / betweenMails();
    return Math.max(settings.share(), (int) Math.min(settings.window(), expected));
  }

  /** When a mail that has no room here may come again: turn after turn. */
  Duration nextSlot(long now) {
    // What a site that hangs once took for a mail says nothing of when it goes on.
    long from = kind(now) == Tempo.Kind.SLOW ? tempo.movesAt(active, now) : now;
    return slots.book(
        now, now + held(now).map(why -> why.length().toNanos()).orElse(from - now), betweenMails());
  }

  /** How long it takes for a mail. */
  long usualTime() {
    return tempo.betweenMails(1);
  }

  private long betweenMails() {
    return Math.max(serving(), terms.mails().map(Pace::interval).orElse(1L));
  }

  /** The same where no rate held it. */
  private long serving() {
    return Math.max(1, tempo.betweenMails(window.size()));
  }

  SiteView view(long now) {
    return new SiteView(
        name,
        waiting.size(),
        active,
        window.size(),
        window.ceiling(),
        kind(now) == Tempo.Kind.BRISK,
        held(now).or(() -> noConnection(now)),
        waiting.isEmpty()
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(now - waiting.first().since)));
  }

  SiteDetails details(long now) {
    SortedMap<Integer, Integer> byPriority = new TreeMap<>();
    waiting.forEach(task -> byPriority.merge(task.request.envelope().priority(), 1, Integer::sum));
    return new SiteDetails(
        view(now),
        byPriority,
        terms.lastHop(),
        terms.connections(now),
        terms.messageRate(now),
        terms.connectionRate(now));
  }
}
