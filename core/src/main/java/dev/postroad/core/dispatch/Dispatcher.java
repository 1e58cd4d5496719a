// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.dispatch.Moves.Work;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests to delivery, site by site. Mails for one site wait together, by priority and then
 * arrival; the {@link Floor} says when each has its turn. Whoever delivers a mail goes on with the
 * next one of the same site, so that they follow one another over the same sessions. A mail that
 * must go on, from one relay to the next, waits at the next site like any other. One whose plan
 * needs the DNS waits for that first, on no thread.
 *
 * <p>Several {@linkplain Client clients} may share one: their mails meet at the sites, and each
 * client may stop while the others go on.
 *
 * <p>Whatever goes wrong, each request is answered exactly once.
 */
public final class Dispatcher {
  /** For what was cut to answer: only our own machine has to be waited for. */
  private static final Duration CUTTING = Duration.ofSeconds(5);

  private final DispatchSettings settings;
  private final Executor workers;
  private final LongSupplier nanoTicker;
  private final DeliveryListener listener;
  private final Answers answers;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();

  /** Guarded by {@link #lock}, as all below. */
  private final Floor floor;

  private final Set<Client> clients = new HashSet<>();
  private long arrivals;
  private int inFlight;
  private boolean stopping;

  /**
   * A dispatcher without work. Its owner calls {@link #tick} several times a second.
   *
   * @param workers where deliveries run, which block; has room for as many at once as the settings
   *     allow
   */
  public Dispatcher(
      DispatchSettings settings,
      Executor workers,
      LongSupplier nanoTicker,
      DeliveryListener listener) {
    this.settings = settings;
    this.workers = workers;
    this.nanoTicker = nanoTicker;
    this.listener = listener;
    this.answers = new Answers(listener);
    this.floor = new Floor(settings, nanoTicker);
  }

  /** One more who has mail delivered. */
  public Client client(Courier courier) {
    Client client = new Client(courier);
    boolean unused = locked(() -> clients.add(client));
    return client;
  }

  /** One of those whose mail a dispatcher brings to delivery, each by a courier of its own. */
  public final class Client {
    private final Courier courier;

    /** Guarded by {@link #lock}, as all below. The DNS of one client takes no place of another. */
    private final Lookups lookups;

    private final Map<String, Task> tasks = new HashMap<>();

    private int inFlight;
    private boolean stopping;

    private Client(Courier courier) {
      this.courier = courier;
      this.lookups = new Lookups(settings.unprovenWaiting());
    }

    /**
     * Has a request delivered. Does not block.
     *
     * @param whenEnded told exactly once how it ended, on whichever thread ended it
     */
    public void submit(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
      Dispatcher.this.submit(this, request, whenEnded);
    }

    /**
     * Calls a request back. One that waits for its turn is answered at once, on this thread, as
     * postponed for {@link Hold.Reason#RECALLED}. One that is being planned or tried comes to the
     * end of that, and then waits for no other turn. Nothing happens if there is none of that name.
     */
    public void recall(String id) {
      decide(
          moves -> {
            Task task = tasks.get(id);
            if (task != null && lookups.remove(task)) {
              moves.turnAway(task, Floor.RECALLED);
            } else if (task != null) {
              floor.recall(task, moves);
            }
          });
    }

    /** How many of its requests have not been answered yet. */
    public int inFlight() {
      return locked(() -> inFlight);
    }

    /**
     * Stops this client alone, as {@link Dispatcher#stop} does all.
     *
     * @return whether all its requests have been answered
     */
    public boolean stop(Duration patience) throws InterruptedException {
      return Dispatcher.this.stop(Set.of(this), this::leave, () -> inFlight == 0, patience);
    }

    private void leave() {
      stopping = true;
      clients.remove(this);
    }

    private boolean mustStop() {
      return stopping || Dispatcher.this.stopping;
    }
  }

  private void submit(Client client, DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
    Task task;
    boolean late;
    lock.lock();
    try {
      task = new Task(client, request, whenEnded, arrivals++, nanoTicker.getAsLong());
      inFlight++;
      client.inFlight++;
      client.tasks.put(request.id(), task);
      late = client.mustStop();
    } finally {
      lock.unlock();
    }
    if (late) {
      answer(task, () -> task.abandon(Answers.STOPPING));
      return;
    }
    listener.taken(request.id(), request.envelope());
    try {
      client.courier.beginAtOnce(request).ifPresent(task::setOut);
    } catch (RuntimeException | Error e) {
      breakOff(task, e);
      return;
    }
    if (task.journey().isPresent()) {
      goOn(task);
    } else {
      lookUp(task);
    }
  }

  /** Has the DNS asked for a task, which waits for that. */
  private void lookUp(Task task) {
    decide(
        moves -> {
          if (task.client.mustStop()) {
            moves.abandon(task);
          } else {
            task.client.lookups.add(task, nanoTicker.getAsLong(), moves);
          }
        });
    CompletionStage<Supplier<Journey>> answered;
    try {
      answered = task.client.courier.begin(task.request);
    } catch (RuntimeException | Error e) {
      answered = CompletableFuture.failedStage(e);
    }
    var unused =
        answered.handle(
            (journey, failure) -> {
              // It may have been given back meanwhile.
              if (locked(() -> task.client.lookups.remove(task))) {
                setOut(task, journey, failure);
              }
              return task;
            });
  }

  /** The DNS has answered. */
  private void setOut(Task task, Supplier<Journey> journey, @Nullable Throwable failure) {
    if (failure != null) {
      breakOff(task, failure);
      return;
    }
    try {
      task.setOut(journey.get());
    } catch (RuntimeException | Error e) {
      breakOff(task, e);
      return;
    }
    goOn(task);
  }

  /** How many requests have been submitted and not yet answered. */
  public int inFlight() {
    return locked(() -> inFlight);
  }

  /** How many requests wait for their turn. */
  public int waiting() {
    return locked(floor::waiting);
  }

  /** Every site that has mail or had some lately. */
  public List<SiteView> sites() {
    return locked(floor::views);
  }

  /** One site that has mail or had some lately; empty if it had none. */
  public Optional<SiteDetails> site(SiteName name) {
    return locked(() -> floor.details(name));
  }

  /** How many mails wait for their turn at each site; no site without any. */
  public Map<SiteName, Integer> waitingBySite() {
    return locked(floor::waitingBySite);
  }

  /**
   * Follows these orders from now on, and no others: mail that waits for a site that is suspended
   * is given back as postponed, and no delivery begins there any more; those under way go on to
   * their end.
   *
   * @param at what time it is, by the clock that the orders end by
   */
  public void follow(SiteOrders orders, Instant at) {
    decide(moves -> floor.follow(orders, at, moves));
  }

  /** Throws if the floor has lost count: for tests. */
  void checkBooks() {
    decide(moves -> floor.checkBooks());
  }

  /** Sees to what has become due: held sites that may go on, sites that want more connections. */
  public void tick() {
    decide(floor::tick);
  }

  /**
   * Stops: requests that have not had their turn are given back as deferred, those under way get
   * the given time to end, and are then {@linkplain Courier#cut cut}, which takes a few seconds at
   * the most. May be called again.
   *
   * @return whether all have been answered
   */
  public boolean stop(Duration patience) throws InterruptedException {
    return stop(clients, () -> stopping = true, () -> inFlight == 0, patience);
  }

  private boolean stop(
      Set<Client> whose, Runnable begin, BooleanSupplier allAnswered, Duration patience)
      throws InterruptedException {
    List<Client> stopped = new ArrayList<>();
    decide(
        moves -> {
          stopped.addAll(whose);
          begin.run();
          whose.forEach(client -> client.lookups.drain().forEach(moves::abandon));
          floor.drain(task -> whose.contains(task.client)).forEach(moves::abandon);
        });
    boolean ended = false;
    boolean cut = false;
    try {
      ended = awaitEnd(allAnswered, patience);
    } finally {
      // Also of whoever has no time to wait: what is given back next must not be delivered as well.
      for (Client client : ended ? List.<Client>of() : stopped) {
        cut |= client.courier.cut();
      }
    }
    return ended || awaitEnd(allAnswered, cut ? CUTTING : Duration.ZERO);
  }

  private boolean awaitEnd(BooleanSupplier allAnswered, Duration patience)
      throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!allAnswered.getAsBoolean() && left > 0) {
        left = idle.awaitNanos(left);
      }
      return allAnswered.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> look) {
    lock.lock();
    try {
      return look.get();
    } finally {
      lock.unlock();
    }
  }

  /** Has something decided, and does it. */
  private void decide(Consumer<Moves> decision) {
    Moves moves = new Moves();
    try {
      lock.lock();
      try {
        decision.accept(moves);
      } finally {
        lock.unlock();
      }
    } finally {
      // Whatever broke: mail that was taken off the floor is in no other place.
      carryOut(moves);
    }
  }

  private void carryOut(Moves moves) {
    moves.tellOf(listener);
    moves.turnedAway().forEach(gone -> answer(gone.task(), () -> gone.task().postpone(gone.why())));
    moves.abandoned().forEach(task -> answer(task, () -> task.abandon(Answers.STOPPING)));
    moves.starts().forEach(this::start);
    moves.broken().forEach(broken -> breakOff(broken.task(), broken.why()));
  }

  private void start(Work work) {
    try {
      workers.execute(() -> serve(work));
    } catch (RejectedExecutionException e) {
      notStarted(work);
    } catch (RuntimeException | Error e) {
      // Such as that the system gives no more threads.
      listener.unexpected("the start of a delivery to " + work.site().name(), e);
      notStarted(work);
    }
  }

  private void notStarted(Work work) {
    decide(moves -> floor.notStarted(work.site()));
    answer(work.task(), () -> work.task().abandon(Answers.NO_WORKER));
  }

  /** Brings a task to its next hop, or to its end. */
  private void goOn(Task task) {
    Optional<NextHop> next;
    try {
      next = task.journey().orElseThrow().nextHop();
      next.ifPresent(hop -> listener.inLine(task.request.id(), hop.site()));
    } catch (RuntimeException | Error e) {
      breakOff(task, e);
      return;
    }
    if (next.isEmpty()) {
      answer(task, task::end);
    } else {
      join(task, next.get());
    }
  }

  /** Queues a task at its next hop. */
  private void join(Task task, NextHop hop) {
    decide(
        moves -> {
          if (task.client.mustStop()) {
            moves.abandon(task);
          } else {
            moves.place(task, () -> floor.join(floor.site(hop), task, moves));
          }
        });
  }

  /** Serves one mail, and then whichever is next. */
  private void serve(Work first) {
    Optional<Work> next = Optional.of(first);
    int inRow = 0;
    while (next.isPresent()) {
      Work work = next.get();
      next = serve(work, ++inRow);
      inRow = next.filter(other -> other.site() == work.site()).isPresent() ? inRow : 0;
    }
  }

  private Optional<Work> serve(Work work, int inRow) {
    long begun = nanoTicker.getAsLong();
    Optional<Visit> visit = visit(work);
    long took = nanoTicker.getAsLong() - begun;
    boolean isHeldBack = visit.isPresent() && visit.get() instanceof Visit.NotYet;
    List<Work> next = new ArrayList<>(1);
    try {
      decide(
          moves -> {
            try {
              visit.ifPresent(made -> learn(work, made, took, moves));
            } finally {
              floor.next(work.site(), isHeldBack ? 0 : inRow, moves).ifPresent(next::add);
            }
          });
    } catch (RuntimeException | Error e) {
      listener.unexpected("what follows a delivery to " + work.site().name(), e);
    }
    if (visit.isPresent() && visit.get() instanceof Visit.Made) {
      goOn(work.task());
    }
    return next.stream().findFirst();
  }

  private void learn(Work work, Visit visit, long took, Moves moves) {
    if (visit instanceof Visit.Made made) {
      floor.learn(work.site(), made.sign(), took);
    } else if (work.task().client.mustStop()) {
      moves.abandon(work.task());
    } else {
      Hold why = ((Visit.NotYet) visit).why();
      moves.place(work.task(), () -> floor.heldBack(work.site(), work.task(), why, moves));
    }
  }

  /** Takes a task through the site where it is; empty if that broke, and the task is answered. */
  private Optional<Visit> visit(Work work) {
    Task task = work.task();
    try {
      Optional<Hold> suspended = work.site().suspension(nanoTicker.getAsLong());
      if (suspended.isPresent()) {
        return Optional.of(new Visit.NotYet(suspended.get()));
      }
      listener.begun(task.request.id(), work.site().name());
      Visit visit = task.journey().orElseThrow().visit(work.site().gate());
      if (visit instanceof Visit.NotYet) {
        // Told before it can be begun again.
        listener.inLine(task.request.id(), work.site().name());
      }
      return Optional.of(visit);
    } catch (RuntimeException | Error e) {
      breakOff(task, e);
      return Optional.empty();
    }
  }

  /** An error, too, must not take the mail with it: whoever waits for the answer holds the mail. */
  private void breakOff(Task task, Throwable e) {
    String where = task.journey().isPresent() ? "delivery" : "planning";
    listener.unexpected(where + " of mail " + task.request.id(), e);
    answer(task, () -> task.abandon(Answers.internalError(where)));
  }

  private void answer(Task task, Supplier<DeliveryReport> report) {
    try {
      answers.give(task, report);
    } finally {
      lock.lock();
      try {
        inFlight--;
        task.client.inFlight--;
        task.client.tasks.remove(task.request.id(), task);
        if (task.client.inFlight == 0) {
          idle.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
