// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link SinkMain} that was started, seen from its starter. */
public final class SinkProcess implements AutoCloseable {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 100;

  private final Process process;
  private final Writer commands;
  private final Queue<String> said = new ArrayDeque<>();
  private final Thread shutdownHook;
  private boolean ended;

  private SinkProcess(Process process) {
    this.process = process;
    commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII);
    Thread reader = new Thread(this::read, "sink's words");
    reader.setDaemon(true);
    reader.start();
    // A stopped process does not see that its input ended.
    shutdownHook = new Thread(process::destroyForcibly, "end the sink");
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /**
   * Starts a sink and waits until it listens.
   *
   * @param number how many addresses
   * @param port the port on each of them
   * @throws IOException if it cannot listen; its own words went to standard error
   */
  public static SinkProcess start(int number, int port) throws IOException, InterruptedException {
    SinkProcess sink =
        new SinkProcess(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SinkMain.class.getName(),
                    Integer.toString(number),
                    Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    try {
      String unused = sink.await("ready", ANSWER_LIMIT);
      return sink;
    } catch (IOException e) {
      sink.close();
      throw e;
    }
  }

  /** Counts from zero, and remembers when that many mails arrived. */
  public void expect(long mails) throws IOException, InterruptedException {
    command("expect " + mails);
    String unused = await("counting", ANSWER_LIMIT);
  }

  /**
   * Waits until as many mails arrived as were expected.
   *
   * @throws IOException if they do not in time; says how many did
   */
  public Tally awaitComplete(Duration limit) throws IOException, InterruptedException {
    try {
      return Tally.ofLine(await("complete", limit));
    } catch (IOException e) {
      throw new IOException("not all mail arrived, only " + tally() + "; " + e.getMessage(), e);
    }
  }

  /** Returns what arrived so far. */
  public Tally tally() throws IOException, InterruptedException {
    command("tally");
    return Tally.ofLine(await("tally", ANSWER_LIMIT));
  }

  /**
   * Waits until nobody is connected.
   *
   * @throws IOException if somebody stays
   */
  public void awaitNoConnections(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (tally().open() > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("connections stay open at the sink: " + tally());
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Returns what arrived when that many mails did, or else at the end of the time. */
  public Tally awaitMails(long mails, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Tally tally = tally();
    while (tally.mails() < mails && System.nanoTime() - deadline < 0) {
      Thread.sleep(LOOK_MILLIS);
      tally = tally();
    }
    return tally;
  }

  /** Returns when which mail arrived. */
  public Arrivals arrivals() throws IOException, InterruptedException {
    command("arrivals");
    return Arrivals.ofLine(await("arrivals", ANSWER_LIMIT));
  }

  /**
   * Makes every reply so much late, the greeting too, from now on. Commands that came together are
   * answered together.
   *
   * @param delay in whole milliseconds; zero to reply at once
   */
  public void delayReplies(Duration delay) throws IOException, InterruptedException {
    command("delay " + delay.toMillis());
    String unused = await("delaying", ANSWER_LIMIT);
  }

  /** Stops the process as a whole: connections are made by the kernel, but nobody answers. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("cannot send SIG" + name + " to the sink");
    }
  }

  private void command(String line) throws IOException {
    commands.write(line + "\n");
    commands.flush();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        hear(line);
      }
    } catch (IOException e) {
      hear("failed " + e.getMessage());
    }
    hear(null);
  }

  private synchronized void hear(@Nullable String line) {
    if (line == null) {
      ended = true;
    } else {
      said.add(line);
    }
    notifyAll();
  }

  /** Returns what follows the word in the next line that begins with it; other lines are passed. */
  private synchronized String await(String word, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      for (String line = said.poll(); line != null; line = said.poll()) {
        if (line.startsWith(word)) {
          return line.substring(word.length()).strip();
        }
      }
      long left = deadline - System.nanoTime();
      if (ended || left <= 0) {
        throw new IOException(
            ended
                ? "the sink ended before it said \"" + word + "\""
                : "the sink did not say \"" + word + "\" within " + limit.toSeconds() + " s");
      }
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
  }

  /** Ends the process. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      // The hook does the same as this method.
    }
  }
}
