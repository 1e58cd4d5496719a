// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves behind threads of the fixtures, or on request sockets of any kind.
 *
 * <p>It looks after the {@code @AfterEach} methods, and gives what is just ending five seconds. It
 * is too early for {@code @AutoClose} fields of the test instance, which JUnit closes later; close
 * fixtures in {@code @AfterEach} or by try-with-resources. Not for tests that run at the same time
 * in one JVM.
 *
 * <pre>{@code
 * @ExtendWith(LeakCheck.class) // threads of the fixtures
 * final class SomeTest { … }
 *
 * @RegisterExtension // these threads as well, and sockets
 * final LeakCheck leaks = new LeakCheck().threadsNamed("postroad-").alsoSockets();
 * }</pre>
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  private final List<String> prefixes =
      new ArrayList<>(List.of("scripted-smtp-", "authoritative-dns-"));
  private Duration patience = Duration.ofSeconds(5);
  private boolean sockets;
  private Set<String> threadsBefore = Set.of();
  private Set<String> socketsBefore = Set.of();

  /** Looks for threads of the fixtures. */
  public LeakCheck() {}

  /** Looks for threads whose names start so, too. */
  public LeakCheck threadsNamed(String prefix) {
    prefixes.add(prefix);
    return this;
  }

  /**
   * Looks for sockets too, whoever opened them; only where the system tells them (Linux). Clients
   * that keep connections open on purpose, such as dnsjava over TCP, count as leaks then.
   */
  public LeakCheck alsoSockets() {
    sockets = true;
    return this;
  }

  /** How long what is just ending may take; 5 s unless set. */
  public LeakCheck patience(Duration time) {
    patience = time;
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    threadsBefore = threads();
    socketsBefore = openSockets();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Set<String> threads = remaining(this::threads, threadsBefore);
    Set<String> open = remaining(this::openSockets, socketsBefore);
    if (!threads.isEmpty() || !open.isEmpty()) {
      throw new AssertionError(
          context.getDisplayName() + " leaves behind threads " + threads + " and sockets " + open);
    }
  }

  private Set<String> remaining(Supplier<Set<String>> now, Set<String> before) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Set<String> left = new HashSet<>(now.get());
      left.removeAll(before);
      if (left.isEmpty() || System.nanoTime() > end) {
        return left;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> prefixes.stream().anyMatch(thread.getName()::startsWith))
        .map(thread -> thread.getName() + "#" + thread.getId())
        .collect(Collectors.toSet());
  }

  private Set<String> openSockets() {
    Set<String> open = new HashSet<>();
    if (!sockets || !Files.isDirectory(OPEN_FILES)) {
      return open;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES)) {
      for (Path file : files) {
        socketOf(file, open);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + OPEN_FILES, e);
    }
    return open;
  }

  private static void socketOf(Path file, Set<String> open) throws IOException {
    try {
      String target = Files.readSymbolicLink(file).toString();
      if (target.startsWith("socket:")) {
        open.add(target);
      }
    } catch (NoSuchFileException e) {
      // Closed between the listing and the look: then it is no leak.
    }
  }
}
