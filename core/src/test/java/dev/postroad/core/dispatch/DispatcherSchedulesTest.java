// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static dev.postroad.core.delivery.Plans.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Plans;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever happens in whatever order, to journeys of which nothing is real but their steps. */
class DispatcherSchedulesTest {
  private static final DeliveryStatus DONE = DeliveryStatus.temporary("4.0.0", "answered");

  private static final List<NextHop> SITES =
      IntStream.range(0, 4)
          .mapToObj(i -> Plans.nextHop("site" + i, host("mx.example", 10, "192.0.2.1")))
          .toList();

  @Test
  void everyRequestIsAnsweredExactlyOnceInEverySchedule() {
    Schedule.runAll(Steps::new);
  }

  private record Steps(Schedule schedule) implements Schedule.Traffic {
    @Override
    public List<SiteName> sites() {
      return SITES.stream().map(NextHop::site).toList();
    }

    @Override
    public int crowd() {
      return 12;
    }

    @Override
    public int most() {
      return 150;
    }

    @Override
    public Courier courier() {
      return new Planning(schedule, request -> new Way(schedule, request));
    }

    @Override
    public DeliveryRequest request(String id, int priority, boolean regardless) {
      DeliveryRequest made = Plans.request(id, priority, "bob@site.example");
      return new DeliveryRequest(id, made.envelope(), made.content(), made.route(), 1, regardless);
    }

    @Override
    public void answered(DeliveryRequest request, DeliveryReport report) {
      assertThat(report.id()).isEqualTo(request.id());
    }
  }

  private static final class Way implements Journey {
    private final Schedule schedule;
    private final DeliveryRequest request;
    private int left;
    private int site;
    private int visits;

    Way(Schedule schedule, DeliveryRequest request) {
      this.schedule = schedule;
      this.request = request;
      this.left = schedule.random().nextInt(4);
      this.site = schedule.random().nextInt(4);
    }

    @Override
    public Optional<NextHop> nextHop() {
      schedule.maybeBreak("next hop");
      return left == 0 ? Optional.empty() : Optional.of(SITES.get(site));
    }

    @Override
    public Visit visit(ConnectionGate gate) {
      return schedule.visit(SITES.get(site).site(), this::visitOnce);
    }

    private Visit visitOnce() {
      schedule.pass(
          Duration.ofNanos(
              schedule.oneIn(3) ? schedule.random().nextLong(15_000_000_000L) : 1_000_000));
      schedule.maybeBreak("visit");
      schedule.meanwhile();
      if (visits++ < 5 && schedule.oneIn(5)) {
        Hold.Reason reason = schedule.any(List.of(Hold.Reason.values()));
        Duration length = Duration.ofMillis(schedule.random().nextInt(100_000));
        return new Visit.NotYet(new Hold(reason, "drawn", length));
      }
      left--;
      site = schedule.random().nextInt(4);
      return new Visit.Made(schedule.any(List.of(Visit.Sign.values())));
    }

    @Override
    public DeliveryReport end() {
      schedule.maybeBreak("the end");
      return request.undelivered(DONE);
    }

    @Override
    public DeliveryReport abandon(DeliveryStatus why) {
      schedule.maybeBreak("abandoning");
      return request.undelivered(why);
    }

    @Override
    public DeliveryReport postpone(Hold why) {
      schedule.maybeBreak("postponing");
      return request.postponed(why);
    }
  }
}
