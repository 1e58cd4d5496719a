// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.cli.output.RouteAnswerText;
import dev.postroad.cli.output.RouteText;
import dev.postroad.cli.output.TraceText;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Server;
import dev.postroad.cli.server.ServerOptions;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.TableSource;
import dev.postroad.core.dns.DnsTrace;
import dev.postroad.core.domain.ByteOrderMark;
import dev.postroad.core.domain.Printable;
import dev.postroad.core.explain.Explainer;
import dev.postroad.core.explain.Explanation;
import dev.postroad.core.explain.RouteJson;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.MailFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells which way mail to some addresses would go, and sends nothing. */
@Command(
    name = "route",
    description =
        "Prints which way mail would go, sending nothing: the classes of the recipient's domain,"
            + " the route and the rule that decides it, the hosts in the order in which they are"
            + " tried, and what TLS must prove there. With --url or $POSTROAD_URL a running James is"
            + " asked, by the policy it uses now; with --config or another of the options for that,"
            + " it is worked out here.",
    sortOptions = false,
    sortSynopsis = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:every address was answered for; a domain that takes no mail is an answer too",
      "64:wrong usage",
      "65:an address is malformed; the others were done",
      "66:a file cannot be read",
      "75:mail to some address would wait for now: the DNS does not answer, a regular expression"
          + " takes too many steps, or nobody can log in to its relays; or the server does not answer",
      "76:what answers is no WebAdmin with Postroad's routes, or another version",
      "77:the server does not let us in",
      "78:the configuration has problems; all of them are printed"
    })
final class RouteCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ADDRESS",
      arity = "0..*",
      description = "Recipients. They may be left out with --batch.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description =
          "Take the recipients from a file, one a line, or with - from standard input. Behind a"
              + " recipient may stand the sender, the user and the client, divided by blanks. Blank"
              + " lines and lines that begin with # do not count.")
  private @Nullable String batch;

  @Mixin private MailOptions mail = new MailOptions();

  @Mixin private ConfigurationOptions configuration = new ConfigurationOptions();

  @Mixin private DnsOptions dns = new DnsOptions();

  @Option(
      names = "--dns-trace",
      description =
          "Also print every DNS message as it was received: answer, authority and additional"
              + " records; with --json on standard error.")
  private boolean trace;

  @Option(
      names = "--rules",
      description =
          "With --batch, also print the rules that were looked at. Without --batch they are always"
              + " printed.")
  private boolean rules;

  @Option(
      names = "--json",
      description = "Print one JSON object a line; its schema is in the docs.")
  private boolean json;

  @Mixin(name = ServerOptions.MIXIN)
  @SuppressWarnings("unused") // found by its name
  private ServerOptions serverOptions = new ServerOptions();

  @Spec private CommandSpec spec;

  private final World world;
  private boolean malformed;
  private boolean temporary;
  private boolean printed;
  private boolean notedUser;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  RouteCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws CommandFailure, ConfigurationProblems {
    if (addresses.isEmpty() == (batch == null)) {
      throw usage(
          batch == null
              ? "Missing ADDRESS: give at least one, or --batch FILE"
              : "ADDRESS and --batch exclude each other");
    }
    BatchLine given = mail.given();
    MailFacts facts = facts(given);
    Asked asked = asksServer() ? askServer() : askHere();
    if (batch != null) {
      batch(batch, asked, given);
    } else {
      for (String address : addresses) {
        explain(address, "", asked, given, facts);
      }
    }
    if (malformed) {
      return ExitCode.DATA;
    }
    return temporary ? ExitCode.TEMPORARY : ExitCode.OK;
  }

  /** Who tells which way mail would go. */
  @FunctionalInterface
  private interface Asked {
    /** Prints the answer; returns whether it is not known for now. */
    boolean about(Mailbox recipient, BatchLine line, MailFacts facts) throws CommandFailure;
  }

  /** A server that is named in the environment alone is not asked about a configuration. */
  private boolean asksServer() {
    boolean here = configuration.isGiven() || dns.isGiven() || trace;
    if (here && ServerOptions.isNamed(spec)) {
      throw usage(
          "--url asks a server, which has its own configuration and name servers: it goes with"
              + " ADDRESS, --batch, what is said of the mail, --rules and --json alone");
    }
    return !here && ServerOptions.isKnown(spec, world);
  }

  private Asked askServer() throws CommandFailure {
    Server server = ServerOptions.open(spec, world);
    return (recipient, line, facts) -> {
      Json answer = server.get("/postroad/route", line.query(recipient.toString()));
      print(json ? answer.line() + "\n" : RouteAnswerText.of(answer, withRules()));
      return answer.get("waits").isPresent();
    };
  }

  private Asked askHere() throws CommandFailure, ConfigurationProblems {
    DnsTrace tracing = trace ? new TraceText(json ? world.err() : world.out()) : DnsTrace.NONE;
    Explainer explainer = RoutePlanning.open(world, configuration, dns, tracing);
    return (recipient, line, facts) -> {
      Explanation explanation = explainer.explain(facts, recipient, withRules());
      print(json ? RouteJson.line(explanation) + "\n" : RouteText.of(explanation));
      return explanation.waits().isPresent();
    };
  }

  private void print(String answer) {
    world.out().print((printed && !json ? "\n" : "") + answer);
    if (batch == null) {
      world.out().flush();
    }
    printed = true;
  }

  private void batch(String file, Asked asked, BatchLine given) throws CommandFailure {
    boolean standardInput = file.equals("-");
    String name = standardInput ? "standard input" : file;
    try (BufferedReader lines =
        standardInput ? octets(world.in()) : octets(Files.newInputStream(Path.of(file)))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        byte[] octets = line.getBytes(StandardCharsets.ISO_8859_1);
        String text = ByteOrderMark.without(new String(octets, StandardCharsets.UTF_8)).strip();
        if (text.isEmpty() || text.startsWith("#")) {
          continue;
        }
        String place = name + ":" + number + ": ";
        Optional<TableSource.Misfit> misfit = TableSource.misfit(octets, name);
        if (misfit.isPresent()) {
          malformed = true;
          world.note(
              place + misfit.get().what() + ": the line is not in UTF-8; store the file in UTF-8");
        } else {
          batchLine(text, place, asked, given);
        }
      }
      world.out().flush();
    } catch (IOException e) {
      throw Failures.cannotRead(Path.of(file), e);
    }
  }

  /** Lines as they are, an octet a character: what is not in UTF-8 is told of its line alone. */
  private static BufferedReader octets(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
  }

  private void batchLine(String text, String place, Asked asked, BatchLine given)
      throws CommandFailure {
    try {
      BatchLine line = BatchLine.parse(text, given);
      explain(line.recipient(), place, asked, line, line.facts());
    } catch (IllegalArgumentException e) {
      malformed = true;
      world.note(place + e.getMessage());
    }
  }

  private void explain(String address, String place, Asked asked, BatchLine line, MailFacts facts)
      throws CommandFailure {
    Mailbox recipient;
    try {
      recipient = Mailboxes.parse(address);
    } catch (IllegalArgumentException e) {
      malformed = true;
      world.note(place + e.getMessage());
      return;
    }
    temporary |= asked.about(recipient, line, facts);
    noteUser(line.user());
  }

  /** With virtual hosting no user is called so, and the answer is nobody's; told once. */
  private void noteUser(@Nullable String name) {
    if (name != null && name.indexOf('@') < 0 && !notedUser) {
      notedUser = true;
      String shown = Printable.marked(name);
      world.note(
          "user %s has no domain: James with virtual hosting knows users as %s@DOMAIN,"
                  .formatted(shown, shown)
              + " and \"user "
              + shown
              + "\" in a policy holds for none of them");
    }
  }

  private boolean withRules() {
    return rules || batch == null;
  }

  private MailFacts facts(BatchLine given) {
    try {
      return given.facts();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException usage(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
