// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.mailet.Mail;
import org.reactivestreams.Publisher;

/**
 * James' memory queues, which remember what was put into them and can be made to fail. They count
 * as queues that do not honour delays, since Postroad does not know their class.
 */
final class FakeQueues implements MailQueueFactory<MailQueue>, AutoCloseable {
  final List<Mail> enqueued = new CopyOnWriteArrayList<>();
  final List<MailQueueName> closed = new CopyOnWriteArrayList<>();
  volatile int failsAfter = Integer.MAX_VALUE;

  /** Whether it fails by an error of the machine. */
  volatile boolean breaks;

  private final Map<MailQueueName, MailQueue> queues = new ConcurrentHashMap<>();
  private final MemoryMailQueueFactory memory =
      new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory());

  @Override
  public Optional<MailQueue> getQueue(MailQueueName name, PrefetchCount count) {
    return Optional.ofNullable(queues.get(name));
  }

  @Override
  public MailQueue createQueue(MailQueueName name, PrefetchCount count) {
    return queues.computeIfAbsent(name, any -> new Queue(memory.createQueue(name, count)));
  }

  @Override
  public Set<MailQueueName> listCreatedMailQueues() {
    return queues.keySet();
  }

  @Override
  public void close() {
    for (MailQueue queue : queues.values()) {
      try {
        queue.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final class Queue implements MailQueue {
    private final MailQueue queue;

    Queue(MailQueue queue) {
      this.queue = queue;
    }

    @Override
    public MailQueueName getName() {
      return queue.getName();
    }

    @Override
    public void enQueue(Mail mail, Duration delay) throws MailQueueException {
      enQueue(mail);
    }

    @Override
    public void enQueue(Mail mail) throws MailQueueException {
      if (enqueued.size() >= failsAfter) {
        if (breaks) {
          throw new OutOfMemoryError("of this test");
        }
        throw new MailQueueException("the broker is away");
      }
      enqueued.add(mail);
      queue.enQueue(mail);
    }

    @Override
    public Publisher<Void> enqueueReactive(Mail mail) {
      return queue.enqueueReactive(mail);
    }

    @Override
    public Publisher<MailQueueItem> deQueue() {
      return queue.deQueue();
    }

    @Override
    public void close() throws IOException {
      closed.add(getName());
      queue.close();
    }
  }
}
