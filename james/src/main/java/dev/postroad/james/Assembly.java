// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.QueueSettings;
import dev.postroad.core.engine.Transport;
import dev.postroad.core.engine.TransportSettings;
import dev.postroad.core.relay.Gateways;
import dev.postroad.core.relay.Route;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.james.book.Book;
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
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;

/** Puts together what empties one queue, out of James' services and a mailet's settings. */
public final class Assembly {
  private final Surroundings surroundings;
  private final FileSystem files;
  private final MetricFactory metrics;
  private final ServerRelays relays;
  private final WholeConfiguration whole;
  private final Book book;
  private final Watch watch;
  private final StandingOrders orders;
  private final Clock clock;
  private final Random random = new Random();

  @Inject
  public Assembly(
      Surroundings surroundings,
      FileSystem files,
      MetricFactory metrics,
      ServerRelays relays,
      WholeConfiguration whole,
      Book book,
      Watch watch,
      StandingOrders orders,
      Clock clock) {
    this.surroundings = surroundings;
    this.files = files;
    this.metrics = metrics;
    this.relays = relays;
    this.whole = whole;
    this.book = book;
    this.watch = watch;
    this.orders = orders;
    this.clock = clock;
    LeftoversFile.keep(book.leftovers(), OwnFile.called(LeftoversFile.NAME, files), clock);
  }

  /**
   * What a mailet asks for.
   *
   * @param raw its parameters
   * @param settings the same, read
   * @param where it stands
   */
  record Order(Map<String, String> raw, DeliverySettings settings, String where) {}

  /**
   * What James has for it.
   *
   * @param queue it is emptied
   * @param entrance James' queue of mail that is to be processed, opened when it is needed
   */
  record Queues(MailQueue queue, Supplier<MailQueue> entrance) {}

  /** Whether James has a processor of that name. */
  boolean isProcessor(String name) {
    return whole.isProcessor(name);
  }

  /** Starts an engine as its first mailet wants it. */
  SharedEngine engine(Map<String, String> raw, DeliverySettings settings, String where) {
    SharedEngine engine = new SharedEngine(raw, settings, where, random, watch);
    engine.engine().dispatcher().follow(orders.now(), clock.instant());
    return engine;
  }

  /** Begins to deliver what is in a queue. */
  OutboundDelivery start(
      Order order, Queues queues, SharedEngine engine, MailetContext james, Rollback rollback)
      throws MessagingException {
    MailQueue queue = queues.queue();
    DeliverySettings settings = order.settings();
    TransportSettings how =
        TransportSettings.of(
            settings, trust(order, engine), surroundings.hostName(), surroundings.ownAddresses());
    QueueThreads threads = rollback.of(new QueueThreads(settings.queue().outgoing()));
    String name = queue.getName().asString();
    Deferrals.Keeping keeping =
        rollback.of(
            surroundings
                .deferrals(book, clock)
                .of(
                    queue,
                    settings.queue().deferral(),
                    settings.queue().deferralRepository(),
                    threads.spool()));
    Transport transport = engine.transport(how, surroundings.dns().client(settings.dns()));
    DeliveryPort port = DeliveryPort.of(transport);
    Clerk clerk = clerk(settings, queues, keeping, port, james);
    Keeper keeper =
        new Keeper(
            name, new WatchedDeferral(name, keeping.deferral(), watch), clerk::obey, book, clock);
    MailHandler handler =
        new MailHandler(
            new MailHandler.Ways(
                name, port, routes(settings), applier(settings, james, keeper), keeper, watch),
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
            new OutboundDelivery.Mails(queue, keeper, clerk, keeping),
            intake,
            handler,
            transport,
            threads,
            watch,
            engine.stopTimeout()));
  }

  private RouteReader routes(DeliverySettings settings) {
    Supplier<Route> otherwise = unstamped(settings);
    return mail -> Stamps.read(mail, relays.registry(), otherwise);
  }

  private Clerk clerk(
      DeliverySettings settings,
      Queues queues,
      Deferrals.Keeping keeping,
      DeliveryPort port,
      MailetContext james) {
    return new Clerk(
        new Clerk.Means(
            queues.queue(),
            keeping.spool(),
            port,
            new Bounces(james, settings.queue().bounceProcessor()),
            queues.entrance(),
            whole.policyProcessor().orElse(Mail.DEFAULT),
            whole::isProcessor,
            orders::isSuspended),
        book,
        watch,
        clock);
  }

  private ReportApplier applier(DeliverySettings settings, MailetContext james, Keeper keeper) {
    return new ReportApplier(
        james,
        new ReportApplier.Endings(
            settings.queue().bounceProcessor(),
            settings.queue().onSuccess(),
            settings.queue().usePriority(),
            settings.queue().maxDnsProblemRetries()),
        keeper,
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
