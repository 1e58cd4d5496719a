// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.core;

import com.sun.management.ThreadMXBean;
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
import dev.postroad.core.history.AddressFilter;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
import dev.postroad.core.history.History;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How long it takes to look at 5,000 sites where 100,000 mails wait, and at a full history; and
 * what each attempt costs to remember. Connects nowhere. Standard output: milliseconds, the worst
 * of the last ten times; then nanoseconds and octets for each attempt.
 */
public final class OperationsMain {
  private static final int SITES = 5_000;
  private static final int MAILS = 100_000;
  private static final int WARM_UP = 40;
  private static final int TIMES = 10;
  private static final int ATTEMPTS = 2_000_000;
  private static final double MILLI = 1e6;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private OperationsMain() {}

  /** Measures and tells. */
  public static void main(String[] arguments) {
    Dispatcher dispatcher = dispatcher();
    History history = new History(NOW);
    tellOfRemembering(history);
    tellOfMemory();
    tell("all sites of the engine", () -> dispatcher.sites().size());
    tell("one of them", () -> dispatcher.site(site(7)).orElseThrow().view().waiting());
    tell("what waits at each", () -> dispatcher.waitingBySite().size());
    tell("an order for one", () -> follow(dispatcher));
    tell("all sites of the history", () -> history.sites(NOW).size());
    tell(
        "attempts to a domain",
        () -> history.find(to("@d7.bench.example"), 0, History.ATTEMPTS).total());
    tell("attempts to one address", () -> history.find(to("user7@x.example"), 0, 50).total());
    tell("causes", () -> history.causes(NOW, History.STEPS).size());
    tell(
        "slowest and loudest",
        () -> history.slowest(10).size() + history.loudest(NOW, History.STEPS, 10).size());
  }

  private static int follow(Dispatcher dispatcher) {
    SiteOrders orders =
        SiteOrders.NONE.suspend(
            new SiteName("elsewhere.example"),
            new SiteOrders.Order("amy", "", NOW, Optional.empty()));
    dispatcher.follow(orders, NOW);
    return orders.sites().size();
  }

  private static Predicate<AttemptEntry> to(String address) {
    AddressFilter filter = AddressFilter.parse(address);
    return entry -> filter.test(entry.recipient());
  }

  private static void tell(String what, IntSupplier look) {
    long worst = 0;
    int seen = 0;
    for (int time = 0; time < WARM_UP + TIMES; time++) {
      long begun = System.nanoTime();
      seen = look.getAsInt();
      long took = System.nanoTime() - begun;
      worst = time < WARM_UP ? 0 : Math.max(worst, took);
    }
    System.out.printf(Locale.ROOT, "%s: %.2f ms (%d)%n", what, worst / MILLI, seen);
  }

  private static void tellOfRemembering(History history) {
    AttemptEntry[] entries = new AttemptEntry[3 * SITES];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry(i);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double nanos = 0;
    double octets = 0;
    for (int round = 0; round < 3; round++) {
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long begun = System.nanoTime();
      for (int i = 0; i < ATTEMPTS; i++) {
        history.add(entries[i % entries.length]);
      }
      nanos = (double) (System.nanoTime() - begun) / ATTEMPTS;
      octets = (double) (threads.getCurrentThreadAllocatedBytes() - allocated) / ATTEMPTS;
    }
    System.out.printf(Locale.ROOT, "an attempt to remember: %.0f ns, %.0f octets%n", nanos, octets);
  }

  private static void tellOfMemory() {
    long before = used();
    History full = new History(NOW);
    // In the order of their sites, so that each has all the replies that are kept of one.
    for (int i = 0; i < SITES * History.REPLIES; i++) {
      full.add(entry(i / History.REPLIES));
    }
    double megabytes = (used() - before) / 1e6;
    System.out.printf(
        Locale.ROOT, "memory of a full history: %.1f MB (%d)%n", megabytes, full.kept().entries());
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static AttemptEntry entry(int number) {
    boolean delivered = number % 3 != 0;
    DeliveryStatus status =
        delivered
            ? new DeliveryStatus(250, EnhancedStatus.parse("2.0.0"), "queued as " + number)
            : DeliveryStatus.temporary("4.2." + number % 10, "come again, number " + number);
    Attempt attempt =
        new Attempt(
            site(number),
            "mx.bench.example",
            "127.0.0.1",
            25,
            Stage.FINAL_DOT,
            TlsSummary.NONE,
            Optional.empty(),
            new Verdict(
                Scope.MESSAGE,
                delivered ? Disposition.DELIVERED : Disposition.DEFERRED,
                Continuation.NONE,
                status),
            Duration.ofMillis(number % 100));
    return new AttemptEntry(
        NOW,
        "mail-" + number,
        "outgoing",
        "amy@core.bench.example",
        "user" + number + "@d" + number % SITES + ".bench.example",
        Optional.of(site(number)),
        OptionalInt.of(1),
        delivered ? Outcome.DELIVERED : Outcome.DEFERRED,
        status,
        delivered ? Optional.empty() : Optional.of(Cause.of(status, Optional.of(attempt))),
        Optional.of(attempt),
        Optional.empty(),
        Duration.ZERO,
        Optional.empty());
  }

  private static SiteName site(int number) {
    return new SiteName("mx1|mx2.d" + number % SITES + ".bench.example");
  }

  /** One that never delivers. */
  private static Dispatcher dispatcher() {
    Dispatcher dispatcher =
        new Dispatcher(
            new DispatchSettings(
                SITES, 3 * MAILS, new SiteLimits(5, 20, Optional.empty(), Optional.empty())),
            work -> {},
            System::nanoTime,
            DeliveryListener.NONE);
    Dispatcher.Client client = dispatcher.client(new Straight());
    for (int i = 0; i < MAILS; i++) {
      client.submit(
          CoreSetup.request(
              i, "d" + i % SITES + ".bench.example", new CoreSetup.FileContent(Path.of("none"))),
          report -> {});
    }
    return dispatcher;
  }

  private static final class Straight implements Courier {
    @Override
    public Optional<Journey> beginAtOnce(DeliveryRequest request) {
      String domain = request.envelope().recipients().get(0).mailbox().domain().canonical();
      return Optional.of(
          new OneStop(
              request,
              new NextHop(new SiteName("mx1|mx2." + domain), List.of(), OptionalInt.empty())));
    }

    @Override
    public CompletionStage<Supplier<Journey>> begin(DeliveryRequest request) {
      throw new IllegalStateException("the DNS is not asked here");
    }
  }

  private record OneStop(DeliveryRequest request, NextHop hop) implements Journey {
    @Override
    public Optional<NextHop> nextHop() {
      return Optional.of(hop);
    }

    @Override
    public Visit visit(ConnectionGate gate) {
      throw new IllegalStateException("nothing is delivered here");
    }

    @Override
    public DeliveryReport end() {
      return abandon(DeliveryStatus.temporary("4.0.0", "ended"));
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
}
