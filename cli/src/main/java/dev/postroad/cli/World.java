// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.cli.conf.Variables;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
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
 * @param terminal whoever sits before it
 */
public record World(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    Clock clock,
    RandomGenerator random,
    DnsClients dns,
    Terminal terminal) {

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
        DnsClients.REAL,
        new SystemTerminal());
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
  public void note(String line) {
    err.println("postroad: " + line);
  }

  /** Asks whoever sits before the terminal; no answer is no. */
  public boolean isConfirmed(String question) {
    err.print(question + " [y/N] ");
    err.flush();
    try {
      String answer =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    } catch (IOException unread) {
      return false;
    }
  }
}
