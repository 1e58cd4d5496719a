// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.QueueSettings;
import dev.postroad.core.engine.Transport;
import dev.postroad.core.engine.TransportSettings;
import dev.postroad.core.relay.Gateways;
import dev.postroad.core.relay.Route;
import dev.postroad.core.tls.TlsContexts;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueue;
import org.apache.mailet.MailetContext;

/** Puts together what empties one queue, out of James' services and a mailet's settings. */
public final class Assembly {
  private final Surroundings surroundings;
  private final FileSystem files;
  private final MetricFactory metrics;
  private final ServerRelays relays;
  private final Clock clock;
  private final Random random = new Random();

  @Inject
  public Assembly(
      Surroundings surroundings,
      FileSystem files,
      MetricFactory metrics,
      ServerRelays relays,
      Clock clock) {
    this.surroundings = surroundings;
    this.files = files;
    this.metrics = metrics;
    this.relays = relays;
    this.clock = clock;
  }

  /**
   * What a mailet asks for.
   *
   * @param raw its parameters
   * @param settings the same, read
   * @param where it stands
   */
  record Order(Map<String, String> raw, DeliverySettings settings, String where) {}

  /** Starts an engine as its first mailet wants it. */
  SharedEngine engine(Map<String, String> raw, DeliverySettings settings, String where) {
    return new SharedEngine(raw, settings, where, random);
  }

  /** Begins to deliver what is in a queue. */
  OutboundDelivery start(
      Order order, MailQueue queue, SharedEngine engine, MailetContext james, Rollback rollback)
      throws MessagingException {
    DeliverySettings settings = order.settings();
    TransportSettings how =
        TransportSettings.of(
            settings, trust(order, engine), surroundings.hostName(), surroundings.ownAddresses());
    QueueThreads threads = rollback.of(new QueueThreads(settings.queue().outgoing()));
    Deferral deferral =
        rollback.of(
            surroundings
                .deferrals(clock)
                .of(
                    queue,
                    settings.queue().deferral(),
                    settings.queue().deferralRepository(),
                    threads.spool()));
    Transport transport = engine.transport(how, surroundings.dns().client(settings.dns()));
    MailHandler handler =
        new MailHandler(
            new MailHandler.Ways(
                transport::submit, routes(settings), applier(settings, james, deferral), deferral),
            settings.queue().usePriority(),
            metrics,
            threads.desk(),
            threads.timers(),
            clock);
    OutboundQueue intake =
        new OutboundQueue(
            queue,
            engine.window(),
            threads.intake(),
            handler::handle,
            threads.desk(),
            threads.timers());
    if (settings.queue().debug()) {
      engine.logEveryStep();
    }
    intake.start();
    return new OutboundDelivery(
        new QueueSettings(order.raw(), order.where()),
        new OutboundDelivery.Parts(
            queue, intake, handler, transport, deferral, threads, engine.stopTimeout()));
  }

  private RouteReader routes(DeliverySettings settings) {
    Supplier<Route> otherwise = unstamped(settings);
    return mail -> Stamps.read(mail, relays.registry(), otherwise);
  }

  private ReportApplier applier(DeliverySettings settings, MailetContext james, Deferral deferral) {
    return new ReportApplier(
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
  }

  private TlsContexts trust(Order order, SharedEngine engine) throws MessagingException {
    Optional<String> reference = order.settings().direct().trust();
    if (reference.isEmpty()) {
      return engine.systemTrust();
    }
    try {
      return TlsContexts.trusting(new JamesFiles(files).resolve(reference.get()), new char[0]);
    } catch (IOException e) {
      throw new MessagingException(
          order.where() + "/tlsTrust: " + reference.get() + " cannot be used: " + e.getMessage(),
          e);
    }
  }

  /** The route of mail that no policy has stamped: direct, or through RemoteDelivery's gateways. */
  private Supplier<Route> unstamped(DeliverySettings settings) {
    Route route =
        settings
            .gateway()
            .map(gateway -> new Gateways(gateway).route())
            .orElse(new Route.Direct(Optional.empty()));
    return () -> route;
  }
}
