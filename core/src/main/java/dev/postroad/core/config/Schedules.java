// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.retry.RetrySchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads retry schedules: ours, and that of James' own RemoteDelivery. */
final class Schedules {
  private static final int MOST_DELAYS = 10_000;
  private static final List<Duration> STOCK_DELAYS = List.of(Duration.ofHours(6));
  private static final int STOCK_RETRIES = 5;

  private Schedules() {}

  /** {@code 5m, 3*10m, 1h}: with units, and never a shorter delay behind a longer one. */
  static List<Duration> parseRetry(String text) throws InvalidValueException {
    List<Duration> delays = delays(text, Durations::parse);
    for (int i = 1; i < delays.size(); i++) {
      if (delays.get(i).compareTo(delays.get(i - 1)) < 0) {
        throw new InvalidValueException(
            "delay " + (i + 1) + " is shorter than the one before", "put short delays first");
      }
    }
    return delays;
  }

  /** {@code 3*1m, 5*10m, 4*1h} or {@code 21600000}, as RemoteDelivery reads it. */
  static List<Duration> parseDelayTime(String text) throws InvalidValueException {
    return delays(text, Durations::parseOrMillis);
  }

  /** The schedule that settings ask for. */
  static RetrySchedule schedule(Settings settings) {
    if (!isStock(settings)) {
      return RetrySchedule.until(
          settings.get(DeliveryKeys.EXPIRY),
          settings.get(DeliveryKeys.RETRY),
          settings.get(DeliveryKeys.JITTER));
    }
    RetrySchedule counted =
        RetrySchedule.counted(
            settings.given(DeliveryKeys.MAX_RETRIES).orElse(STOCK_RETRIES),
            settings.given(DeliveryKeys.DELAY_TIME).orElse(STOCK_DELAYS));
    return new RetrySchedule(
        counted.delays(),
        settings.given(DeliveryKeys.JITTER).orElse(0),
        settings.given(DeliveryKeys.EXPIRY).orElse(RetrySchedule.UNLIMITED),
        counted.maxRetries());
  }

  /** Whether RemoteDelivery's keys are used. */
  static boolean isStock(Settings settings) {
    return settings.isGiven(DeliveryKeys.DELAY_TIME) || settings.isGiven(DeliveryKeys.MAX_RETRIES);
  }

  /** How many retries are asked for, if fewer than there are delays; RemoteDelivery raises them. */
  static OptionalInt raisedRetries(Settings settings) {
    if (!isStock(settings)) {
      return OptionalInt.empty();
    }
    int asked = settings.given(DeliveryKeys.MAX_RETRIES).orElse(STOCK_RETRIES);
    int delays = settings.given(DeliveryKeys.DELAY_TIME).orElse(STOCK_DELAYS).size();
    return settings.isGiven(DeliveryKeys.MAX_RETRIES) && asked < delays
        ? OptionalInt.of(delays)
        : OptionalInt.empty();
  }

  private static List<Duration> delays(String text, ValueType.Parser<Duration> unit)
      throws InvalidValueException {
    List<Duration> delays = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String delay = part.strip();
      int star = delay.indexOf('*');
      int times =
          star < 0 ? 1 : ValueTypes.integer(1, MOST_DELAYS).parse(delay.substring(0, star).strip());
      Duration duration =
          ValueTypes.positive(unit.parse(star < 0 ? delay : delay.substring(star + 1).strip()));
      if (duration.compareTo(RetrySchedule.MAX_DELAY) > 0) {
        throw new InvalidValueException("a delay lasts at most 365 days", "");
      }
      if (delays.size() + times > MOST_DELAYS) {
        throw new InvalidValueException("there are more than " + MOST_DELAYS + " delays", "");
      }
      for (int i = 0; i < times; i++) {
        delays.add(duration);
      }
    }
    return List.copyOf(delays);
  }
}
