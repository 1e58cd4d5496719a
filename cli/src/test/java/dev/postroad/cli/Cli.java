// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs commands in this process, in a world of the test's making. */
public final class Cli {
  private final Map<String, String> environment = new HashMap<>();
  private InputStream in = InputStream.nullInputStream();
  private DnsClients dns = DnsClients.REAL;
  private Terminal terminal = new FakeTerminal(false);

  /** What a command left behind. */
  public record Result(int exitCode, String out, String err) {
    public List<String> outLines() {
      return out.lines().toList();
    }
  }

  public Cli input(String text) {
    in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public Cli environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Cli dns(DnsClients clients) {
    dns = clients;
    return this;
  }

  /** Somebody sits there. */
  public Cli terminal(Terminal other) {
    terminal = other;
    return this;
  }

  public Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    World world =
        new World(
            in,
            new PrintWriter(out),
            new PrintWriter(err),
            environment,
            Clock.fixed(Instant.parse("2026-01-04T04:06:07Z"), ZoneOffset.UTC),
            new Random(1),
            dns,
            terminal);
    int exitCode = new Postroad(world).run(arguments);
    world.out().flush();
    world.err().flush();
    return new Result(exitCode, out.toString().replace("\r\n", "\n"), err.toString());
  }
}
