// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.story.Narrator;
import dev.postroad.playground.story.Story;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What {@code run.sh} starts. */
public final class Main {
  private static final int HELD = 0;
  private static final int DID_NOT_HOLD = 1;
  private static final int CANNOT_RUN = 2;
  private static final int USAGE = 64;

  private final Installation installation;
  private final Narrator narrator;

  private Main(Installation installation, Narrator narrator) {
    this.installation = installation;
    this.narrator = narrator;
  }

  /** Runs until the story is told, or until Ctrl-C. */
  public static void main(String[] arguments) throws InterruptedException {
    Options options;
    try {
      options = Options.of(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(USAGE);
      return;
    }
    Path root = Path.of(System.getProperty("postroad.root", "."));
    try {
      System.exit(new Main(new Installation(root), new Narrator(System.out)).run(options));
    } catch (NoSuchFileException e) {
      System.err.println("cannot run: there is no file " + e.getFile());
      System.exit(CANNOT_RUN);
    } catch (IOException e) {
      System.err.println("cannot run: " + e.getMessage());
      System.exit(CANNOT_RUN);
    }
  }

  private int run(Options options) throws IOException, InterruptedException {
    return switch (options) {
      case HELP -> {
        narrator.line(Options.USAGE);
        yield HELD;
      }
      case CHECK -> check();
      case PLAYGROUND -> playground();
      case JAMES_ALONE -> jamesAlone();
    };
  }

  private int check() throws IOException, InterruptedException {
    try (WorkLock lock = WorkLock.on(installation.work("check"));
        World world = World.open(installation, Ports.FREE, lock.directory(), narrator)) {
      return Story.whole(installation.replies()).play(world, narrator) ? HELD : DID_NOT_HOLD;
    }
  }

  private int playground() throws IOException, InterruptedException {
    try (WorkLock lock = WorkLock.on(installation.work("playground"));
        World world = World.open(installation, Ports.MEMORABLE, lock.directory(), narrator)) {
      narrator.line(new Guide(installation, lock.directory()).toPlayground(world));
      world.destinations().onMail(narrator::line);
      return untilEnd(world.sender());
    }
  }

  private int jamesAlone() throws IOException, InterruptedException {
    try (WorkLock lock = WorkLock.on(installation.work("james"));
        JamesProcess james =
            JamesProcess.launch(
                installation.james(),
                SenderLayout.alone(installation, lock.directory(), Ports.MEMORABLE.james()))) {
      james.awaitReady(World.START_LIMIT);
      User amy = User.create(james, "amy@corp.example", "amy");
      narrator.line(new Guide(installation, lock.directory()).toJamesAlone(amy));
      return untilEnd(james);
    }
  }

  private int untilEnd(JamesProcess james) throws InterruptedException {
    if (james.awaitEnd()) {
      return HELD;
    }
    narrator.line("James has ended by itself; its log is " + james.log());
    return CANNOT_RUN;
  }
}
