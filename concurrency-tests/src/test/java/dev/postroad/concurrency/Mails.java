// SPDX-License-Identifier: Apache-2.0
package dev.postroad.concurrency;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.dispatch.Courier;
import dev.postroad.core.dispatch.DispatchSettings;
import dev.postroad.core.dispatch.Dispatcher;
import dev.postroad.core.dispatch.SiteLimits;
import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;

/**
 * Two mails and a dispatcher, which delivers on the threads that submit them or when it is told to.
 * It counts the answers to each.
 */
final class Mails {
  private static final DeliveryStatus DONE = DeliveryStatus.temporary("4.0.0", "done");
  private static final Envelope ENVELOPE =
      Envelope.of(Optional.empty(), List.of(Recipient.of(Mailbox.parse("bob@example.net"))));
  private static final DeliveryRequest[] REQUESTS = {request("0"), request("1")};

  private final AtomicIntegerArray answers = new AtomicIntegerArray(REQUESTS.length);
  private final Dispatcher dispatcher;
  private final Dispatcher.Client client;
  private Queue<Runnable> work = new ConcurrentLinkedQueue<>();

  private Mails(int deliveries, Executor workers, String... sites) {
    dispatcher =
        new Dispatcher(
            new DispatchSettings(
                deliveries,
                100,
                new SiteLimits(deliveries, deliveries, Optional.empty(), Optional.empty())),
            workers,
            System::nanoTime,
            DeliveryListener.NONE);
    client = dispatcher.client(new Straight(sites));
  }

  /**
   * A dispatcher that delivers on the threads that submit.
   *
   * @param deliveries how many at once
   * @param sites where each mail goes
   */
  static Mails delivering(int deliveries, String... sites) {
    return new Mails(deliveries, Runnable::run, sites);
  }

  /** Both are for one site; the first is about to be delivered, the second waits for it. */
  static Mails waiting() {
    Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    Mails mails = new Mails(1, work::add, "a", "a");
    mails.submit(0);
    mails.submit(1);
    mails.work = work;
    return mails;
  }

  /** Delivers what is to be delivered now. */
  void work() {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
  }

  private static DeliveryRequest request(String id) {
    return new DeliveryRequest(
        id, ENVELOPE, new NoContent(), new Route.Direct(Optional.empty()), 1);
  }

  void submit(int mail) {
    client.submit(REQUESTS[mail], report -> answers.incrementAndGet(mail));
  }

  void suspend(String site) {
    dispatcher.follow(
        SiteOrders.NONE.suspend(
            new SiteName(site), new SiteOrders.Order("amy", "", Instant.EPOCH, Optional.empty())),
        Instant.EPOCH);
  }

  void stop() {
    try {
      client.stop(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  int answers(int mail) {
    return answers.get(mail);
  }

  /** Sends each mail to its site, where it is served at once. */
  private record Straight(String... sites) implements Courier {
    @Override
    public Optional<Journey> beginAtOnce(DeliveryRequest request) {
      String site = sites[Integer.parseInt(request.id())];
      return Optional.of(
          new OneStop(request, new NextHop(new SiteName(site), List.of(), OptionalInt.empty())));
    }

    @Override
    public CompletionStage<Supplier<Journey>> begin(DeliveryRequest request) {
      throw new IllegalStateException("the DNS is not asked here");
    }
  }

  /** Ends after one visit. */
  private static final class OneStop implements Journey {
    private final DeliveryRequest request;
    private Optional<NextHop> next;

    OneStop(DeliveryRequest request, NextHop next) {
      this.request = request;
      this.next = Optional.of(next);
    }

    @Override
    public Optional<NextHop> nextHop() {
      return next;
    }

    @Override
    public Visit visit(ConnectionGate gate) {
      next = Optional.empty();
      return new Visit.Made(Visit.Sign.SERVED);
    }

    @Override
    public DeliveryReport end() {
      return request.undelivered(DONE);
    }

    @Override
    public DeliveryReport abandon(DeliveryStatus why) {
      return request.undelivered(why);
    }

    @Override
    public DeliveryReport postpone(Hold why) {
      return request.postponed(why);
    }
  }

  /** Nobody reads it. */
  private static final class NoContent implements MessageContent {
    @Override
    public long size() {
      return 0;
    }

    @Override
    public void writeTo(OutputStream out) {}
  }
}
