// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.World;

/** One step of the story: something is done to the world, and then certain things must hold. */
public interface Step {

  /** Returns a name of a few words. */
  String name();

  /** Returns a sentence that says what the step is about. */
  String tells();

  /**
   * Plays the step.
   *
   * @param scene takes what is done, what is seen on the wire and what must hold
   * @throws ClaimFailed if something that must hold does not
   * @throws Exception if the step could not be played at all; it did not hold then either
   */
  void play(World world, Scene scene) throws Exception;
}
