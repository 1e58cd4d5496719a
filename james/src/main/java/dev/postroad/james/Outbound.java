// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Problem;
import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.core.engine.EngineHost;
import dev.postroad.core.engine.EngineSettings;
import dev.postroad.core.relay.Gateways;
import dev.postroad.core.relay.Route;
import dev.postroad.core.tls.TlsContexts;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.annotation.PreDestroy;
import javax.inject.Inject;
import javax.inject.Singleton;
import javax.mail.MessagingException;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All outbound delivery of this James: one {@link OutboundDelivery} for each queue, shared by the
 * mailets that name that queue.
 *
 * <p>Made by James' injector as a singleton, whether or not an extension module binds it: an
 * operator only drops in the jar.
 */
@Singleton
public final class Outbound {
  private static final Logger LOGGER = LoggerFactory.getLogger(Outbound.class);

  private final MailQueueFactory<?> queues;
  private final Surroundings surroundings;
  private final FileSystem files;
  private final MetricFactory metrics;
  private final ServerRelays relays;
  private final Clock clock;
  private final Map<String, OutboundDelivery> deliveries = new HashMap<>();
  private boolean closed;

  @Inject
  public Outbound(
      MailQueueFactory<?> queues,
      Surroundings surroundings,
      FileSystem files,
      MetricFactory metrics,
      ServerRelays relays,
      Clock clock) {
    this.queues = queues;
    this.surroundings = surroundings;
    this.files = files;
    this.metrics = metrics;
    this.relays = relays;
    this.clock = clock;
  }

  /**
   * Opens a queue for a mailet, and begins to deliver what is in it. Mailets with the same
   * parameters may share a queue; others may not, since whoever takes a mail from a queue delivers
   * it by its own settings.
   *
   * @param raw the mailet's parameters
   * @param settings the same, read
   * @param where the mailet stands
   * @throws MessagingException if the queue is in use with other parameters, or something that the
   *     settings refer to cannot be had
   */
  public synchronized OutboundDelivery open(
      Map<String, String> raw, DeliverySettings settings, String where, MailetContext james)
      throws MessagingException {
    if (closed) {
      throw new MessagingException("James is shutting down");
    }
    String name = settings.queue().outgoing();
    OutboundDelivery delivery = deliveries.get(name);
    if (delivery == null) {
      settings.warnings().stream().map(Problem::toString).forEach(LOGGER::warn);
      try (Rollback rollback = new Rollback()) {
        delivery = start(raw, settings, where, james, rollback);
        rollback.forget();
      }
      deliveries.put(name, delivery);
    } else if (!delivery.configuredAs().equals(raw)) {
      throw new MessagingException(
          where
              + ": another MxRemoteDelivery uses the queue \""
              + name
              + "\" with other values of "
              + differences(delivery.configuredAs(), raw)
              + "; mail could leave by either. Give each a queue of its own in <outgoing>, or the"
              + " same parameters to both");
    }
    delivery.use();
    return delivery;
  }

  private static Set<String> differences(Map<String, String> one, Map<String, String> other) {
    Set<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(
        name -> Optional.ofNullable(one.get(name)).equals(Optional.ofNullable(other.get(name))));
    return names;
  }

  /** A mailet puts no more mail into its queue; the last one ends deliveries and closes it. */
  public synchronized void release(OutboundDelivery delivery) {
    if (delivery.leave()) {
      delivery.close();
      delivery.closeQueue();
      deliveries.values().remove(delivery);
    }
  }

  /** Ends all deliveries. Mails can still be put into the queues. */
  @PreDestroy
  public void close() {
    List<OutboundDelivery> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(deliveries.values());
    }
    all.forEach(OutboundDelivery::close);
  }

  private OutboundDelivery start(
      Map<String, String> raw,
      DeliverySettings settings,
      String where,
      MailetContext james,
      Rollback rollback)
      throws MessagingException {
    String name = settings.queue().outgoing();
    EngineSettings engineSettings =
        EngineSettings.of(
            settings,
            trust(settings, where),
            surroundings.hostName(),
            surroundings.ownAddresses(),
            VirtualThreads.exist());
    Threads threads = rollback.of(new Threads(name, settings.queue().threads()));
    Random random = new Random();
    EngineHost host =
        new EngineHost(
            threads.workers(),
            threads.farewells(),
            threads.timers(),
            System::nanoTime,
            random,
            surroundings.dns().client(settings.dns()),
            new JamesListener(settings.queue().debug()));
    MailQueue queue =
        rollback.of(
            queues.createQueue(
                MailQueueName.of(name),
                MailQueueFactory.prefetchCount(settings.queue().maxInFlight())));
    Deferral deferral =
        rollback.of(
            surroundings
                .deferrals(clock)
                .of(
                    queue,
                    settings.queue().deferral(),
                    settings.queue().deferralRepository(),
                    threads.spool()));
    DeliveryEngine engine = rollback.of(DeliveryEngine.start(engineSettings, host));
    ReportApplier applier =
        new ReportApplier(
            james,
            new ReportApplier.Endings(
                settings.queue().bounceProcessor(),
                settings.queue().onSuccess(),
                settings.queue().usePriority(),
                settings.queue().maxDnsProblemRetries()),
            deferral,
            settings.retry(),
            clock,
            random);
    Supplier<Route> otherwise = unstamped(settings, random);
    MailHandler handler =
        new MailHandler(
            new MailHandler.Ways(
                engine.dispatcher()::submit,
                mail -> Stamps.read(mail, relays.registry(), otherwise),
                applier,
                deferral),
            settings.queue().usePriority(),
            metrics,
            threads,
            clock);
    OutboundQueue intake =
        new OutboundQueue(
            queue,
            settings.queue().maxInFlight(),
            threads.intake(),
            handler::handle,
            threads.desk(),
            threads.timers());
    intake.start();
    return new OutboundDelivery(
        raw,
        new OutboundDelivery.Parts(
            queue, intake, handler, engine, deferral, threads, settings.limits().stop()));
  }

  private TlsContexts trust(DeliverySettings settings, String where) throws MessagingException {
    Optional<String> reference = settings.direct().trust();
    if (reference.isEmpty()) {
      return TlsContexts.systemTrust();
    }
    try {
      return TlsContexts.trusting(new JamesFiles(files).resolve(reference.get()), new char[0]);
    } catch (IOException e) {
      throw new MessagingException(
          where + "/tlsTrust: " + reference.get() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The route of mail that no policy has stamped: direct, or through RemoteDelivery's gateways. */
  private static Supplier<Route> unstamped(DeliverySettings settings, Random random) {
    Route direct = new Route.Direct(Optional.empty());
    return settings
        .gateway()
        .map(Gateways::new)
        .<Supplier<Route>>map(gateways -> () -> gateways.route(random))
        .orElse(() -> direct);
  }
}
