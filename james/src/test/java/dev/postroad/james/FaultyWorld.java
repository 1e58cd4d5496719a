// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.awaitility.Awaitility.await;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.retry.RetrySchedule;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.james.book.Book;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.mailrepository.api.MailKey;
import org.apache.james.metrics.api.TimeMetric;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The adapter from the queue to the endings of its mails, with one thing in it that fails some
 * times, and with time that runs ten thousand times as fast as elsewhere.
 */
final class FaultyWorld implements AutoCloseable {
  private static final int HASTE = 10_000;
  private static final Hold SHARE =
      new Hold(Hold.Reason.SHARE, "200 mails wait already", Duration.ofSeconds(40));
  private static final DeliveryStatus OK =
      new DeliveryStatus(250, EnhancedStatus.parse("2.0.0"), "queued");
  private static final int HOLDS = 2;
  private static final int MOST_GIVEN_BACK = 6;
  private static final Duration EXPIRY = Duration.ofDays(5);

  /** What fails. */
  enum Place {
    DESK,
    GET_MAIL,
    TIMER_START,
    TIMER_END,
    ROUTE,
    DELIVERY,
    LIST,
    STORE,
    HALF_STORE,
    RETRIEVE,
    REMOVE,
    ENQUEUE,
    BOUNCE,
    ACKNOWLEDGE,
    WATCHER
  }

  /** How it fails. */
  enum Kind {
    EXCEPTION,
    BUG,
    ERROR
  }

  /** Where held mail waits. */
  enum Waits {
    QUEUE,
    REPOSITORY
  }

  /** What becomes of the mail in the end. */
  enum Ending {
    DELIVERED,
    TOLD
  }

  /**
   * A fault that passes.
   *
   * @param times how often, before it works again
   */
  record Fault(Place place, Kind kind, int times) {}

  private final Fault fault;
  private final Ending ending;
  private final AtomicInteger faultsLeft;
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<String, Integer> endings = new ConcurrentHashMap<>();
  private final HastyClock clock = new HastyClock(Instant.now(), System.nanoTime());
  private final HastyTimers timers = new HastyTimers();
  private final FaultyQueue queue = new FaultyQueue();
  private final FaultyRepository repository = new FaultyRepository();
  private final Book book = new Book();
  private final Deferral deferral;
  private final MailHandler handler;
  private final OutboundQueue outbound;

  FaultyWorld(Waits waits, Ending ending, Fault fault) {
    this.fault = fault;
    this.ending = ending;
    this.faultsLeft = new AtomicInteger(fault.times());
    this.deferral = waits == Waits.QUEUE ? new QueueDeferral(queue, clock) : spool();
    Watch watch = new Watch();
    watch.add(watcher());
    Keeper bookkeeper =
        new Keeper(
            "outgoing",
            new WatchedDeferral("outgoing", deferral, watch),
            (order, rest, origin) -> {
              throw new AssertionError("nobody has ordered anything");
            },
            book,
            clock);
    ReportApplier applier =
        new ReportApplier(
            james(),
            new ReportApplier.Endings(Optional.of("bounces"), Optional.empty(), false, 0),
            bookkeeper,
            RetrySchedule.until(EXPIRY, List.of(Duration.ofMinutes(5)), 0),
            clock,
            new Random(1));
    this.handler =
        new MailHandler(
            new MailHandler.Ways(
                "outgoing", this::deliver, this::routeOf, applier, bookkeeper, watch),
            true,
            new FaultyMetrics(),
            this::onDesk,
            timers,
            clock);
    this.outbound =
        new OutboundQueue(
            queue, 10, Executors.newSingleThreadExecutor(), handler::handle, this::onDesk, timers);
    outbound.start();
    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(queue::isAsked);
  }

  private SpoolDeferral spool() {
    SpoolDeferral spool = new SpoolDeferral(repository, queue, book, timers, clock);
    spool.start();
    return spool;
  }

  /** Puts a mail into the queue, a minute before it is due. */
  void post(MailImpl mail) {
    Instant now = clock.instant();
    new RetryMarks(0, now, now.plus(Duration.ofMinutes(1))).writeTo(mail);
    queue.put(mail, Duration.ZERO);
  }

  /** What is still open, as far as the book knows. */
  Book book() {
    return book;
  }

  /** How often each recipient was delivered to, or told of. */
  Map<String, Integer> endings() {
    return endings;
  }

  int faultsLeft() {
    return Math.max(0, faultsLeft.get());
  }

  /** Whether nobody does anything with any mail: none waits, none is in hand. */
  boolean isIdle() {
    return isTrueAtOnce(() -> queue.isIdle() && outbound.held() == 0 && repository.size() == 0);
  }

  /** Whether, besides, no item waits to be acknowledged. */
  boolean isEmpty() {
    return isTrueAtOnce(() -> isIdle() && queue.unacknowledged() == 0);
  }

  /**
   * Whether places that are looked at one after the other say so of one moment: a mail that goes
   * from the second to the first in the meantime would be seen in neither. Each of its ways leads
   * into or out of the queue.
   */
  private boolean isTrueAtOnce(BooleanSupplier condition) {
    long before = queue.moves();
    return condition.getAsBoolean() && queue.moves() == before;
  }

  /** What was never acknowledged comes again, as from a queue that was opened anew. */
  void restart() {
    faultsLeft.set(0);
    queue.giveAgain();
  }

  @Override
  public void close() {
    handler.stop();
    outbound.close();
    deferral.close();
    timers.shutdownNow();
  }

  private void at(Place place) {
    if (place == fault.place() && faultsLeft.getAndDecrement() > 0) {
      throw FaultyWorld.<RuntimeException>undeclared(
          switch (fault.kind()) {
            case EXCEPTION -> declaredAt(place);
            case BUG -> new IllegalStateException("of this test");
            case ERROR -> new LinkageError("of this test");
          });
    }
  }

  private static Exception declaredAt(Place place) {
    return switch (place) {
      case ROUTE -> new RouteLostException("relay \"hub\" is not configured");
      case ENQUEUE, ACKNOWLEDGE -> new MailQueue.MailQueueException("the broker is away");
      case STORE, HALF_STORE, LIST, RETRIEVE, REMOVE, BOUNCE ->
          new MessagingException("the disk is full");
      case DESK -> new RejectedExecutionException("no thread is left for it");
      case GET_MAIL, TIMER_START, TIMER_END, DELIVERY, WATCHER ->
          new IllegalArgumentException("odd");
    };
  }

  /** The methods that fail declare what they throw; the proxies and lambdas around them do not. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T undeclared(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Hears all there is to hear, and breaks at it. */
  private Watcher watcher() {
    return (Watcher)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Watcher.class},
            (proxy, method, arguments) -> {
              at(Place.WATCHER);
              if (method.getName().equals("stuck")) {
                // Told only where something else has failed already: then this breaks besides.
                throw new IllegalStateException("of this test");
              }
              return null;
            });
  }

  private void onDesk(Runnable task) {
    at(Place.DESK);
    timers.execute(task);
  }

  private Route routeOf(Mail mail) {
    at(Place.ROUTE);
    return new Route.Direct(Optional.empty());
  }

  /** Holds a mail back twice; then delivers it, or holds it back until its time is over. */
  private void deliver(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
    at(Place.DELIVERY);
    boolean last = asked.incrementAndGet() > HOLDS;
    if (last && ending == Ending.TOLD) {
      clock.skip(EXPIRY);
    }
    boolean held = !last || ending == Ending.TOLD;
    List<RecipientReport> reports = new ArrayList<>();
    for (Recipient recipient : request.envelope().recipients()) {
      if (!held) {
        endings.merge(recipient.toString(), 1, Integer::sum);
      }
      reports.add(
          new RecipientReport(
              recipient,
              held ? Disposition.DEFERRED : Disposition.DELIVERED,
              held ? SHARE.status() : OK,
              Optional.empty(),
              List.of(),
              false));
    }
    DeliveryReport report = new DeliveryReport(request.id(), request.attempt(), reports);
    whenEnded.accept(held ? report.asPostponed(SHARE) : report);
  }

  /** A James whose bounce processor tells the sender. */
  private MailetContext james() {
    MailetContext taken = new James().context();
    return (MailetContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {MailetContext.class},
            (proxy, method, arguments) -> {
              boolean told = method.getName().equals("sendMail");
              if (told) {
                at(Place.BOUNCE);
              }
              try {
                Object answer = method.invoke(taken, arguments);
                if (told) {
                  count((Mail) arguments[0]);
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void count(Mail notice) {
    for (MailAddress address : notice.getRecipients()) {
      endings.merge(address.asString(), 1, Integer::sum);
    }
  }

  private static final class HastyClock extends Clock {
    private final Instant start;
    private final long nanos;
    private volatile Duration skipped = Duration.ZERO;

    HastyClock(Instant start, long nanos) {
      this.start = start;
      this.nanos = nanos;
    }

    void skip(Duration length) {
      skipped = length;
    }

    @Override
    public Instant instant() {
      return start.plusNanos((System.nanoTime() - nanos) * HASTE).plus(skipped);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("there is one zone");
    }
  }

  private static final class HastyTimers extends ScheduledThreadPoolExecutor {
    HastyTimers() {
      super(4);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return super.schedule(task, unit.toNanos(delay) / HASTE, TimeUnit.NANOSECONDS);
    }
  }

  private final class FaultyMetrics extends RecordingMetricFactory {
    @Override
    public TimeMetric timer(String name) {
      at(Place.TIMER_START);
      TimeMetric timer = super.timer(name);
      return new TimeMetric() {
        @Override
        public String name() {
          return timer.name();
        }

        @Override
        public ExecutionResult stopAndPublish() {
          at(Place.TIMER_END);
          return timer.stopAndPublish();
        }

        /** New in James 3.9, and asked for by nobody here. */
        @SuppressWarnings({"unused", "EffectivelyPrivate"})
        public void record(Duration duration) {
          throw new UnsupportedOperationException();
        }
      };
    }
  }

  private final class FaultyRepository extends MemoryRepository {
    @Override
    public MailKey store(Mail mail) {
      at(Place.STORE);
      MailKey key = super.store(mail);
      at(Place.HALF_STORE);
      return key;
    }

    @Override
    public Iterator<MailKey> list() {
      at(Place.LIST);
      return super.list();
    }

    @Override
    public Mail retrieve(MailKey key) {
      at(Place.RETRIEVE);
      return super.retrieve(key);
    }

    @Override
    public void remove(MailKey key) {
      at(Place.REMOVE);
      super.remove(key);
    }
  }

  /**
   * Honours delays, and keeps a mail until its item is acknowledged. What is given back comes again
   * as it was put there, and as often as on ActiveMQ: the seventh time is the last.
   */
  private final class FaultyQueue implements MailQueue {
    private final Sinks.Many<MailQueueItem> out = Sinks.many().unicast().onBackpressureBuffer();
    private final Set<Item> given = new LinkedHashSet<>();
    private int waiting;
    private long moves;

    boolean isAsked() {
      return out.currentSubscriberCount() > 0;
    }

    synchronized boolean isIdle() {
      return waiting == 0;
    }

    /** How many mails have come or gone so far. */
    synchronized long moves() {
      return moves;
    }

    synchronized int unacknowledged() {
      return given.size();
    }

    void put(Mail mail, Duration delay) {
      put(mail, delay, 0);
    }

    void put(Mail mail, Duration delay, int givenBack) {
      Item item;
      try {
        MailImpl copy = MailImpl.duplicate(mail);
        copy.setName(mail.getName());
        item = new Item(this, copy, givenBack);
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      }
      synchronized (this) {
        waiting++;
        moves++;
      }
      var unused =
          timers.schedule(
              () -> {
                give(item);
                synchronized (this) {
                  waiting--;
                }
              },
              delay.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    private synchronized void give(Item item) {
      moves++;
      given.add(item);
      out.tryEmitNext(item).orThrow();
    }

    synchronized void giveAgain() {
      List<Item> again = List.copyOf(given);
      given.clear();
      again.forEach(item -> put(item.kept, Duration.ZERO));
    }

    synchronized void acknowledged(Item item) {
      given.remove(item);
      moves++;
    }

    @Override
    public MailQueueName getName() {
      return MailQueueName.of("outgoing");
    }

    @Override
    public void enQueue(Mail mail, Duration delay) {
      at(Place.ENQUEUE);
      put(mail, delay);
    }

    @Override
    public void enQueue(Mail mail) {
      enQueue(mail, Duration.ZERO);
    }

    @Override
    public Publisher<Void> enqueueReactive(Mail mail) {
      return Mono.fromRunnable(() -> enQueue(mail));
    }

    @Override
    public Publisher<MailQueueItem> deQueue() {
      return out.asFlux();
    }

    @Override
    public void close() {}
  }

  private final class Item implements MailQueue.MailQueueItem {
    private final FaultyQueue from;
    private final Mail kept;
    private final Mail given;
    private final int givenBack;

    Item(FaultyQueue from, MailImpl mail, int givenBack) throws MessagingException {
      this.from = from;
      this.kept = mail;
      this.givenBack = givenBack;
      MailImpl copy = MailImpl.duplicate(mail);
      copy.setName(mail.getName());
      this.given = copy;
    }

    @Override
    public Mail getMail() {
      at(Place.GET_MAIL);
      return given;
    }

    @Override
    public void done(CompletionStatus status) {
      at(Place.ACKNOWLEDGE);
      if (status == CompletionStatus.RETRY && givenBack < MOST_GIVEN_BACK) {
        // Before the other is gone, so that the queue never seems to be empty in between.
        from.put(kept, Duration.ZERO, givenBack + 1);
      }
      from.acknowledged(this);
    }
  }
}
