// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.dispatch.Tempo.Kind;
import java.util.function.ToIntFunction;

/**
 * How sites share what there is too little of: deliveries, or connections. Whoever hangs, an eighth
 * is left to sites that are brisk alone, and another to those that take mail in their own time;
 * those that are not known yet find room beside the slow ones.
 *
 * @param all how much there is, 1 or more
 */
record Shares(int all) {

  /** Whether one more may have a part. */
  boolean hasRoom(Kind kind, ToIntFunction<Kind> inUse) {
    return switch (kind) {
      case BRISK -> true;
      case STEADY -> inUse.applyAsInt(Kind.STEADY) < half() && takingTime(inUse) < notBrisk();
      case UNKNOWN -> unserved(inUse) < unproven() && takingTime(inUse) < notBrisk();
      case SLOW ->
          inUse.applyAsInt(Kind.SLOW) < half()
              && unserved(inUse) < unproven()
              && takingTime(inUse) < notBrisk();
    };
  }

  /** Whether so much is at sites that show nothing that others are about to be kept from theirs. */
  boolean isCrowded(ToIntFunction<Kind> inUse) {
    return unserved(inUse) > half() || (unserved(inUse) > 0 && takingTime(inUse) > unproven());
  }

  /** What sites have that take no mail now, or have not shown whether they do. */
  private static int unserved(ToIntFunction<Kind> inUse) {
    return inUse.applyAsInt(Kind.SLOW) + inUse.applyAsInt(Kind.UNKNOWN);
  }

  private static int takingTime(ToIntFunction<Kind> inUse) {
    return unserved(inUse) + inUse.applyAsInt(Kind.STEADY);
  }

  /** What one kind may have of it, so that others can show themselves. */
  private int half() {
    return Math.max(1, all / 2);
  }

  /** What sites may have that may never take a mail. */
  int unproven() {
    return Math.max(1, all - all / 4);
  }

  private int notBrisk() {
    return Math.max(1, all - Math.max(all / 8, Math.min(1, all / 4)));
  }
}
