// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import java.io.Console;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The terminal of this process. Its size and its manners are stty's matter, as Java has neither.
 */
final class SystemTerminal implements Terminal {
  private static final File DEVICE = new File("/dev/tty");
  private static final long STTY_SECONDS = 5;

  @Override
  @SuppressWarnings("SystemConsoleNull") // which isTerminal knows
  public boolean isInteractive() {
    Console console = System.console();
    return console != null && isTerminal(console);
  }

  /** From Java 22 on there is a console even where there is no terminal. */
  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException older) {
      return true;
    }
  }

  @Override
  public void pause(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }

  @Override
  public Vigil onEnd(Runnable lastWords) {
    Thread hook = new Thread(lastWords, "last words");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException ending) {
      lastWords.run(); // Ctrl-C came first.
    }
    return () -> forget(hook);
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // It runs already.
    }
  }

  @Override
  public Screen open() {
    return new AnsiScreen();
  }

  /** What stty says, or empty if there is none. */
  private static Optional<String> stty(String... arguments) {
    try {
      String[] command = new String[arguments.length + 1];
      command[0] = "stty";
      System.arraycopy(arguments, 0, command, 1, arguments.length);
      Process process =
          new ProcessBuilder(command)
              .redirectInput(DEVICE)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return process.waitFor(STTY_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
          ? Optional.of(said.strip())
          : Optional.empty();
    } catch (IOException none) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** A screen that understands ECMA-48, as all do. */
  private static final class AnsiScreen implements Screen {
    private static final String OTHER_SCREEN_NO_CURSOR = "\033[?1049h\033[?25l";
    private static final String BACK = "\033[?25h\033[?1049l";
    private static final String HOME = "\033[H";
    private static final String REST_OF_LINE = "\033[K";
    private static final String REST_OF_SCREEN = "\033[J";
    private static final long LOOK_MILLIS = 50;

    private final PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    private final Optional<String> manners = stty("-g");
    private final Thread onExit = new Thread(this::restore, "give the terminal back");
    private boolean open = true;

    AnsiScreen() {
      Runtime.getRuntime().addShutdownHook(onExit);
      stty("-icanon", "-echo", "min", "1");
      out.print(OTHER_SCREEN_NO_CURSOR);
      out.flush();
    }

    @Override
    public Size size() {
      try {
        List<Integer> numbers =
            stty("size").stream()
                .flatMap(said -> Arrays.stream(said.split(" ", -1)))
                .map(Integer::valueOf)
                .toList();
        return numbers.size() == 2 && numbers.get(0) > 0 && numbers.get(1) > 0
            ? new Size(numbers.get(0), numbers.get(1))
            : Size.STANDARD;
      } catch (NumberFormatException unknown) {
        return Size.STANDARD;
      }
    }

    @Override
    public synchronized void show(List<String> lines) {
      if (!open) {
        return; // Ctrl-C has given it back, and what is on it is not ours.
      }
      out.print(HOME);
      for (int i = 0; i < lines.size(); i++) {
        out.print((i == 0 ? "" : "\r\n") + REST_OF_LINE + lines.get(i));
      }
      out.print(REST_OF_SCREEN);
      out.flush();
    }

    @Override
    public int key(Duration wait) throws InterruptedException {
      long deadline = System.nanoTime() + wait.toNanos();
      try {
        while (System.in.available() == 0) {
          if (System.nanoTime() - deadline > 0) {
            return 0;
          }
          Thread.sleep(LOOK_MILLIS);
        }
        return System.in.read();
      } catch (IOException gone) {
        return -1;
      }
    }

    @Override
    public void close() {
      restore();
      forget(onExit);
    }

    private synchronized void restore() {
      if (open) {
        open = false;
        out.print(BACK);
        out.flush();
        manners.ifPresent(before -> stty(before));
      }
    }
  }
}
