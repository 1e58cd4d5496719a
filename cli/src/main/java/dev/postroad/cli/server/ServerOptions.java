// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.Failures;
import dev.postroad.cli.Version;
import dev.postroad.cli.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that say which server is asked, and as whom. They may stand before the command or
 * behind it; what stands behind it counts more, and any of them more than the environment.
 */
public final class ServerOptions {
  /** Names the mixin in each command that has it. */
  public static final String MIXIN = "server";

  private static final String URL = "POSTROAD_URL";
  private static final String TOKEN = "POSTROAD_TOKEN";
  private static final String PASSWORD = "POSTROAD_PASSWORD";
  private static final String FILE = "_FILE";
  private static final int ORDER = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Option(
      names = "--url",
      paramLabel = "URL",
      order = ORDER,
      converter = UrlConverter.class,
      description = "The server: the root of James' WebAdmin. Default: $POSTROAD_URL.")
  private @Nullable URI url;

  @Option(
      names = "--token",
      paramLabel = "T",
      order = ORDER + 1,
      description =
          "A JSON web token that James accepts. Others on this machine can see it here: in a file"
              + " or in $POSTROAD_TOKEN they cannot.")
  private @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      order = ORDER + 2,
      description = "The token: the first line of this file. Default: $POSTROAD_TOKEN_FILE.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--password",
      paramLabel = "P",
      order = ORDER + 3,
      description =
          "A password of webadmin.properties (James 3.9), in place of a token. Others on this"
              + " machine can see it here, too; there is $POSTROAD_PASSWORD.")
  private @Nullable String password;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      order = ORDER + 4,
      description = "The password: the first line of this file. Default: $POSTROAD_PASSWORD_FILE.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      order = ORDER + 5,
      description =
          "Believe the certificates in this file, in PEM, when --url is https, instead of those"
              + " that Java believes.")
  private @Nullable Path authorities;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      order = ORDER + 6,
      converter = SecondsConverter.class,
      description = "How long the server may take to answer. Default: 30.")
  private @Nullable Duration timeout;

  /** Reads the root of a WebAdmin. */
  static final class UrlConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      try {
        return Access.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads whole seconds. */
  static final class SecondsConverter implements ITypeConverter<Duration> {
    private static final int MOST = 3600;

    @Override
    public Duration convert(String text) {
      try {
        int seconds = Integer.parseInt(text);
        if (seconds >= 1 && seconds <= MOST) {
          return Duration.ofSeconds(seconds);
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("not a number of seconds: " + text);
      }
      throw new TypeConversionException("from 1 to " + MOST + " seconds: " + text);
    }
  }

  /** Whether the command line itself names a server. */
  public static boolean isNamed(CommandSpec command) {
    return first(command, options -> options.url).isPresent();
  }

  /** Whether the command line or the environment names a server. */
  public static boolean isKnown(CommandSpec command, World world) {
    return isNamed(command) || variable(world, URL).isPresent();
  }

  /**
   * The server that a command is for.
   *
   * @param command whose options, and those before it, say so
   */
  public static Server open(CommandSpec command, World world) throws CommandFailure {
    Access access =
        new Access(
            url(command, world),
            secret(command, world),
            tls(command),
            first(command, options -> options.timeout).orElse(TIMEOUT));
    if (access.showsSecret()) {
      world.note(
          "warning: "
              + access
              + " is asked without TLS, and others on the way can read what lets you in");
    }
    return new Server(access, version(), world.clock());
  }

  private static URI url(CommandSpec command, World world) throws CommandFailure {
    Optional<URI> named = first(command, options -> options.url);
    if (named.isPresent()) {
      return named.get();
    }
    String text =
        variable(world, URL)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.USAGE,
                        "which server? Give --url http://HOST:8000, James' WebAdmin, or set"
                            + " POSTROAD_URL"));
    try {
      return Access.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, URL + ": " + e.getMessage());
    }
  }

  private static Optional<Access.Secret> secret(CommandSpec command, World world)
      throws CommandFailure {
    for (ServerOptions options : nearestFirst(command)) {
      Optional<Access.Secret> secret = options.secret();
      if (secret.isPresent()) {
        options.warnOfOnlookers(world);
        return secret;
      }
    }
    return fromEnvironment(world);
  }

  private void warnOfOnlookers(World world) {
    if (token != null || password != null) {
      world.note(
          "warning: "
              + (token != null ? "--token" : "--password")
              + " can be seen by other users of this machine; name a file that holds it with "
              + (token != null ? "--token-file" : "--password-file"));
    }
  }

  private Optional<Access.Secret> secret() throws CommandFailure {
    long given =
        Stream.of(token, tokenFile, password, passwordFile).filter(Objects::nonNull).count();
    if (given > 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "one of --token, --token-file, --password and --password-file is enough");
    }
    if (token != null) {
      return Optional.of(checked(token, "--token", Access.Secret::token));
    }
    if (password != null) {
      return Optional.of(checked(password, "--password", Access.Secret::password));
    }
    if (tokenFile != null) {
      String source = "the token in " + tokenFile;
      return Optional.of(checked(firstLine(tokenFile), source, Access.Secret::token));
    }
    if (passwordFile != null) {
      String source = "the password in " + passwordFile;
      return Optional.of(checked(firstLine(passwordFile), source, Access.Secret::password));
    }
    return Optional.empty();
  }

  private static Optional<Access.Secret> fromEnvironment(World world) throws CommandFailure {
    Optional<String> token = variable(world, TOKEN);
    if (token.isPresent()) {
      return Optional.of(checked(token.get(), TOKEN, Access.Secret::token));
    }
    Optional<String> tokenFile = variable(world, TOKEN + FILE);
    if (tokenFile.isPresent()) {
      String secret = firstLine(Path.of(tokenFile.get()));
      return Optional.of(checked(secret, "the token in " + tokenFile.get(), Access.Secret::token));
    }
    Optional<String> password = variable(world, PASSWORD);
    if (password.isPresent()) {
      return Optional.of(checked(password.get(), PASSWORD, Access.Secret::password));
    }
    Optional<String> passwordFile = variable(world, PASSWORD + FILE);
    if (passwordFile.isPresent()) {
      String secret = firstLine(Path.of(passwordFile.get()));
      String source = "the password in " + passwordFile.get();
      return Optional.of(checked(secret, source, Access.Secret::password));
    }
    return Optional.empty();
  }

  /** Makes a secret of a text. */
  private interface Maker {
    Access.Secret make(String secret, String source);
  }

  private static Access.Secret checked(String text, String source, Maker maker)
      throws CommandFailure {
    try {
      return maker.make(text, source);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static String firstLine(Path file) throws CommandFailure {
    try {
      return Files.readString(file).lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw Failures.cannotRead(file, e);
    }
  }

  private static Optional<SSLContext> tls(CommandSpec command) throws CommandFailure {
    Optional<Path> named = first(command, options -> options.authorities);
    if (named.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Authorities.in(named.get()));
    } catch (IOException e) {
      throw Failures.cannotRead(named.get(), e);
    }
  }

  private static Optional<String> variable(World world, String name) {
    return Optional.ofNullable(world.environment().get(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private static <T> Optional<T> first(
      CommandSpec command, Function<ServerOptions, @Nullable T> option) {
    return nearestFirst(command).stream()
        .flatMap(options -> Stream.ofNullable(option.apply(options)))
        .findFirst();
  }

  /** The options of a command, and of those before it on the command line. */
  private static List<ServerOptions> nearestFirst(CommandSpec command) {
    return Stream.<CommandSpec>iterate(command, Objects::nonNull, CommandSpec::parent)
        .flatMap(at -> Stream.ofNullable(at.mixins().get(MIXIN)))
        .map(mixin -> (ServerOptions) mixin.userObject())
        .toList();
  }

  private static String version() {
    try {
      return Version.number();
    } catch (IOException unread) {
      return "(unknown version)";
    }
  }
}
