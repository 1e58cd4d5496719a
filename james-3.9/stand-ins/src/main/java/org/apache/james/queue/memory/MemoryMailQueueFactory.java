// SPDX-License-Identifier: Apache-2.0
package org.apache.james.queue.memory;

import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.james.core.MailAddress;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueItemDecoratorFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Stands in for the factory of James' queues in memory. James' own contracts of mail queues say
 * what they do; they are ordered by the time that a mail is due at, and by arrival.
 */
public final class MemoryMailQueueFactory
    implements MailQueueFactory<MemoryMailQueueFactory.MemoryCacheableMailQueue> {
  private final Map<MailQueueName, MemoryCacheableMailQueue> queues = new ConcurrentHashMap<>();
  private final MailQueueItemDecoratorFactory decorators;
  private final Clock clock;

  /** Makes queues whose items are dressed by that factory, and wait by that clock. */
  public MemoryMailQueueFactory(MailQueueItemDecoratorFactory decorators, Clock clock) {
    this.decorators = decorators;
    this.clock = clock;
  }

  /** Makes queues whose items are dressed by that factory. */
  public MemoryMailQueueFactory(MailQueueItemDecoratorFactory decorators) {
    this(decorators, Clock.systemUTC());
  }

  /** Ends all queues. */
  public void clean() {
    queues.values().forEach(MemoryCacheableMailQueue::close);
    queues.clear();
  }

  @Override
  public Set<MailQueueName> listCreatedMailQueues() {
    return Set.copyOf(queues.keySet());
  }

  @Override
  public Optional<MemoryCacheableMailQueue> getQueue(MailQueueName name, PrefetchCount count) {
    return Optional.ofNullable(queues.get(name));
  }

  @Override
  public MemoryCacheableMailQueue createQueue(MailQueueName name, PrefetchCount count) {
    return queues.computeIfAbsent(
        name, any -> new MemoryCacheableMailQueue(name, decorators, clock));
  }

  /** A queue, with one thread that hands out its mails. */
  public static final class MemoryCacheableMailQueue implements ManageableMailQueue {
    private final MailQueueName name;
    private final Clock clock;
    private final AtomicLong arrivals = new AtomicLong();
    private final DelayQueue<Item> waiting = new DelayQueue<>();
    private final Set<Item> handedOut = ConcurrentHashMap.newKeySet();
    private final Scheduler scheduler;
    private final Flux<MailQueueItem> items;

    /** Creates a queue whose items are dressed by that factory, and wait by that clock. */
    public MemoryCacheableMailQueue(
        MailQueueName name, MailQueueItemDecoratorFactory decorators, Clock clock) {
      this.name = name;
      this.clock = clock;
      this.scheduler = Schedulers.newSingle("memory-queue-" + name.asString(), true);
      this.items =
          Flux.<Item>generate(
                  sink -> {
                    try {
                      Item item = waiting.take();
                      handedOut.add(item);
                      sink.next(item);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                      sink.complete();
                    }
                  })
              .<MailQueueItem>map(item -> decorators.decorate(item, name))
              .subscribeOn(scheduler);
    }

    @Override
    public MailQueueName getName() {
      return name;
    }

    @Override
    public void enQueue(Mail mail, Duration delay) throws MailQueueException {
      add(mail, delay.isNegative() ? Duration.ZERO : delay);
    }

    @Override
    public void enQueue(Mail mail) throws MailQueueException {
      add(mail, Duration.ZERO);
    }

    @Override
    public Publisher<Void> enqueueReactive(Mail mail) {
      return Mono.fromRunnable(() -> copyIn(mail, Duration.ZERO));
    }

    private void add(Mail mail, Duration delay) throws MailQueueException {
      try {
        copyIn(mail, delay);
      } catch (IllegalStateException e) {
        throw new MailQueueException("the mail " + mail.getName() + " cannot be copied", e);
      }
    }

    private void copyIn(Mail mail, Duration delay) {
      try {
        MailImpl copy = MailImpl.duplicate(mail);
        copy.setName(mail.getName());
        copy.setState(mail.getState());
        waiting.add(new Item(copy, due(delay), arrivals.incrementAndGet()));
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      }
    }

    private Instant due(Duration delay) {
      try {
        return clock.instant().plus(delay);
      } catch (ArithmeticException | DateTimeException e) {
        return Instant.MAX;
      }
    }

    @Override
    public Flux<MailQueueItem> deQueue() {
      return items;
    }

    @Override
    public long getSize() {
      return waiting.size() + handedOut.size();
    }

    @Override
    public long flush() {
      Instant now = clock.instant();
      List<Item> late = waiting.stream().filter(item -> item.due.isAfter(now)).toList();
      return late.stream()
          .filter(waiting::remove)
          .peek(item -> waiting.add(new Item(item.mail, now, item.arrival)))
          .count();
    }

    @Override
    public long clear() {
      return remove(item -> true);
    }

    @Override
    public long remove(Type type, String value) {
      return remove(
          item ->
              switch (type) {
                case Sender -> item.mail.getMaybeSender().asString().equals(value);
                case Recipient ->
                    item.mail.getRecipients().stream()
                        .map(MailAddress::asString)
                        .anyMatch(value::equals);
                case Name -> item.mail.getName().equals(value);
              });
    }

    private long remove(Predicate<Item> meant) {
      return waiting.stream().filter(meant).filter(waiting::remove).count();
    }

    @Override
    public MailQueueIterator browse() {
      Iterator<Item> all =
          Stream.of(handedOut, waiting).flatMap(Collection::stream).sorted().iterator();
      return new MailQueueIterator() {
        @Override
        public void close() {}

        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public MailQueueItemView next() {
          return all.next().view();
        }
      };
    }

    /** Forgets its mails. */
    @Override
    public void close() {
      waiting.clear();
      handedOut.clear();
      scheduler.dispose();
    }

    private final class Item implements MailQueueItem, Delayed {
      private final MailImpl mail;
      private final Instant due;
      private final long arrival;

      Item(MailImpl mail, Instant due, long arrival) {
        this.mail = mail;
        this.due = due;
        this.arrival = arrival;
      }

      @Override
      public Mail getMail() {
        return mail;
      }

      @Override
      public void done(CompletionStatus status) {
        if (handedOut.remove(this) && status == CompletionStatus.RETRY) {
          waiting.add(this);
        }
      }

      @Override
      public long getDelay(TimeUnit unit) {
        return unit.convert(Duration.between(clock.instant(), due));
      }

      @Override
      public int compareTo(Delayed other) {
        Item that = (Item) other;
        int byDue = due.compareTo(that.due);
        return byDue != 0 ? byDue : Long.compare(arrival, that.arrival);
      }

      MailQueueItemView view() {
        return new MailQueueItemView() {
          @Override
          public Mail getMail() {
            return mail;
          }

          @Override
          public Optional<ZonedDateTime> getNextDelivery() {
            return Optional.of(due.atZone(ZoneOffset.UTC));
          }
        };
      }
    }
  }
}
