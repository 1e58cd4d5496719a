// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.james.Watch;
import dev.postroad.james.Watcher;
import java.time.Clock;
import java.util.List;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.metrics.api.MetricFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that listens to deliveries on behalf of metrics, records and health checks. Made before the
 * first mailet starts, so that it misses nothing; shows nothing by itself.
 */
@Singleton
public final class Observation {
  private static final Logger LOGGER = LoggerFactory.getLogger("dev.postroad.delivery");

  private final Meters meters;
  private final Pulse pulse;
  private final Lookups lookups;
  private final RelayTroubles relays;
  private final DeferralTroubles deferral;
  private final LostRecords lostRecords;

  @Inject
  public Observation(Watch watch, MetricFactory metrics, Clock clock) {
    meters = new Meters(metrics, Meters.NAMED_SITES);
    pulse = new Pulse(clock, System::nanoTime);
    lookups = new Lookups(clock);
    relays =
        new RelayTroubles(
            clock,
            (relay, words) ->
                LOGGER.warn(
                    "Mail that is to go {} waits until this is mended, here or there: {}",
                    relay,
                    words));
    deferral = new DeferralTroubles(clock);
    lostRecords = LostRecords.watching(meters.counter(Instrument.RECORDS_LOST), clock);
    List<Watcher> watchers =
        List.of(new Metering(meters), pulse, lookups, relays, deferral, new Records());
    watchers.forEach(watch::add);
  }

  Meters meters() {
    return meters;
  }

  Pulse pulse() {
    return pulse;
  }

  Lookups lookups() {
    return lookups;
  }

  RelayTroubles relays() {
    return relays;
  }

  DeferralTroubles deferral() {
    return deferral;
  }

  LostRecords lostRecords() {
    return lostRecords;
  }
}
