// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.util.OptionalInt;

/**
 * What is different in a James that is not as the others are.
 *
 * @param name what its directory is called after that of its contestant; empty for none
 * @param threads what Postroad is told to have; empty for its default
 * @param before a mailet before the one that delivers; empty for none
 * @param parameters of Postroad, beside those that all have; empty for none
 * @param hasWebAdmin whether it has Postroad's routes and its metrics, for everybody
 */
record Variant(
    String name, OptionalInt threads, String before, String parameters, boolean hasWebAdmin) {
  static final Variant NONE = new Variant("", OptionalInt.empty(), "", "", false);

  static Variant ofThreads(int threads) {
    return new Variant("-" + threads, OptionalInt.of(threads), "", "", false);
  }

  static Variant withPolicy(String mailet) {
    return new Variant("-policy", OptionalInt.empty(), mailet, "", true);
  }

  /** One that is operated, and does not try again in the time of a measurement. */
  static Variant withWebAdmin() {
    return new Variant("-webadmin", OptionalInt.empty(), "", "<retry>6h</retry>", true);
  }
}
