// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import java.time.Duration;

/** How long a site takes for a mail, as far as it has shown. Times are in nanoseconds. */
final class Tempo {
  /** What is known of a site. */
  enum Kind {
    /** It ends mails quickly, so those that wait there do not wait long. */
    BRISK,
    /** It takes its time, but it takes mail: whoever waits there gets on. */
    STEADY,
    /** It has not shown anything yet. */
    UNKNOWN,
    /** It takes its time without ever taking a mail, or has not moved for a while. */
    SLOW
  }

  /** A site that takes longer for a mail is slow. */
  private static final long LONGEST_BRISK = Duration.ofSeconds(2).toNanos();

  /** A mail that takes longer counts as one of so long: one alone says little of the others. */
  private static final long LONGEST_COUNTED = LONGEST_BRISK + LONGEST_BRISK / 2;

  /** So is one that has been given mail and has not ended any for so long. */
  static final long STALL = Duration.ofSeconds(10).toNanos();

  /** Whoever waits at a site that takes longer does not get on. */
  private static final long LONGEST_STEADY = Duration.ofMinutes(1).toNanos();

  /** Nobody knows what a site does later than this. */
  private static final long LONGEST_STALL = Duration.ofMinutes(5).toNanos();

  /** What to expect of a site that nothing is known of: what most take. */
  private static final long ASSUMED = Duration.ofMillis(100).toNanos();

  /** The first mails tell how long connections take, or how long the site stood still before. */
  private static final int FEW = 3;

  /** How long the best time of a site is remembered, at the least. */
  private static final long EPOCH = Duration.ofSeconds(30).toNanos();

  /**
   * What each delivery under way at the same time adds to all others, since our machine does its
   * part of one after the other: more connections would not make that less.
   */
  private static final long OUR_PART = Duration.ofNanos(250_000).toNanos();

  private long mean = -1;

  /** The same of what is {@linkplain #LONGEST_COUNTED counted}. */
  private long usual = -1;

  private int seen;

  /** The best times of this epoch and of the one before. */
  private long quickest = -1;

  private long quickestBefore = -1;
  private long epoch;
  private long lastMove;

  /** A mail is given to a site that had none. */
  void began(long now) {
    lastMove = now;
  }

  void ended(long took, long now) {
    lastMove = now;
    seen = Math.min(seen + 1, FEW);
    mean = moved(mean, took);
    usual = moved(usual, Math.min(took, LONGEST_COUNTED));
    if (quickest < 0 || now - epoch > EPOCH) {
      epoch = now;
      quickestBefore = quickest;
      quickest = took;
    } else {
      quickest = Math.min(took, quickest);
    }
  }

  /** Something came to an end there that says nothing of how long mail takes. */
  void moved(long now) {
    lastMove = now;
  }

  private static long moved(long mean, long took) {
    return mean < 0 ? took : mean + (took - mean) / 4;
  }

  /**
   * The best time tells of the site; all others of our own machine, too, and where that is busy
   * more connections make it busier.
   */
  private long best() {
    return quickestBefore < 0 ? quickest : Math.min(quickest, quickestBefore);
  }

  /** What was seen is of no use any more. */
  void forget() {
    mean = -1;
    usual = -1;
    seen = 0;
    quickest = -1;
    quickestBefore = -1;
  }

  /**
   * When a site that has stopped may be expected to move again, at the earliest: after as long as
   * it has stood still, or who asks would ask again and again.
   */
  long movesAt(int active, long now) {
    long still = active > 0 ? now - lastMove : 0;
    return now + Math.max(STALL, Math.min(still, LONGEST_STALL));
  }

  /** For how long a site with mail under way has not ended any. */
  long stillFor(long now) {
    return now - lastMove;
  }

  /**
   * What is known of a site that has so many mails under way.
   *
   * @param takesMail whether it has taken some, and could be reached the last time
   */
  Kind kind(int active, boolean takesMail, long now) {
    long still = active == 0 ? 0 : now - lastMove;
    if (mean < 0) {
      return still >= LONGEST_BRISK ? Kind.SLOW : Kind.UNKNOWN;
    }
    if (usual < LONGEST_BRISK && still < STALL) {
      return Kind.BRISK;
    }
    boolean moves = mean < LONGEST_STEADY && still < Math.max(STALL, 2 * mean);
    return takesMail && moves ? Kind.STEADY : Kind.SLOW;
  }

  /**
   * How long a queue would last, at its best and for the site's part: zero of a site that little is
   * known of.
   *
   * @param underWay how many deliveries there are together at all sites that take mail
   */
  long expectedWait(int waiting, int active, int underWay) {
    long ofTheSite = Math.max(0, best() - underWay * OUR_PART);
    return seen < FEW ? 0 : ofTheSite * waiting / Math.max(1, active);
  }

  /** From one mail to the next, with so many at once. */
  long betweenMails(int active) {
    return (mean < 0 ? ASSUMED : mean) / Math.max(1, active);
  }
}
