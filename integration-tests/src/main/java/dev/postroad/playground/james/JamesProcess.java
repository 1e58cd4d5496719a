// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import dev.postroad.playground.client.WebAdmin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An Apache James 3.8 as a process of its own.
 *
 * <p>{@link #launch} returns at once, so that several can start side by side; {@link #awaitReady}
 * waits until the server serves. The process ends with {@link #close}, and also when this Java
 * machine ends, in whichever way.
 */
public final class JamesProcess implements AutoCloseable {
  private static final String READY = "JAMES server started";
  private static final long POLL_MILLIS = 50;
  private static final long GRACE_SECONDS = 10;

  private final JamesLayout layout;
  private final Leash leash;
  private final Thread shutdownHook;

  private JamesProcess(JamesLayout layout, Leash leash) {
    this.layout = layout;
    this.leash = leash;
    shutdownHook =
        new Thread(() -> leash.end(GRACE_SECONDS), "stop James in " + layout.directory());
  }

  /**
   * Writes the layout and starts James in it, without waiting for it.
   *
   * @throws IOException if the files cannot be written or Java cannot be started
   */
  public static JamesProcess launch(JamesRuntime runtime, JamesLayout layout) throws IOException {
    layout.write();
    return start(runtime, layout);
  }

  /**
   * Starts James where an earlier one has ended, with the files and the stores that one left, and
   * without waiting for it. The earlier one's logs stay beside its own, with a number each.
   *
   * @throws IOException if there is no layout or Java cannot be started
   */
  public static JamesProcess relaunch(JamesRuntime runtime, JamesLayout layout) throws IOException {
    // It says when James is ready: what an earlier one wrote must not speak for this one.
    layout.setLogsAside();
    return start(runtime, layout);
  }

  private static JamesProcess start(JamesRuntime runtime, JamesLayout layout) throws IOException {
    Path arguments = layout.directory().resolve("java.args");
    Files.write(arguments, arguments(runtime, layout));
    ProcessBuilder builder =
        new ProcessBuilder(runtime.java().toString(), "@" + arguments)
            .directory(layout.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(layout.console().toFile());
    builder.environment().putAll(layout.environment());
    JamesProcess james = new JamesProcess(layout, Leash.start(builder));
    Runtime.getRuntime().addShutdownHook(james.shutdownHook);
    return james;
  }

  /** Returns what Java reads from a file, one argument a line: a class path is long. */
  private static List<String> arguments(JamesRuntime runtime, JamesLayout layout) {
    List<String> arguments = new ArrayList<>(layout.javaOptions());
    arguments.add("-Dworking.directory=" + layout.directory());
    arguments.add("-Dlogback.configurationFile=" + layout.conf().resolve("logback.xml"));
    layout.systemProperties().forEach((key, value) -> arguments.add("-D" + key + "=" + value));
    arguments.addAll(List.of("-cp", runtime.classPath(), runtime.mainClass()));
    return arguments.stream().map(JamesProcess::quoted).toList();
  }

  private static String quoted(String argument) {
    return "\"" + argument.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /**
   * Waits until James serves.
   *
   * @throws JamesFailure if it ended, or is not ready in time; the message carries its log's tail
   */
  public JamesProcess awaitReady(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isReady()) {
      if (!leash.isAlive()) {
        throw failure("ended with exit code " + leash.exitCode() + " before it was ready");
      }
      if (System.nanoTime() - deadline > 0) {
        throw failure("is not ready after " + limit.toSeconds() + " seconds");
      }
      Thread.sleep(POLL_MILLIS);
    }
    return this;
  }

  private boolean isReady() throws IOException {
    return Files.exists(layout.log())
        && Files.readString(layout.log(), StandardCharsets.UTF_8).contains(READY);
  }

  private JamesFailure failure(String what) {
    return new JamesFailure(
        "James in "
            + layout.directory()
            + " "
            + what
            + ". Its last words:\n"
            + LogTail.of(layout.log(), layout.console()));
  }

  /** Returns where it takes mail. */
  public InetSocketAddress smtp() {
    return layout.listeners().smtp();
  }

  /** Returns where mailboxes are read. */
  public InetSocketAddress pop3() {
    return layout.listeners().pop3();
  }

  /** Returns a client of its WebAdmin. */
  public WebAdmin webAdmin() {
    InetSocketAddress at = layout.listeners().webAdmin();
    return new WebAdmin(URI.create("http://" + at.getHostString() + ":" + at.getPort()));
  }

  /** Returns its log file. */
  public Path log() {
    return layout.log();
  }

  /** Returns its working directory. */
  public Path directory() {
    return layout.directory();
  }

  /** Returns the process id of James itself. */
  public long pid() {
    return leash.pid();
  }

  /** Returns whether the process runs. */
  public boolean isAlive() {
    return leash.isAlive();
  }

  /** Waits until the process ends; returns whether this Java machine made it end. */
  public boolean awaitEnd() throws InterruptedException {
    return leash.awaitEnd();
  }

  /** Kills James, which then can neither finish nor write anything more; its files stay. */
  public void kill() throws InterruptedException {
    leash.kill();
    forget();
  }

  /**
   * Stops James and waits for its end; its files stay.
   *
   * @param limit how long it may take before it is killed
   * @return whether it ended by itself
   */
  public boolean end(Duration limit) {
    boolean inTime = leash.end(limit.toSeconds());
    forget();
    return inTime;
  }

  /** Stops James and waits for its end; its files stay. Closing twice does nothing more. */
  @Override
  public void close() {
    leash.end(GRACE_SECONDS);
    forget();
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running already, and finds the process ended.
    }
  }
}
