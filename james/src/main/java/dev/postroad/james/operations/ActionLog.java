// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.domain.Printable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators have done: who, when, what, to what, and what came of it. Each entry is a line of
 * the log {@code dev.postroad.operations}, which is the record that lasts; the newest {@value
 * #MOST} are remembered here until James ends.
 */
@Singleton
public final class ActionLog {
  private static final Logger LOGGER = LoggerFactory.getLogger("dev.postroad.operations");
  private static final int MOST = 1000;

  /**
   * Something that was done.
   *
   * @param at when
   * @param by who; {@code unknown} if the server cannot tell
   * @param what a word such as {@code flush} or {@code suspend}
   * @param target what it was done to: a mail, a filter or a site
   * @param reason as the operator gives it; may be empty
   * @param result what came of it, in words
   */
  public record Action(
      Instant at, String by, String what, String target, String reason, String result) {}

  private final Clock clock;
  private final Deque<Action> actions = new ArrayDeque<>();
  private long entered;

  @Inject
  public ActionLog(Clock clock) {
    this.clock = clock;
  }

  /** Enters something that was done just now. */
  public void enter(String by, String what, String target, String reason, String result) {
    Action action = new Action(clock.instant(), by, what, target, reason, result);
    LOGGER.info(
        "{} by {}: {}; reason: {}; result: {}",
        Printable.spaced(what),
        Printable.spaced(by),
        Printable.spaced(target),
        reason.isEmpty() ? "none given" : Printable.spaced(reason),
        Printable.spaced(result));
    synchronized (actions) {
      entered++;
      actions.addFirst(action);
      if (actions.size() > MOST) {
        actions.removeLast();
      }
    }
  }

  /** How many were ever entered. */
  long entered() {
    synchronized (actions) {
      return entered;
    }
  }

  /** How many are remembered. */
  public int total() {
    synchronized (actions) {
      return actions.size();
    }
  }

  /** Those remembered, the newest first. */
  public List<Action> newest(int offset, int limit) {
    synchronized (actions) {
      return actions.stream().skip(offset).limit(limit).toList();
    }
  }
}
