// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static dev.postroad.core.delivery.Plans.host;
import static dev.postroad.core.delivery.Plans.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Plans;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The clock breaks once, at whichever look of a rate's, while a mail is taken from its line: it
 * stands for all that might break there. No mail, no site and no place for a delivery is lost by
 * that.
 */
class BrokenClockTest {
  private static final DeliveryStatus DONE = DeliveryStatus.temporary("4.0.0", "answered");
  private static final Duration TICK = Duration.ofMillis(100);
  private static final int MAILS = 6;

  private final List<Runnable> toRun = new ArrayList<>();
  private final List<DeliveryReport> reports = new ArrayList<>();
  private long now;
  private int looksLeft = Integer.MAX_VALUE;

  @Test
  void nothingIsLostWhateverBreaks() {
    int looks = 0;
    while (breaksAt(looks)) {
      looks++;
    }

    assertThat(looks).isGreaterThan(10);
  }

  /** Whether it is looked at so often and once more. */
  private boolean breaksAt(int looks) {
    reports.clear();
    Dispatcher dispatcher =
        new Dispatcher(
            new DispatchSettings(
                2,
                10,
                new SiteLimits(
                    1, 2, Optional.of(new Rate(2, Duration.ofSeconds(1))), Optional.empty())),
            toRun::add,
            this::look,
            DeliveryListener.NONE);
    Dispatcher.Client client = dispatcher.client(new AtOnce());
    looksLeft = looks;
    int taken = 0;
    for (int mail = 0; mail < MAILS; mail++) {
      DeliveryRequest request = request("m" + mail, "bob@a.example");
      taken += works(() -> client.submit(request, reports::add)) ? 1 : 0;
    }
    for (int i = 0; i < 1_000 && dispatcher.inFlight() > 0; i++) {
      while (!toRun.isEmpty()) {
        toRun.remove(0).run();
      }
      now += TICK.toNanos();
      boolean unused = works(dispatcher::tick);
    }
    boolean broke = looksLeft < 0;
    looksLeft = Integer.MAX_VALUE;

    assertThat(reports).as("answers, broken at look %d", looks).hasSize(taken);
    assertThat(dispatcher.inFlight()).isZero();
    assertThat(dispatcher.waiting()).isZero();
    assertThat(dispatcher.sites()).as("broken at look %d", looks).allMatch(s -> s.active() == 0);
    dispatcher.checkBooks();
    return broke;
  }

  private long look() {
    if (isOfAPace() && looksLeft-- == 0) {
      throw new IllegalStateException("boom");
    }
    return now;
  }

  private static boolean isOfAPace() {
    return StackWalker.getInstance()
        .walk(calls -> calls.anyMatch(call -> call.getClassName().equals(Pace.class.getName())));
  }

  private static boolean works(Runnable step) {
    try {
      step.run();
      return true;
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("boom");
      return false;
    }
  }

  private final class AtOnce implements Courier {
    @Override
    public Optional<Journey> beginAtOnce(DeliveryRequest request) {
      return Optional.of(new Way(request));
    }

    @Override
    public CompletionStage<Supplier<Journey>> begin(DeliveryRequest request) {
      return CompletableFuture.completedStage(() -> new Way(request));
    }
  }

  /** To two sites, each of which holds the mail back once. */
  private final class Way implements Journey {
    private final DeliveryRequest request;
    private int visits;

    Way(DeliveryRequest request) {
      this.request = request;
    }

    @Override
    public Optional<NextHop> nextHop() {
      return visits < 4
          ? Optional.of(Plans.nextHop("site" + visits / 2, host("mx.example", 10, "192.0.2.1")))
          : Optional.empty();
    }

    @Override
    public Visit visit(ConnectionGate gate) {
      now += Duration.ofMillis(5).toNanos();
      return visits++ % 2 == 0
          ? new Visit.NotYet(new Hold(Hold.Reason.CONNECTIONS, "no room", TICK))
          : new Visit.Made(Visit.Sign.SERVED);
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
}
