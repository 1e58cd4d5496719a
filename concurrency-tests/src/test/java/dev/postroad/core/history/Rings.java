// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Those who add to a ring, and whoever looks at it. Beside the ring, which nobody else may use. */
public final class Rings {
  private Rings() {}

  /** Two add, and one of them looks: it sees its own at the least, and all are there in the end. */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 2"},
      expect = ACCEPTABLE,
      desc = "what is added is there in the end")
  @Outcome(expect = FORBIDDEN, desc = "one is lost, or seen twice")
  @State
  public static class WithRoom {
    private final Ring<String> ring = new Ring<>(4);

    @Actor
    public void first() {
      ring.add("a");
    }

    @Actor
    public void second(II_Result seen) {
      ring.add("b");
      seen.r1 = (int) ring.newestFirst().stream().distinct().count();
    }

    @Arbiter
    public void inTheEnd(II_Result seen) {
      seen.r2 = (int) ring.newestFirst().stream().distinct().count();
    }
  }

  /** One adds to a full ring while another looks: what is seen is in its order, without gaps. */
  @JCStressTest
  @Outcome(
      id = {"21, 32", "2, 32", "32, 32"},
      expect = ACCEPTABLE,
      desc = "the newest, and the one before it; or what is being replaced is left out")
  @Outcome(expect = FORBIDDEN, desc = "something is seen out of its order")
  @State
  public static class WhenFull {
    private final Ring<Integer> ring = new Ring<>(2);

    public WhenFull() {
      ring.add(1);
      ring.add(2);
    }

    @Actor
    public void add() {
      ring.add(3);
    }

    @Actor
    public void look(II_Result seen) {
      seen.r1 = digits();
    }

    @Arbiter
    public void inTheEnd(II_Result seen) {
      seen.r2 = digits();
    }

    private int digits() {
      return ring.newestFirst().stream().reduce(0, (before, next) -> before * 10 + next);
    }
  }
}
