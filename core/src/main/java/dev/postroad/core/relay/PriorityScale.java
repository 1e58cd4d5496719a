// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

/**
 * Between the priorities that rules are written in, 0 (lowest) to 9 with 5 as normal, and those of
 * mails, MT-PRIORITY (RFC 6710), -9 to 9 with 0 as normal.
 */
final class PriorityScale {
  static final int HIGHEST = 9;
  private static final int NORMAL = 5;
  private static final float HIGHEST_MT_PRIORITY = 9;

  private PriorityScale() {}

  /** What rules call a priority of a mail. */
  static int level(int mtPriority) {
    return NORMAL + Math.round(mtPriority * span(mtPriority) / HIGHEST_MT_PRIORITY);
  }

  /** A priority of a mail that rules call so. */
  static int mtPriority(int level) {
    int above = level - NORMAL;
    return Math.round(above * HIGHEST_MT_PRIORITY / span(above));
  }

  private static int span(int sign) {
    return sign < 0 ? NORMAL : HIGHEST - NORMAL;
  }
}
