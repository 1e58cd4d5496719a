// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sink as a process of its own, so that it can be stopped by a signal and its CPU is its own.
 *
 * <p>Arguments: the number of addresses and the port. Standard input: {@code expect N} counts from
 * zero, {@code delay MILLIS} makes every reply so late, {@code tally} and {@code arrivals} ask.
 * Standard output: {@code ready}, {@code tally …} and {@code arrivals …} in answer, {@code complete
 * …} when N mails arrived. It ends with its input, that is with whoever started it.
 */
public final class SinkMain {
  private static final int CANNOT_BIND = 77;
  private static final int PER_NET = 250;

  private SinkMain() {}

  /** Returns the addresses of that many sinks: 127.0.1.1, 127.0.1.2 and so on. */
  public static List<InetSocketAddress> addresses(int number, int port) {
    return IntStream.range(0, number).mapToObj(i -> new InetSocketAddress(host(i), port)).toList();
  }

  /** Returns the address of one sink, counted from zero. */
  public static String host(int index) {
    return "127.0." + (1 + index / PER_NET) + "." + (1 + index % PER_NET);
  }

  /** Serves until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    Sink sink;
    try {
      sink =
          new Sink(
              addresses(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1])),
              tally -> say("complete " + tally.line()));
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(CANNOT_BIND);
      return;
    }
    Thread server = new Thread(sink::serve, "sink");
    server.setDaemon(true);
    server.start();
    say("ready");
    obey(sink);
  }

  private static void obey(Sink sink) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "tally" -> say("tally " + sink.tally().line());
        case "arrivals" -> say("arrivals " + sink.arrivals());
        case "delay" -> {
          sink.delayReplies(Duration.ofMillis(Long.parseLong(words[1])));
          say("delaying");
        }
        case "expect" -> {
          sink.expect(Long.parseLong(words[1]));
          say("counting");
        }
        default -> throw new IOException("the sink does not know the command " + line);
      }
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
