// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The stage of one step: tells what happens there and tries the step's claims. */
public final class Scene {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  private final Narrator narrator;

  Scene(Narrator narrator) {
    this.narrator = narrator;
  }

  /** Tells what is done now. */
  public void does(String what) {
    narrator.line("  " + what);
  }

  /** Shows what was seen on the wire, or other lines of evidence. */
  public void shows(List<String> lines) {
    lines.forEach(line -> narrator.line("      " + line));
  }

  /**
   * Says that the claim must hold, and whether it does.
   *
   * @param seen what was seen, told if the claim does not hold
   * @throws ClaimFailed if it does not
   */
  public void claims(String claim, boolean holds, Object seen) {
    if (!holds) {
      throw new ClaimFailed(claim + "; seen: " + seen);
    }
    narrator.line("  ok    " + claim);
  }

  /** Says that two values must be equal. */
  public void claimsEqual(String claim, Object expected, Object seen) {
    claims(claim, expected.equals(seen), seen + " instead of " + expected);
  }

  /**
   * Waits until something shows itself, for 30 seconds at most.
   *
   * @param claim what must come to pass
   * @param look returns it once it is there
   * @throws ClaimFailed if it does not come
   * @throws Exception what the look throws
   */
  public <T> T comes(String claim, Callable<Optional<T>> look) throws Exception {
    return comes(claim, LIMIT, look);
  }

  /** Waits until something shows itself, within a limit. */
  public <T> T comes(String claim, Duration limit, Callable<Optional<T>> look) throws Exception {
    long begin = System.nanoTime();
    while (true) {
      Optional<T> seen = look.call();
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (seen.isPresent()) {
        narrator.line("  ok    %s (after %.1f s)".formatted(claim, seconds));
        return seen.get();
      }
      if (seconds > limit.toSeconds()) {
        throw new ClaimFailed(claim + "; not seen within " + limit.toSeconds() + " s");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
