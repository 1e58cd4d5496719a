// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.playground.james.LoopbackPorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Postfix of its own: configuration and queue lie in one directory. It finds hosts through the
 * system's resolver, which has to be the test bed's.
 */
final class RunningPostfix implements Mailer {
  /** It compiles nothing as it goes; its processes have to be there and its caches filled. */
  static final int WARM_UP = 2_000;

  private static final Path PROGRAM = Path.of("/usr/sbin/postfix");
  private static final String PRIVATE_NETWORK = "postroad.privateNetwork";
  private static final String LIFETIME_SECONDS = "10000";
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(5);
  private static final long LOOK_MILLIS = 100;
  private static final long GRACE_SECONDS = 20;

  private final Path directory;
  private final InetSocketAddress smtp;
  private final Process process;
  private final Thread shutdownHook;

  private RunningPostfix(Path directory, InetSocketAddress smtp, Process process) {
    this.directory = directory;
    this.smtp = smtp;
    this.process = process;
    shutdownHook = new Thread(this::end, "stop Postfix");
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /** Returns why there is no Postfix to be measured; empty if there is one. */
  static Optional<String> missing() {
    if (!Boolean.getBoolean(PRIVATE_NETWORK)) {
      return Optional.of(
          "it needs a network of its own with a resolv.conf of its own, for which bench.sh wants"
              + " root, unshare (util-linux), ip (iproute2) and a system that permits them");
    }
    return Files.isExecutable(PROGRAM)
        ? Optional.empty()
        : Optional.of("there is no " + PROGRAM + ", Debian's package postfix");
  }

  /** Starts one in an empty directory and waits until it greets. */
  static RunningPostfix start(Path directory) throws IOException, InterruptedException {
    empty(directory);
    Path conf = Files.createDirectories(directory.resolve("conf"));
    Path queue = Files.createDirectories(directory.resolve("queue"));
    Path data = Files.createDirectories(directory.resolve("data"));
    for (Path path : List.of(directory, queue)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setOwner(
        data,
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
    InetSocketAddress smtp = LoopbackPorts.free("127.0.0.1");
    for (String name : List.of("main.cf", "master.cf")) {
      Files.writeString(
          conf.resolve(name),
          resource(name)
              .replace("@directory@", directory.toString())
              .replace("@helloName@", TestBed.LOCAL_NAME)
              .replace("@smtp@", smtp.getHostString() + ":" + smtp.getPort()));
    }
    Process process =
        new ProcessBuilder(
                "timeout", LIFETIME_SECONDS, PROGRAM.toString(), "-c", conf.toString(), "start-fg")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("console.log").toFile())
            .start();
    RunningPostfix postfix = new RunningPostfix(directory, smtp, process);
    try {
      postfix.awaitGreeting();
      return postfix;
    } catch (IOException | InterruptedException e) {
      postfix.close();
      throw e;
    }
  }

  private static void empty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = RunningPostfix.class.getResourceAsStream("postfix/" + name)) {
      if (in == null) {
        throw new IOException("no resource postfix/" + name + " beside " + RunningPostfix.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void awaitGreeting() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!greets()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw BenchFailure.because("Postfix does not serve: see the logs in " + directory);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private boolean greets() {
    try (Socket socket = new Socket(smtp.getAddress(), smtp.getPort())) {
      return socket.getInputStream().read() == '2';
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public InetSocketAddress smtp() {
    return smtp;
  }

  @Override
  public CpuClock cpu() {
    return new CpuClock(process.pid());
  }

  @Override
  public void awaitIdle() throws IOException, InterruptedException {
    cpu().awaitIdle(IDLE_LIMIT);
  }

  /** Ends it with all its processes. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running already, and finds the process ended.
    }
  }

  private void end() {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    below.forEach(ProcessHandle::destroyForcibly);
  }
}
