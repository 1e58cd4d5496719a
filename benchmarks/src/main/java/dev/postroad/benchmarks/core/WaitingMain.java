// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.core;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.core.engine.EngineSettings;
import dev.postroad.core.engine.Transport;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.report.DeliveryReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * Delivers from a queue that is always equally long.
 *
 * <p>Arguments: the name server's host and port; the port of the hosts; the file of the message;
 * how many domains; how many mails wait; the seconds of warm-up and of measurement. Standard
 * output: mails a second while it was measured, and all that were delivered.
 */
public final class WaitingMain {
  private static final int BODIES = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final double NANOS = 1e9;

  private WaitingMain() {}

  /** Delivers, tells, and ends. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    InetSocketAddress dns = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    int port = Integer.parseInt(arguments[2]);
    List<Path> bodies = bodies(Path.of(arguments[3]));
    WaitingQueue queue =
        new WaitingQueue(bodies, Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
    ExecutorService workers = Executors.newCachedThreadPool();
    ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    try (DeliveryEngine engine =
        CoreSetup.engine(EngineSettings.STANDARD, workers, timers, DeliveryListener.NONE)) {
      Transport transport = CoreSetup.transport(engine, dns, port);
      queue.feed(transport::submit, Duration.ofSeconds(Long.parseLong(arguments[6])));
      long before = queue.delivered();
      long begun = System.nanoTime();
      queue.feed(transport::submit, Duration.ofSeconds(Long.parseLong(arguments[7])));
      double rate = (queue.delivered() - before) * NANOS / (System.nanoTime() - begun);
      queue.awaitNoneInFlight(PATIENCE);
      System.out.println(rate + " " + queue.delivered());
    } finally {
      workers.shutdown();
      timers.shutdownNow();
    }
  }

  /** Returns copies of the message, so that one body is not always at hand. */
  private static List<Path> bodies(Path message) throws IOException {
    Path directory = Files.createDirectories(message.resolveSibling("bodies"));
    List<Path> bodies = new ArrayList<>();
    for (int i = 0; i < BODIES; i++) {
      bodies.add(Files.copy(message, directory.resolve(i + ".eml"), REPLACE_EXISTING));
    }
    return bodies;
  }

  /** Takes requests to deliver. */
  interface Deliverer {
    /** Delivers a request and tells how it ended. */
    void submit(DeliveryRequest request, Consumer<DeliveryReport> whenEnded);
  }
}
