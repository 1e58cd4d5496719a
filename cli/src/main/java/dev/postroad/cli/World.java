// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.cli.conf.Variables;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Everything outside of the program that its commands touch, so that tests can run them in their
 * own process.
 *
 * @param in standard input
 * @param out standard output: results
 * @param err standard error: problems and notes
 * @param environment the environment variables
 * @param clock tells the date of a message
 * @param random makes identifiers and shuffles equal hosts; thread-safe
 * @param dns opens clients of name servers
 */
public record World(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    Clock clock,
    RandomGenerator random,
    DnsClients dns) {

  public World {
    environment = Map.copyOf(environment);
  }

  /** The real one. */
  public static World real() {
    return new World(
        System.in,
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        System.getenv(),
        Clock.systemUTC(),
        new Random(),
        DnsClients.REAL);
  }

  /** Unlike {@code System.out} it remembers when something could not be written. */
  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new BufferedWriter(
            new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8)),
        true);
  }

  /** What variables in configuration files stand for. */
  Variables variables() {
    return new Variables(environment, name -> Optional.ofNullable(System.getProperty(name)));
  }

  /** Tells the operator something beside the result. */
  void note(String line) {
    err.println("postroad: " + line);
  }
}
