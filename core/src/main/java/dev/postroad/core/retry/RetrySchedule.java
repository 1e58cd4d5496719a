// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * When a mail that could not be delivered for now is tried again, and when it is too late.
 *
 * <p>After the n-th attempt the n-th delay is waited for; the last delay is used for all further
 * attempts. Jitter only ever lengthens a delay, since a peer that asks for patience (greylisting)
 * counts from the written one. The last attempt falls on the expiry, not after it.
 *
 * @param delays after the first attempt, the second, and so on; at least one, each from 1 ms to 365
 *     days
 * @param jitterPercent how much a delay may be lengthened at random, 0 to 100
 * @param expiry how long after its first attempt a mail is given up; positive, {@link #UNLIMITED}
 *     where only {@code maxRetries} counts
 * @param maxRetries most attempts after the first; empty if only {@code expiry} counts
 */
public record RetrySchedule(
    List<Duration> delays, int jitterPercent, Duration expiry, OptionalInt maxRetries) {

  /** An expiry so far away (a hundred years) that it never decides, and still fits an instant. */
  public static final Duration UNLIMITED = Duration.ofDays(36_500);

  /** The longest delay. */
  public static final Duration MAX_DELAY = Duration.ofDays(365);

  public RetrySchedule {
    delays = List.copyOf(delays);
    if (delays.isEmpty()) {
      throw new IllegalArgumentException("a schedule needs a delay");
    }
    for (Duration delay : delays) {
      if (delay.toMillis() < 1 || delay.compareTo(MAX_DELAY) > 0) {
        throw new IllegalArgumentException("a delay goes from 1 ms to 365 days: " + delay);
      }
    }
    if (jitterPercent < 0 || jitterPercent > 100) {
      throw new IllegalArgumentException("jitter goes from 0 to 100 %: " + jitterPercent);
    }
    if (expiry.isZero() || expiry.isNegative() || expiry.compareTo(UNLIMITED) > 0) {
      throw new IllegalArgumentException("expiry is not positive, or beyond reason: " + expiry);
    }
    if (maxRetries.isPresent() && maxRetries.getAsInt() < 0) {
      throw new IllegalArgumentException("fewer than no retries: " + maxRetries.getAsInt());
    }
  }

  /** A schedule that goes on until a mail is as old as {@code expiry}. */
  public static RetrySchedule until(Duration expiry, List<Duration> delays, int jitterPercent) {
    return new RetrySchedule(delays, jitterPercent, expiry, OptionalInt.empty());
  }

  /**
   * James' own RemoteDelivery: delays without jitter and a number of retries, whatever the age of
   * the mail. More delays than retries raise the number of retries to that of the delays; fewer
   * repeat the last delay.
   */
  public static RetrySchedule counted(int maxRetries, List<Duration> delays) {
    return new RetrySchedule(
        delays, 0, UNLIMITED, OptionalInt.of(Math.max(maxRetries, delays.size())));
  }

  /** The written delay after so many attempts, without jitter. */
  public Duration baseDelayAfter(int attempts) {
    requireAttempts(attempts);
    return delays.get(Math.min(attempts, delays.size()) - 1);
  }

  /**
   * How long to wait after so many attempts: at least the written delay, at most {@code
   * jitterPercent} more, in whole milliseconds.
   *
   * @param attempts how many there were, 1 or more
   */
  public Duration delayAfter(int attempts, RandomGenerator random) {
    long base = baseDelayAfter(attempts).toMillis();
    long spread = base * jitterPercent / 100;
    return Duration.ofMillis(spread == 0 ? base : base + random.nextLong(spread + 1));
  }

  /** When a mail first tried then is given up. */
  public Instant deadline(Instant firstAttempt) {
    return firstAttempt.plus(expiry);
  }

  /** Whether a mail first tried then is too old to be tried again. */
  public boolean expired(Instant firstAttempt, Instant now) {
    return !now.isBefore(deadline(firstAttempt));
  }

  /**
   * When to try again after an attempt that has just failed for now; empty if that was the last
   * one.
   *
   * @param attempts how many there were, 1 or more
   * @param firstAttempt when the first one was
   * @param now when the last one ended
   */
  public Optional<Instant> next(
      int attempts, Instant firstAttempt, Instant now, RandomGenerator random) {
    requireAttempts(attempts);
    if (expired(firstAttempt, now) || attempts > maxRetries.orElse(Integer.MAX_VALUE)) {
      return Optional.empty();
    }
    Instant due = now.plus(delayAfter(attempts, random));
    Instant deadline = deadline(firstAttempt);
    return Optional.of(due.isBefore(deadline) ? due : deadline);
  }

  private static void requireAttempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts count from 1: " + attempts);
    }
  }
}
