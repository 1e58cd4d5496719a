// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.playground.World;
import dev.postroad.playground.story.Narrator;
import dev.postroad.playground.story.Step;
import dev.postroad.playground.story.Story;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The story that {@code run.sh --check} plays, in its order and on one world. */
class StoryIT {
  private static World world;

  @BeforeAll
  static void openTheWorld() throws IOException, InterruptedException {
    world =
        World.open(
            Build.installation(),
            Build.work("story"),
            new Narrator(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8)));
  }

  @AfterAll
  static void closeTheWorld() {
    if (world != null) {
      world.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyStepHolds() {
    return Story.whole(Build.installation().replies()).steps().stream()
        .map(step -> DynamicTest.dynamicTest(step.name(), () -> assertHolds(step)));
  }

  private static void assertHolds(Step step) throws InterruptedException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    boolean held =
        new Story(List.of(step)).play(world, new Narrator(new PrintStream(told, true, UTF_8)));
    assertThat(held).as(told.toString(UTF_8)).isTrue();
  }
}
