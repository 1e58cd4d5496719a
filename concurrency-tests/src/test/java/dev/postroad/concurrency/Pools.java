// SPDX-License-Identifier: Apache-2.0
package dev.postroad.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How threads meet in a pool of sessions, which are real ones to a server on loopback. Actors are
 * not inherited, so classes that look alike are alike.
 */
public final class Pools {
  private Pools() {}

  /** Two take a session while one is idle and one more is allowed. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "two sessions, and both are counted")
  @Outcome(expect = FORBIDDEN, desc = "one session has two owners, or the count is wrong")
  @State
  public static class TakeAgainstTake {
    private final OnePool pool = new OnePool(2).withOneIdle();

    @Actor
    public void first() {
      pool.take(0);
    }

    @Actor
    public void second() {
      pool.take(1);
    }

    @Arbiter
    public void owners(II_Result result) {
      result.r1 = pool.distinct();
      result.r2 = pool.end();
    }
  }

  /** Two want the only session that is allowed. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one has it, the other is held back")
  @Outcome(expect = FORBIDDEN, desc = "the ceiling is exceeded, or nobody has it")
  @State
  public static class TakeAtTheCeiling {
    private final OnePool pool = new OnePool(1);

    @Actor
    public void first() {
      pool.take(0);
    }

    @Actor
    public void second() {
      pool.take(1);
    }

    @Arbiter
    public void owners(II_Result result) {
      result.r1 = pool.distinct();
      result.r2 = pool.end();
    }
  }

  /** A session is given back while the pool closes. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "no session is left")
  @Outcome(expect = FORBIDDEN, desc = "a session outlives its pool")
  @State
  public static class GiveBackAgainstClose {
    private final OnePool pool = new OnePool(1).withOneTaken();

    @Actor
    public void giveBack() {
      pool.giveBack(0);
    }

    @Actor
    public void close() {
      pool.close();
    }

    @Arbiter
    public void left(I_Result result) {
      result.r1 = pool.open();
    }
  }

  /** The only session that is allowed is taken while those that are idle are sent away. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "it is had, the idle one or a new one")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "held back, for the idle one is just leaving")
  @Outcome(expect = FORBIDDEN, desc = "it is counted twice, or not to be had")
  @State
  public static class TakeAgainstEviction {
    private final OnePool pool = new OnePool(1).withOneIdle();

    @Actor
    public void take() {
      pool.take(0);
    }

    @Actor
    public void evict() {
      pool.evict();
    }

    @Arbiter
    public void owners(II_Result result) {
      result.r1 = pool.distinct();
      result.r2 = pool.end();
    }
  }

  /** The only session that is allowed is given back while another wants one. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "it was back in time")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "held back; it is idle now")
  @Outcome(expect = FORBIDDEN, desc = "the ceiling is exceeded, or a session is lost")
  @State
  public static class TakeAgainstGiveBack {
    private final OnePool pool = new OnePool(1).withOneTaken();

    @Actor
    public void giveBack() {
      pool.giveBack(0);
    }

    @Actor
    public void take() {
      pool.take(1);
    }

    @Arbiter
    public void owners(II_Result result) {
      result.r1 = pool.distinct();
      result.r2 = pool.end();
    }
  }

  /** The only session that is allowed is idle, and has to go for one that wants another host. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one of them has one")
  @Outcome(expect = FORBIDDEN, desc = "the ceiling is exceeded, or nobody has one")
  @State
  public static class TakeAgainstAnotherHost {
    private final OnePool pool = new OnePool(1).withOneIdle();

    @Actor
    public void same() {
      pool.take(0, 0);
    }

    @Actor
    public void other() {
      pool.take(1, 1);
    }

    @Arbiter
    public void owners(II_Result result) {
      result.r1 = pool.distinct();
      result.r2 = pool.end();
    }
  }

  /** Two want the only session that one address of ours may have. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one has it, the other is held back")
  @Outcome(expect = FORBIDDEN, desc = "the ceiling is exceeded, or nobody has it")
  @State
  public static class TakeAtTheCeilingOfASource {
    private final OnePool pool = OnePool.ofOneSource(1);

    @Actor
    public void first() {
      pool.take(0);
    }

    @Actor
    public void second() {
      pool.take(1);
    }

    @Arbiter
    public void owners(II_Result result) {
      result.r1 = pool.distinct();
      result.r2 = pool.end();
    }
  }
}
