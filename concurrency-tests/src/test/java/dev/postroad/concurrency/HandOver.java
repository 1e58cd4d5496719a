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
 * How mail passes from those who bring it to those who deliver it. Actors are not inherited, so
 * those that look alike are.
 */
public final class HandOver {
  private static final String EACH_ONCE = "each mail is answered once";
  private static final String LOST_OR_TWICE = "a mail is forgotten, or answered twice";

  private HandOver() {}

  /** A mail comes while the one before it leaves the same site. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = EACH_ONCE)
  @Outcome(expect = FORBIDDEN, desc = LOST_OR_TWICE)
  @State
  public static class AtOneSite {
    private final Mails mails = Mails.delivering(1, "a", "a");

    @Actor
    public void first() {
      mails.submit(0);
    }

    @Actor
    public void second() {
      mails.submit(1);
    }

    @Arbiter
    public void answers(II_Result answers) {
      answers.r1 = mails.answers(0);
      answers.r2 = mails.answers(1);
    }
  }

  /** A mail comes while the only delivery there may be ends at another site. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = EACH_ONCE)
  @Outcome(expect = FORBIDDEN, desc = LOST_OR_TWICE)
  @State
  public static class AtTwoSites {
    private final Mails mails = Mails.delivering(1, "a", "b");

    @Actor
    public void first() {
      mails.submit(0);
    }

    @Actor
    public void second() {
      mails.submit(1);
    }

    @Arbiter
    public void answers(II_Result answers) {
      answers.r1 = mails.answers(0);
      answers.r2 = mails.answers(1);
    }
  }

  /** Two deliveries to one site end at once. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = EACH_ONCE)
  @Outcome(expect = FORBIDDEN, desc = LOST_OR_TWICE)
  @State
  public static class TwoAtOnce {
    private final Mails mails = Mails.delivering(2, "a", "a");

    @Actor
    public void first() {
      mails.submit(0);
    }

    @Actor
    public void second() {
      mails.submit(1);
    }

    @Arbiter
    public void answers(II_Result answers) {
      answers.r1 = mails.answers(0);
      answers.r2 = mails.answers(1);
    }
  }

  /** The dispatcher stops while one mail is delivered and another waits for it. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = EACH_ONCE)
  @Outcome(expect = FORBIDDEN, desc = LOST_OR_TWICE)
  @State
  public static class StopWhileOneWaits {
    private final Mails mails = Mails.waiting();

    @Actor
    public void deliver() {
      mails.work();
    }

    @Actor
    public void stop() {
      mails.stop();
    }

    @Arbiter
    public void answers(II_Result answers) {
      answers.r1 = mails.answers(0);
      answers.r2 = mails.answers(1);
    }
  }

  /** A site is suspended while one mail is delivered there and another waits for it. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = EACH_ONCE)
  @Outcome(expect = FORBIDDEN, desc = LOST_OR_TWICE)
  @State
  public static class SuspendWhileOneWaits {
    private final Mails mails = Mails.waiting();

    @Actor
    public void deliver() {
      mails.work();
    }

    @Actor
    public void suspend() {
      mails.suspend("a");
    }

    @Arbiter
    public void answers(II_Result answers) {
      answers.r1 = mails.answers(0);
      answers.r2 = mails.answers(1);
    }
  }

  /** A mail comes while the dispatcher stops. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = EACH_ONCE)
  @Outcome(expect = FORBIDDEN, desc = LOST_OR_TWICE)
  @State
  public static class AgainstStop {
    private final Mails mails = Mails.delivering(1, "a");

    @Actor
    public void submit() {
      mails.submit(0);
    }

    @Actor
    public void stop() {
      mails.stop();
    }

    @Arbiter
    public void answers(I_Result answers) {
      answers.r1 = mails.answers(0);
    }
  }
}
