// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One of several that share a load.
 *
 * @param what it is; its text form tells it from the others
 * @param weight its part of the load, relative to those of the others; 1 to 1000
 */
public record Weighted<T>(T what, int weight) {
  /** The most a weight may be. */
  public static final int MOST = 1000;

  public Weighted {
    if (weight < 1 || weight > MOST) {
      throw new IllegalArgumentException("a weight is 1 to " + MOST + ": " + weight);
    }
  }

  /**
   * The order in which they are tried for one key, such as the id of a mail: for many keys each
   * comes first as often as its weight says, and for one key the order is always the same. When one
   * is added or removed the others keep their order.
   *
   * <p>Rendezvous hashing: each has an exponential waiting time with its weight as the rate, drawn
   * from a random sequence that the key and its own name begin.
   */
  public static <T> List<T> inOrder(List<Weighted<T>> all, String key) {
    return all.stream()
        .sorted(Comparator.comparingDouble(each -> each.delay(key)))
        .map(Weighted::what)
        .toList();
  }

  private double delay(String key) {
    long seed = ((long) key.hashCode() << Integer.SIZE) ^ String.valueOf(what).hashCode();
    return -Math.log1p(-new SplittableRandom(seed).nextDouble()) / weight;
  }

  /** {@code hub=3}; without the weight if it is 1. */
  @Override
  public String toString() {
    return weight == 1 ? String.valueOf(what) : what + "=" + weight;
  }
}
