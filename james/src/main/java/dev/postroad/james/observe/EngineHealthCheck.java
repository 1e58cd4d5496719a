// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import com.google.inject.ProvidedBy;
import dev.postroad.james.Entrance;
import dev.postroad.james.Outbound;
import dev.postroad.james.operations.Moment;
import dev.postroad.james.operations.Operations;
import dev.postroad.james.operations.SiteStatus;
import java.time.Duration;
import java.util.List;
import javax.inject.Inject;

/** Whether mail is taken from James' queues and delivered. */
@ProvidedBy(EngineHealthCheck.Door.class)
public final class EngineHealthCheck extends Check {
  /** It should be heard of every five seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration STANDSTILL = Duration.ofMinutes(1);

  private final Outbound outbound;
  private final Operations operations;
  private final Observation observation;

  @Inject
  public EngineHealthCheck(Outbound outbound, Operations operations, Observation observation) {
    super("Postroad engine");
    this.outbound = outbound;
    this.operations = operations;
    this.observation = observation;
  }

  @Override
  Finding look() {
    return look(operations.now());
  }

  @Override
  Finding look(Moment moment) {
    if (outbound.engine().isEmpty()) {
      return Finding.degraded(
          "no MxRemoteDelivery has started: see the beginning of James' log, and whether"
              + " mailetcontainer.xml has one");
    }
    return of(observation.pulse(), outbound.lostQueues(), moment.sites());
  }

  /**
   * What is to be said of an engine.
   *
   * @param lost queues that mail should be taken from and is not
   */
  static Finding of(Pulse pulse, List<String> lost, List<SiteStatus> sites) {
    if (pulse.sinceTick().compareTo(SILENCE) > 0) {
      return Finding.unhealthy(
          "the engine has not looked after its deliveries since %s: time-outs and turns stand still."
                  .formatted(pulse.lastTick())
              + " Write a thread dump (jstack) for a report, then restart James");
    }
    if (!lost.isEmpty()) {
      return Finding.unhealthy(
          "no mail is taken from %s: the subscription broke and is made anew again and again. See"
                  .formatted(String.join(", ", lost))
              + " ERROR in James' log: the broker or database of James' queues is away");
    }
    return standstill(sites, pulse);
  }

  private static Finding standstill(List<SiteStatus> sites, Pulse pulse) {
    long free =
        sites.stream()
            .filter(site -> site.hold().isEmpty() && site.suspension().isEmpty())
            .mapToInt(SiteStatus::waiting)
            .sum();
    boolean isBusy = sites.stream().anyMatch(site -> site.active() > 0);
    return free > 0 && !isBusy && pulse.sinceBegun().compareTo(STANDSTILL) > 0
        ? Finding.unhealthy(
            "%d mails wait that nothing holds back, and none has been tried since %s: no thread is"
                    .formatted(free, pulse.lastBegun())
                + " left to deliver. Write a thread dump (jstack) for a report, then restart James")
        : Finding.HEALTHY;
  }

  static final class Door extends Entrance<EngineHealthCheck> {
    Door() {
      super(EngineHealthCheck.class);
    }
  }
}
