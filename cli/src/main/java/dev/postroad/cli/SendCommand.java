// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.cli.message.MessageFile;
import dev.postroad.cli.message.TestMessage;
import dev.postroad.cli.output.SendJson;
import dev.postroad.cli.output.SendText;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.StageTimeouts;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.dns.DnsTrace;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.relay.CredentialSource;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.smtp.SmtpTimeouts;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Delivers one message now, and prints what became of it. */
@Command(
    name = "send",
    description =
        "Delivers one message now, to the recipients' own post offices or through a relay, and"
            + " prints for each recipient what was tried and how it ended. Nothing is queued.",
    sortOptions = false,
    sortSynopsis = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:delivered to every recipient",
      "64:wrong usage",
      "66:a file cannot be read",
      "69:failed for good for some recipient",
      "74:standard input cannot be read or stored",
      "75:deferred for some recipient, and failed for none"
    })
final class SendCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      paramLabel = "A",
      required = true,
      description = "The sender; '<>' is the null sender of notifications.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "B",
      arity = "1..*",
      required = true,
      description = "The recipients; one or more, and may be repeated.")
  private List<String> to = new ArrayList<>();

  @Option(
      names = "--eml",
      paramLabel = "FILE",
      description =
          "The message, or with - standard input. Default: a small test message is made up.")
  private @Nullable String eml;

  @Mixin private DnsOptions dns = new DnsOptions();

  @Option(
      names = "--port",
      paramLabel = "N",
      converter = PortConverter.class,
      description =
          "Where the recipients' hosts listen. Default: 25. A relay's port is in --relay.")
  private int port = 25;

  @Option(
      names = "--relay",
      paramLabel = "URL",
      converter = RelayConverter.class,
      description =
          "Send through this relay: smtp[s]://[user[:password]@]host:port. The MX records of host"
              + " are followed; [host] in brackets is that very host. A password here can be seen"
              + " by other users of this machine: --password-file is better.")
  private @Nullable LoginUrl relay;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The password for the user in --relay: the first line of this file.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--auth-in-clear",
      description = "Let the password travel without TLS where the relay offers none.")
  private boolean authInClear;

  @Option(
      names = "--tls",
      paramLabel = "LEVEL",
      description =
          "What TLS must prove: opportunistic (used where offered), none (never used), require"
              + " (encrypted or not at all), verify (and the certificate must be right). Default:"
              + " opportunistic; verify with a password; require with smtps.")
  private TlsDemand.@Nullable Level tls;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "Believe the certificates in this file, in PEM, instead of those that Java believes.")
  private @Nullable Path trust;

  @Option(
      names = "--timeout",
      paramLabel = "STAGE=SECONDS",
      converter = {StageTimeout.StageConverter.class, StageTimeout.SecondsConverter.class},
      description =
          "How long to wait at a stage; may be repeated. Stages: connect, greeting, command (also"
              + " ehlo, starttls, auth), mail, rcpt, data, block, final-dot, quit. Defaults: RFC"
              + " 5321's.")
  private Map<String, Duration> timeouts = new LinkedHashMap<>();

  @Option(
      names = "--helo",
      paramLabel = "NAME",
      description = "Our name in EHLO. Default: the first name of --self, or this machine's.")
  private @Nullable String helo;

  @Option(names = "--json", description = "Print one JSON object; its schema is in the docs.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final World world;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  SendCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws CommandFailure {
    Optional<Mailbox> sender = read(() -> Mailboxes.parseSender(from));
    List<Mailbox> recipients = read(() -> to.stream().map(Mailboxes::parse).distinct().toList());
    Sending sending = sending();
    List<RecipientReport> reports = send(sending, sender, recipients);
    world.out().print(json ? SendJson.line(reports) + "\n" : SendText.of(reports));
    world.out().flush();
    return exitCode(reports);
  }

  private List<RecipientReport> send(
      Sending sending, Optional<Mailbox> sender, List<Mailbox> recipients) throws CommandFailure {
    if (eml == null) {
      MessageContent made =
          new TestMessage(
              sender, recipients, sending.ehloName(), world.clock().instant(), world.random());
      return sending.send(world, sender, recipients, made);
    }
    try (MessageFile message = open(eml)) {
      return sending.send(world, sender, recipients, message);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.IO, "the temporary file cannot be removed: " + e);
    }
  }

  private MessageFile open(String name) throws CommandFailure {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "."));
    if (name.equals("-")) {
      try {
        return MessageFile.read(world.in(), temporary);
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.IO, "the message on standard input cannot be kept: " + e.getMessage());
      }
    }
    try {
      return MessageFile.of(Path.of(name), temporary);
    } catch (IOException e) {
      throw Failures.cannotRead(Path.of(name), e);
    }
  }

  private Sending sending() throws CommandFailure {
    Route route =
        relay == null ? new Route.Direct(tlsDemand()) : new Route.Via(List.of(relayHost(relay)));
    return new Sending(
        route,
        world.dns().open(dns.servers, DnsTrace.NONE),
        dns.mxSettings(MxSettings.STANDARD),
        port,
        SmtpSettings.STANDARD.with(StageTimeouts.over(SmtpTimeouts.STANDARD, timeouts)),
        trust(),
        ehloName());
  }

  private Optional<TlsDemand> tlsDemand() {
    return Optional.ofNullable(tls).map(level -> TlsDemand.of(level, "--tls"));
  }

  private RelayHost relayHost(LoginUrl url) throws CommandFailure {
    Optional<CredentialSource> credentials = new RelayLogin(url, passwordFile).read(world);
    TlsDemand.Level standard =
        credentials.isPresent()
            ? TlsDemand.Level.VERIFY
            : url.relay().implicitTls() ? TlsDemand.Level.REQUIRE : TlsDemand.Level.OPPORTUNISTIC;
    TlsDemand demand = tlsDemand().orElse(TlsDemand.of(standard, "the default for relays"));
    if (url.relay().implicitTls() && demand.allowsClear()) {
      throw usage("smtps is TLS from the first byte: --tls can only be require or verify");
    }
    boolean clear = authInClear || demand.level() == TlsDemand.Level.NONE;
    return url.relayHost(demand, credentials, clear);
  }

  private TlsContexts trust() throws CommandFailure {
    if (trust == null) {
      return TlsContexts.systemTrust();
    }
    try {
      return TlsContexts.trusting(trust, new char[0]);
    } catch (IOException e) {
      throw Failures.cannotRead(trust, e);
    }
  }

  private String ehloName() {
    if (helo != null) {
      return helo;
    }
    return dns.selfNames().stream().findFirst().orElseGet(LocalHost::name);
  }

  private <T> T read(Supplier<T> addresses) {
    try {
      return addresses.get();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException usage(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private static int exitCode(List<RecipientReport> reports) {
    boolean failed = false;
    boolean deferred = false;
    for (RecipientReport report : reports) {
      failed |= report.disposition() == Disposition.FAILED;
      deferred |= report.disposition() == Disposition.DEFERRED;
    }
    if (failed) {
      return ExitCode.UNAVAILABLE;
    }
    return deferred ? ExitCode.TEMPORARY : ExitCode.OK;
  }

  /** Reads a relay. */
  static final class RelayConverter implements ITypeConverter<LoginUrl> {
    @Override
    public LoginUrl convert(String text) {
      try {
        return LoginUrl.parse(text);
      } catch (IllegalArgumentException malformed) {
        throw new TypeConversionException(malformed.getMessage());
      }
    }
  }

  /** Reads a port. */
  static final class PortConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        return ValueTypes.PORT.parse(text);
      } catch (InvalidValueException malformed) {
        throw new TypeConversionException("\"" + text + "\": " + malformed.why());
      }
    }
  }
}
