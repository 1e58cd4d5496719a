// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.core;

import dev.postroad.core.dispatch.DispatchSettings;
import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.core.engine.EngineSettings;
import dev.postroad.core.engine.Transport;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long mail takes while many sessions are open to hosts that hardly say anything. Needs a Java
 * machine that has virtual threads.
 *
 * <p>Arguments: the name server's host and port; the port of the hosts; the file of the message;
 * how many domains take mail at once; how many others hardly say anything; the seconds of each
 * warm-up and measurement; the mails a second. Standard output: milliseconds that half of the mails
 * and 99 per cent of them took at most, without and with the slow sessions, and the most memory the
 * process had, in megabytes.
 */
public final class SessionsMain {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double KILO = 1_024;

  /** Those that are slow may have half of all. */
  private static final int ROOM_FOR_EACH_SLOW = 2;

  private static final int ROOM_FOR_OTHERS = 2_000;

  private final Transport transport;
  private final MessageContent message;
  private final int domains;
  private final int perSecond;
  private final Queue<DeliveryReport> lost = new ConcurrentLinkedQueue<>();
  private int next;

  private SessionsMain(Transport transport, MessageContent message, int domains, int perSecond) {
    this.transport = transport;
    this.message = message;
    this.domains = domains;
    this.perSecond = perSecond;
  }

  /** Delivers, tells, and ends. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ReflectiveOperationException {
    InetSocketAddress dns = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    int slow = Integer.parseInt(arguments[5]);
    int seconds = Integer.parseInt(arguments[6]);
    // By its name, for this is compiled for older Java machines, too.
    ExecutorService workers =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    CountDownLatch connected = new CountDownLatch(slow);
    DeliveryEngine engine = CoreSetup.engine(settings(slow), workers, timers, counting(connected));
    Transport transport = CoreSetup.transport(engine, dns, Integer.parseInt(arguments[2]));
    SessionsMain main =
        new SessionsMain(
            transport,
            new CoreSetup.KeptContent(Path.of(arguments[3])),
            Integer.parseInt(arguments[4]),
            Integer.parseInt(arguments[7]));
    int code = 1;
    try {
      double[] without = main.measured(seconds);
      main.openSlow(slow);
      if (!connected.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%,d slow sessions were not begun; of the mails ended %,d, of which the first: %s"
                .formatted(connected.getCount(), main.lost.size(), main.lost.peek()));
      }
      double[] with = main.measured(seconds);
      System.out.printf(
          "%f %f %f %f %f%n",
          share(without, 0.5), share(without, 0.99), share(with, 0.5), share(with, 0.99), memory());
      code = 0;
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
    } finally {
      // The slow ones would go on for minutes, and the engine's threads for ever.
      System.exit(code);
    }
  }

  private static EngineSettings settings(int slow) {
    int room = ROOM_FOR_EACH_SLOW * slow + ROOM_FOR_OTHERS;
    EngineSettings standard = EngineSettings.STANDARD;
    return new EngineSettings(
        new PoolSettings(
            standard.pool().idleTimeout(), standard.pool().mailsPerConnection(), room, room),
        new DispatchSettings(room, room, standard.dispatch().sites()));
  }

  private static DeliveryListener counting(CountDownLatch connected) {
    return new DeliveryListener() {
      @Override
      public void connecting(Endpoint endpoint) {
        if (endpoint.hostName().startsWith("mx.slow")) {
          connected.countDown();
        }
      }
    };
  }

  private void openSlow(int slow) {
    for (int i = 0; i < slow; i++) {
      transport.submit(
          CoreSetup.request(i, "slow%d.bench.example".formatted(i), message), lost::add);
    }
  }

  /** Measures after as long a time under the same conditions: what opens, and compiles, is done. */
  private double[] measured(int seconds) throws InterruptedException {
    double[] unused = healthy(seconds);
    return healthy(seconds);
  }

  /** Returns how many milliseconds each mail took, the quickest first. */
  private double[] healthy(int seconds) throws InterruptedException {
    int mails = seconds * perSecond;
    double[] millis = new double[mails];
    CountDownLatch ended = new CountDownLatch(mails);
    Queue<DeliveryReport> undelivered = new ConcurrentLinkedQueue<>();
    long begun = System.nanoTime();
    for (int i = 0; i < mails; i++) {
      int mail = i;
      long turn = begun + TimeUnit.SECONDS.toNanos(i) / perSecond;
      for (long left = turn - System.nanoTime(); left > 0; left = turn - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      String domain = "d%d.bench.example".formatted(next % domains);
      transport.submit(
          CoreSetup.request(next++, domain, message),
          report -> {
            millis[mail] = (System.nanoTime() - turn) / NANOS_PER_MILLI;
            if (report.with(Disposition.DELIVERED).isEmpty()) {
              undelivered.add(report);
            }
            ended.countDown();
          });
    }
    if (!ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(ended.getCount() + " mails did not end");
    }
    if (!undelivered.isEmpty()) {
      throw new IllegalStateException(
          "%,d of %,d mails were not delivered, of which the first: %s"
              .formatted(undelivered.size(), mails, undelivered.element()));
    }
    Arrays.sort(millis);
    return millis;
  }

  private static double share(double[] sorted, double share) {
    return sorted[(int) Math.ceil(sorted.length * share) - 1];
  }

  private static double memory() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KILO)
        .findFirst()
        .orElseThrow();
  }
}
