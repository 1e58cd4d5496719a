// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Key;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.QueueSettings;
import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.core.engine.EngineSettings;
import dev.postroad.core.explain.Explainer;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.Order;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.annotation.PreDestroy;
import javax.inject.Inject;
import javax.inject.Singleton;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All outbound delivery of this James: one {@link OutboundDelivery} for each queue, shared by the
 * mailets that name that queue, and one {@link SharedEngine} for them all. What the first mailet
 * opens starts the engine, and what the last one releases stops it.
 *
 * <p>A queue that no mailet uses any more stays open until James ends, since James' memory queue
 * forgets its mails when it is closed, and a mailet may come back.
 *
 * <p>Made by James' injector as a singleton, whether or not an extension module binds it: an
 * operator only drops in the jar.
 */
@Singleton
public final class Outbound {
  private static final Logger LOGGER = LoggerFactory.getLogger(Outbound.class);

  private final MailQueueFactory<?> factory;
  private final Assembly assembly;
  private final Map<String, MailQueue> queues = new HashMap<>();
  private final Map<String, OutboundDelivery> deliveries = new LinkedHashMap<>();
  private final Object entering = new Object();
  private @Nullable MailQueue entrance;

  /** Changed under the lock; read without it by those who must not wait for a start or a stop. */
  private volatile @Nullable SharedEngine engine;

  /** Those that no mailet uses any more and that are about to end: they may take their time. */
  private final Set<OutboundDelivery> leaving = new HashSet<>();

  private boolean closed;

  @Inject
  public Outbound(MailQueueFactory<?> factory, Assembly assembly) {
    this.factory = factory;
    this.assembly = assembly;
  }

  /**
   * Opens a queue for a mailet, and begins to deliver what is in it. Mailets with the same
   * parameters may share a queue; others may not, since whoever takes a mail from a queue delivers
   * it by its own settings. All share the engine. Where the queue was released just now, waits
   * until its deliveries have ended.
   *
   * @param raw the mailet's parameters
   * @param settings the same, read
   * @param where the mailet stands
   * @throws MessagingException if the queue is in use with other parameters, the engine with other
   *     values of its keys, or something that the settings refer to cannot be had
   */
  public synchronized OutboundDelivery open(
      Map<String, String> raw, DeliverySettings settings, String where, MailetContext james)
      throws MessagingException {
    String name = settings.queue().outgoing();
    awaitEndOf(name);
    if (closed) {
      throw new MessagingException("James is shutting down");
    }
    OutboundDelivery delivery = deliveries.get(name);
    if (delivery == null) {
      settings.warnings().stream().map(Problem::toString).forEach(LOGGER::warn);
      try (Rollback rollback = new Rollback()) {
        delivery = start(raw, settings, where, james, rollback);
        rollback.forget();
      }
    } else {
      agree(raw, settings, where, delivery);
    }
    delivery.use();
    return delivery;
  }

  /** Two would take from one queue. */
  private synchronized void awaitEndOf(String queue) throws MessagingException {
    try {
      while (leaving.contains(deliveries.get(queue))) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessagingException("interrupted before deliveries from " + queue + " ended", e);
    }
  }

  /** For those that {@link WholeConfiguration} has not seen beside each other. */
  private void agree(
      Map<String, String> raw, DeliverySettings settings, String where, OutboundDelivery delivery)
      throws MessagingException {
    Problems problems = new Problems();
    QueueSettings.compare(new QueueSettings(raw, where), delivery.configuredAs(), problems);
    try {
      problems.throwIfErrors();
      if (engine != null) {
        engine.agree(raw, WholeConfiguration.place(settings));
      }
    } catch (ConfigurationProblems e) {
      throw MailetSettings.failure(where, e);
    }
  }

  private OutboundDelivery start(
      Map<String, String> raw,
      DeliverySettings settings,
      String where,
      MailetContext james,
      Rollback rollback)
      throws MessagingException {
    String name = settings.queue().outgoing();
    SharedEngine running = engine(raw, settings, where, rollback);
    MailQueue queue = queue(name, running.window(), rollback);
    OutboundDelivery delivery =
        assembly.start(
            new Assembly.Order(raw, settings, where),
            new Assembly.Queues(queue, this::entrance),
            running,
            james,
            rollback);
    engine = running;
    queues.put(name, queue);
    deliveries.put(name, delivery);
    return delivery;
  }

  private SharedEngine engine(
      Map<String, String> raw, DeliverySettings settings, String where, Rollback rollback)
      throws MessagingException {
    SharedEngine running = engine;
    String place = WholeConfiguration.place(settings);
    if (running == null) {
      return rollback.of(assembly.engine(raw, settings, place));
    }
    try {
      running.agree(raw, place);
      return running;
    } catch (ConfigurationProblems e) {
      throw MailetSettings.failure(where, e);
    }
  }

  private MailQueue queue(String name, int window, Rollback rollback) {
    MailQueue open = queues.get(name);
    return open != null
        ? open
        : rollback.of(
            factory.createQueue(MailQueueName.of(name), MailQueueFactory.prefetchCount(window)));
  }

  /** Where mail would be delivered now, as the delivery that was opened first says. */
  synchronized Optional<Explainer.Planner> planner() {
    return deliveries.values().stream()
        .filter(own -> !leaving.contains(own))
        .findFirst()
        .map(delivery -> delivery::plan);
  }

  /** James' own queue, which is James' to close. */
  private MailQueue entrance() {
    synchronized (entering) {
      MailQueue open = entrance;
      if (open == null) {
        open = factory.createQueue(MailQueueFactory.SPOOL);
        entrance = open;
      }
      return open;
    }
  }

  /** Whether James has a processor of that name, where mail may begin anew. */
  public boolean isProcessor(String name) {
    return assembly.isProcessor(name);
  }

  /** Does what an operator says of an open mail, or has it done as soon as it can be. */
  public Acted act(Entry entry, Order order) {
    return delivery(entry.facts().queue())
        .map(own -> own.act(entry, order))
        .orElse(Acted.NO_MAILET);
  }

  /**
   * What would come of an action on open mails if it were asked for now, as {@link #act} decides
   * it. Nothing is done; each queue is looked into once, when its first mail is asked for.
   */
  public Function<Entry, Acted> foresee(MailAction action) {
    Map<String, Function<Entry, Acted>> byQueue = new HashMap<>();
    return entry ->
        byQueue
            .computeIfAbsent(
                entry.facts().queue(),
                queue ->
                    delivery(queue).map(own -> own.foresee(action)).orElse(mail -> Acted.NO_MAILET))
            .apply(entry);
  }

  private synchronized Optional<OutboundDelivery> delivery(String queue) {
    return Optional.ofNullable(deliveries.get(queue)).filter(own -> !leaving.contains(own));
  }

  /** The engine that delivers; empty if no mailet is started. Does not block. */
  public Optional<DeliveryEngine> engine() {
    return Optional.ofNullable(engine).map(SharedEngine::engine);
  }

  /** The queues that mail should be taken from and is not, since the subscription broke. */
  public synchronized List<String> lostQueues() {
    return deliveries.entrySet().stream()
        .filter(own -> !leaving.contains(own.getValue()) && !own.getValue().isTaking())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Where a key that all mailets share was given; empty if its default holds. */
  public synchronized Optional<String> giver(Key<?> key) {
    return Optional.ofNullable(engine).flatMap(running -> running.giver(key));
  }

  /** The settings that the engine was started with; empty if none is. */
  public Optional<EngineSettings> settings() {
    return Optional.ofNullable(engine).map(SharedEngine::settings);
  }

  /**
   * Puts a mail that is marked by {@link Returns} into some queue, to wait there.
   *
   * @throws MessagingException if there is none, or it does not take the mail
   */
  public void enQueueToWait(Mail mail) throws MessagingException {
    OutboundDelivery any;
    synchronized (this) {
      any = deliveries.values().stream().findFirst().orElse(null);
    }
    if (any == null) {
      throw new MessagingException(
          "there is no queue that " + mail.getName() + " could wait in: no MxRemoteDelivery runs");
    }
    any.enQueue(mail);
  }

  /**
   * A mailet puts no more mail into its queue; the last one of a queue ends deliveries from it, and
   * the last one of all the engine. Returns when that has come to pass; nobody else waits for it.
   */
  public void release(OutboundDelivery delivery) {
    synchronized (this) {
      if (!delivery.leave()) {
        return;
      }
      leaving.add(delivery);
    }
    try {
      delivery.close();
    } finally {
      left(delivery);
    }
  }

  private void left(OutboundDelivery delivery) {
    SharedEngine unused;
    synchronized (this) {
      leaving.remove(delivery);
      deliveries.values().remove(delivery);
      notifyAll();
      if (closed) {
        closeUnusedQueues();
      }
      unused = deliveries.isEmpty() ? engine : null;
      if (unused != null) {
        engine = null;
      }
    }
    if (unused != null) {
      unused.close();
    }
  }

  /** Ends all deliveries, all at once. Mails can still be put into the queues. */
  @PreDestroy
  public void close() {
    List<OutboundDelivery> all;
    SharedEngine running;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(deliveries.values());
      running = engine;
      closeUnusedQueues();
    }
    all.forEach(OutboundDelivery::stopTaking);
    if (running != null) {
      running.stop();
    }
    all.forEach(OutboundDelivery::end);
    awaitReleases();
    if (running != null) {
      running.close();
    }
  }

  /** Whoever releases something just now hands over what came of it, too. */
  private synchronized void awaitReleases() {
    try {
      while (!leaving.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeUnusedQueues() {
    for (String name : new HashSet<>(queues.keySet())) {
      if (!deliveries.containsKey(name)) {
        close(name, queues.remove(name));
      }
    }
  }

  private static void close(String name, @Nullable MailQueue queue) {
    try {
      if (queue != null) {
        queue.close();
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("James' queue {} does not close", name, e);
    }
  }
}
