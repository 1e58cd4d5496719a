// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.By;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.retry.RetrySchedule;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.MailState;
import dev.postroad.james.book.Order;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.james.mailrepository.api.MailKey;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.mailet.Mail;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * A queue of James' memory, a repository beside it, and an operator: mail is deferred for an hour
 * until its recipient {@linkplain #opens opens}, and an attempt can be made to hang.
 */
final class OperatedWorld implements AutoCloseable {
  static final SiteName SITE = new SiteName("mx.example");
  static final DeliveryStatus OK = new DeliveryStatus(250, EnhancedStatus.parse("2.0.0"), "queued");
  static final DeliveryStatus LATER =
      new DeliveryStatus(450, EnhancedStatus.parse("4.2.1"), "greylisted");

  static final Hold SUSPENDED =
      new Hold(Hold.Reason.SUSPENDED, "mail to mx.example is suspended", Duration.ofMinutes(30));

  private static final Hold RECALLED = new Hold(Hold.Reason.RECALLED, "called back", Duration.ZERO);

  /** On whose word everything is done. */
  static final By OPERATOR = new By("olga", "they asked");

  /** Where deferred mail waits. */
  enum Waiting {
    QUEUE,
    REPOSITORY
  }

  /** A mail at the entrance of James, to be processed. */
  record Entered(String name, String state, List<String> recipients, Mail mail) {}

  final Book book;
  final Watch watch = new Watch();

  /** What was decided of mails, recipient by recipient. */
  final Queue<AttemptEntry> decided = new ConcurrentLinkedQueue<>();

  final James james = new James();
  final Repository repository = new Repository();
  final Queue<Entered> entered = new ConcurrentLinkedQueue<>();

  /** How often each recipient was delivered to. */
  final Map<String, Integer> delivered = new ConcurrentHashMap<>();

  /** What was tried, in order. */
  final Queue<DeliveryRequest> tried = new ConcurrentLinkedQueue<>();

  final Set<String> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Runnable> hanging = new ConcurrentHashMap<>();
  private volatile boolean suspended;
  private final Map<String, Optional<Waits>> inLine = new ConcurrentHashMap<>();
  private final DeliveryPort port = new Site();
  private final Set<String> toHang = ConcurrentHashMap.newKeySet();
  private final MemoryMailQueueFactory factory =
      new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory());
  final ManageableMailQueue queue = factory.createQueue(MailQueueName.of("outgoing"));

  /** Whether the queue removes nothing, as one does that has lent its mails out already. */
  volatile boolean removesNothing;

  private final MailQueue entrance = factory.createQueue(MailQueueName.of("spool"));
  private final QueueThreads threads = new QueueThreads("outgoing");
  private final Waiting waiting;
  private final SpoolDeferral spool;
  private final Clerk clerk;
  private final Keeper keeper;
  private final MailHandler handler;
  private final OutboundQueue intake;
  private final Disposable entering;

  OperatedWorld(Waiting waiting) {
    this(waiting, Optional.empty());
  }

  /**
   * @param before whose repository is taken over, as after a restart
   */
  OperatedWorld(Waiting waiting, Optional<OperatedWorld> before) {
    this(waiting, before, new Book());
  }

  OperatedWorld(Waiting waiting, Optional<OperatedWorld> before, Book book) {
    this.waiting = waiting;
    this.book = book;
    watch.add(
        new Watcher() {
          @Override
          public void decided(String queue, Mail mail, List<AttemptEntry> entries) {
            decided.addAll(entries);
          }
        });
    before.ifPresent(world -> world.repository.copyTo(repository));
    Clock clock = Clock.systemUTC();
    spool = new SpoolDeferral(repository, queue, book, threads.spool(), clock);
    spool.start();
    Deferral deferral = waiting == Waiting.QUEUE ? new QueueDeferral(queue, clock) : spool;
    clerk =
        new Clerk(
            new Clerk.Means(
                asShown(),
                Optional.of(spool),
                port,
                new Bounces(james.context(), Optional.of("bounces")),
                () -> entrance,
                "relay",
                name -> List.of("root", "relay", "other").contains(name),
                site -> suspended),
            book,
            watch,
            clock);
    keeper = new Keeper("outgoing", deferral, clerk::obey, book, clock);
    ReportApplier applier =
        new ReportApplier(
            james.context(),
            new ReportApplier.Endings(Optional.of("bounces"), Optional.empty(), false, 0),
            keeper,
            RetrySchedule.until(Duration.ofDays(5), List.of(Duration.ofHours(1)), 0),
            clock,
            new Random(1));
    handler =
        new MailHandler(
            new MailHandler.Ways(
                "outgoing",
                port,
                mail -> new Route.Direct(Optional.empty()),
                applier,
                keeper,
                watch),
            true,
            new RecordingMetricFactory(),
            threads.desk(),
            threads.timers(),
            clock);
    intake =
        new OutboundQueue(
            queue,
            100,
            Executors.newSingleThreadExecutor(),
            handler::handle,
            threads.desk(),
            threads.timers());
    intake.start();
    entering =
        Flux.from(entrance.deQueue())
            .subscribe(
                item -> {
                  Mail mail = item.getMail();
                  entered.add(
                      new Entered(
                          mail.getName(),
                          mail.getState(),
                          Recipients.of(mail).stream().map(Object::toString).toList(),
                          mail));
                });
  }

  private MailQueue asShown() {
    return (MailQueue)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ManageableMailQueue.class},
            (proxy, method, args) -> {
              if (removesNothing && method.getName().equals("remove")) {
                return 0L;
              }
              try {
                return method.invoke(queue, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  Waiting waiting() {
    return waiting;
  }

  /** Mail comes from a mailet. */
  void post(String name, String... recipients) throws Exception {
    Mail mail = Mails.mail(name, recipients);
    keeper.enQueue(mail, () -> queue.enQueue(mail));
  }

  /** From now on the operator wants no mail sent to the site. */
  void suspend() {
    suspended = true;
  }

  /** From now on the recipient's post office takes mail. */
  void opens(String recipient) {
    open.add(recipient);
  }

  /** The next attempt of that mail does not end before {@link #letGo}. */
  void hang(String name) {
    toHang.add(name);
  }

  /** That mail waits for its turn when it comes next, until it is called back. */
  void standInLine(String name) {
    inLine.put(name, Optional.empty());
  }

  boolean isInLine(String name) {
    return inLine.getOrDefault(name, Optional.empty()).isPresent();
  }

  boolean hangs(String name) {
    return hanging.containsKey(name);
  }

  void letGo(String name) {
    Runnable end = hanging.remove(name);
    if (end == null) {
      throw new IllegalStateException(name + " does not hang");
    }
    end.run();
  }

  Acted act(String name, MailAction.Kind kind) {
    return act(name, MailAction.of(kind), Order.WhenObeyed.NOTHING);
  }

  Acted act(String name, MailAction action, Order.WhenObeyed whenObeyed) {
    return clerk.act(name, new Order(action, true, OPERATOR, whenObeyed));
  }

  /** What would come of an action on a mail that has not ended. */
  Acted foresee(String name, MailAction.Kind kind) {
    return clerk.foresee(MailAction.of(kind)).apply(book.find(name).orElseThrow());
  }

  /** Where a mail stands; empty if it has ended. */
  Optional<MailState> state(String name) {
    return book.find(name).map(Entry::state);
  }

  /** Whether nobody has any mail in hand. */
  boolean isIdle() {
    return intake.held() == 0;
  }

  /** Whether nobody has that mail in hand, though others may hang. */
  boolean isIdle(String name) {
    return intake.held() <= hanging.size()
        && state(name).filter(at -> at != MailState.DEFERRED && at != MailState.HELD).isEmpty();
  }

  boolean isDeferred(String name) {
    return intake.held() == 0 && state(name).filter(MailState.DEFERRED::equals).isPresent();
  }

  /** Delivers, and lets mail wait. */
  private final class Site implements DeliveryPort {
    @Override
    public void submit(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
      String name = request.id();
      book.planned(name, List.of(SITE));
      if (inLine.containsKey(name)) {
        inLine.put(name, Optional.of(new Waits(request, whenEnded)));
        return;
      }
      tried.add(request);
      book.begun(name, SITE);
      Runnable end = () -> whenEnded.accept(report(request));
      if (toHang.remove(name)) {
        hanging.put(name, end);
      } else {
        end.run();
      }
    }

    @Override
    public void recall(String id) {
      Optional<Waits> gone = inLine.getOrDefault(id, Optional.empty());
      if (gone.isPresent() && inLine.remove(id, gone)) {
        Waits own = gone.get();
        own.whenEnded().accept(own.request().postponed(RECALLED));
      }
    }
  }

  /** A mail that waits for its turn. */
  private record Waits(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {}

  private DeliveryReport report(DeliveryRequest request) {
    return suspended
        ? report(request, Set.of(), SUSPENDED.status()).asPostponed(SUSPENDED)
        : report(request, open, LATER);
  }

  private DeliveryReport report(
      DeliveryRequest request, Set<String> takers, DeliveryStatus otherwise) {
    List<RecipientReport> reports = new ArrayList<>();
    for (Recipient recipient : request.envelope().recipients()) {
      boolean taken = takers.contains(recipient.toString());
      if (taken) {
        delivered.merge(recipient.toString(), 1, Integer::sum);
      }
      reports.add(
          new RecipientReport(
              recipient,
              taken ? Disposition.DELIVERED : Disposition.DEFERRED,
              taken ? OK : otherwise,
              Optional.empty(),
              List.of(),
              false));
    }
    return new DeliveryReport(request.id(), request.attempt(), reports);
  }

  /** Nothing is taken any more, and what James' memory queue has is lost. */
  @Override
  public void close() throws IOException {
    handler.stop();
    intake.close();
    entering.dispose();
    spool.close();
    threads.close();
    queue.close();
    entrance.close();
  }

  /** A repository that fails when it is told to. */
  static final class Repository extends MemoryRepository {
    volatile boolean failsToStore;
    volatile boolean failsToRemove;
    volatile boolean failsToRetrieve;
    private final Map<MailKey, Mail> all = new ConcurrentHashMap<>();

    List<Mail> all() {
      return List.copyOf(all.values());
    }

    void copyTo(Repository other) {
      new HashMap<>(all).values().forEach(other::store);
    }

    @Override
    public MailKey store(Mail mail) {
      if (failsToStore) {
        throw new IllegalStateException("the disk is full");
      }
      MailKey key = super.store(mail);
      all.put(key, super.retrieve(key));
      return key;
    }

    @Override
    public Mail retrieve(MailKey key) {
      if (failsToRetrieve) {
        throw new IllegalStateException("the disk is away");
      }
      return super.retrieve(key);
    }

    @Override
    public void remove(MailKey key) {
      if (failsToRemove) {
        throw new IllegalStateException("the disk is read-only");
      }
      super.remove(key);
      all.remove(key);
    }
  }
}
