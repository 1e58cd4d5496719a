// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The steps in their order; each is played even if one before it did not hold. */
public final class Story {
  private final List<Step> steps;

  /** How a step ended. */
  private record Ending(Step step, boolean held, double seconds) {}

  /** Creates a story of these steps. */
  public Story(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /**
   * Returns the whole story.
   *
   * @param replies the page that documents the meaning of replies
   */
  public static Story whole(Path replies) {
    return new Story(
        List.of(
            new SecondPreference(),
            new RelayHosts(),
            new Stranger(),
            new DomainsWithoutMail(),
            new Deferrals(),
            new FiveRecipients(),
            new SeedReplies(replies)));
  }

  /** Returns the steps in their order. */
  public List<Step> steps() {
    return steps;
  }

  /**
   * Plays every step.
   *
   * @return whether every step held
   * @throws InterruptedException if the story is broken off
   */
  public boolean play(World world, Narrator narrator) throws InterruptedException {
    List<Ending> endings = new ArrayList<>();
    for (Step step : steps) {
      narrator.line(
          "%nStep %d of %d: %s%n  %s"
              .formatted(endings.size() + 1, steps.size(), step.name(), step.tells()));
      Ending ending = play(step, world, narrator);
      narrator.line(
          "  %s in %.1f s".formatted(ending.held() ? "held" : "DID NOT HOLD", ending.seconds()));
      endings.add(ending);
    }
    return sum(endings, narrator);
  }

  private static Ending play(Step step, World world, Narrator narrator)
      throws InterruptedException {
    long begin = System.nanoTime();
    boolean held = false;
    try {
      step.play(world, new Scene(narrator));
      held = true;
    } catch (ClaimFailed claim) {
      narrator.line("  FALSE " + claim.getMessage());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      narrator.line("  FALSE the step broke off: " + e);
    }
    return new Ending(step, held, (System.nanoTime() - begin) / 1e9);
  }

  private static boolean sum(List<Ending> endings, Narrator narrator) {
    narrator.line("");
    int number = 0;
    for (Ending ending : endings) {
      number++;
      narrator.line(
          "%s  %d %s (%.1f s)"
              .formatted(
                  ending.held() ? "held        " : "DID NOT HOLD",
                  number,
                  ending.step().name(),
                  ending.seconds()));
    }
    long held = endings.stream().filter(Ending::held).count();
    narrator.line("%d of %d steps held".formatted(held, endings.size()));
    return held == endings.size();
  }
}
