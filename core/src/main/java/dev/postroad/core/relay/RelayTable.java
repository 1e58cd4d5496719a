// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.smtp.SaslMechanism;
import dev.postroad.core.tls.TlsDemand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the table of relays: a name, a URL, and options.
 *
 * <pre>{@code
 * hub     smtp://hub.example.net:587      tls=verify  auth=file://conf/secrets/hub
 * backup  smtps://[mx7.example.net]:465   auth=env:BACKUP_LOGIN  connections=10
 * }</pre>
 */
final class RelayTable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final List<String> OPTIONS =
      Stream.concat(
              Stream.of("tls", "auth", "mech", "authInClear", "connections"),
              TermsReader.OPTIONS.stream())
          .toList();
  private static final List<String> MECHANISMS =
      Stream.of(SaslMechanism.values()).map(SaslMechanism::keyword).toList();

  private final CredentialReferences credentials;
  private final Problems problems;
  private final Map<String, RelayHost> relays = new LinkedHashMap<>();

  RelayTable(CredentialReferences credentials, Problems problems) {
    this.credentials = credentials;
    this.problems = problems;
  }

  /** The relays of the table by name, in its order; lines with problems are left out. */
  Map<String, RelayHost> read(List<TableLine> lines) {
    for (TableLine line : lines) {
      try {
        RelayHost relay = relay(line);
        if (relays.putIfAbsent(relay.name(), relay) != null) {
          throw new InvalidValueException(
              "there already is a relay \"" + relay.name() + "\" above", "choose another name");
        }
      } catch (InvalidValueException e) {
        problems.error(line.place().where(), "relay \"" + shown(line) + "\"", e);
      }
    }
    return relays;
  }

  /** The name alone: further words of a wrong line may hold a password. */
  private static String shown(TableLine line) {
    String name = line.tokens().get(0).text();
    return NAME.matcher(name).matches() ? name : "…";
  }

  private RelayHost relay(TableLine line) throws InvalidValueException {
    String name = line.tokens().get(0).text();
    if (!NAME.matcher(name).matches()) {
      throw new InvalidValueException(
          "a line begins with the relay's name: letters, digits, hyphens, dots, underscores",
          "write NAME smtp://HOST:PORT");
    }
    if (line.tokens().size() < 2) {
      throw new InvalidValueException(
          "there is no URL behind the name", "write " + name + " smtp://HOST:PORT");
    }
    RelayUrl url = RelayUrl.parse(line.tokens().get(1).text());
    Map<String, String> options = options(line);
    Optional<CredentialSource> source = source(options);
    boolean inClear = flag(options, "authInClear");
    TlsDemand tls = tls(name, url, source.isPresent(), options);
    if (source.isEmpty() && (options.containsKey("mech") || inClear)) {
      throw new InvalidValueException(
          "there are no credentials that mech= or authInClear= could be for",
          "add auth=file://conf/secrets/" + name);
    }
    if (source.isPresent() && !tls.wantsTls() && !inClear) {
      throw new InvalidValueException(
          "with tls=none its credentials could never be sent",
          "drop tls=none, or say authInClear=true if you trust every wire between");
    }
    OptionalInt connections = connections(options);
    RelayTerms terms = new TermsReader(credentials).read(options, url);
    if (terms.certificate().isPresent() && !tls.wantsTls()) {
      throw new InvalidValueException(
          "with tls=none its certificate could never be shown", "drop tls=none, or cert=");
    }
    terms
        .certificate()
        .ifPresent(found -> credentials.check(found, line.place().where(), problems));
    source.ifPresent(found -> credentials.check(found, line.place().where(), problems));
    return new RelayHost(
        name,
        url.host(),
        url.mxLookup(),
        url.port(),
        url.implicitTls(),
        tls,
        source,
        inClear,
        connections,
        terms);
  }

  private static Map<String, String> options(TableLine line) throws InvalidValueException {
    Map<String, String> options = new LinkedHashMap<>();
    for (Token token : line.tokens().subList(2, line.tokens().size())) {
      Token.Option option =
          token
              .option()
              .orElseThrow(
                  () ->
                      new InvalidValueException(
                          "behind the URL there can only be options",
                          "write them as NAME=VALUE, with no blanks around the ="));
      if (!OPTIONS.contains(option.name())) {
        throw new InvalidValueException(
            "there is no option \"" + option.name() + "\"",
            Suggestions.remedy(option.name(), OPTIONS));
      }
      if (option.value().isEmpty()) {
        throw new InvalidValueException("there is no value for " + option.name() + "=", "");
      }
      if (options.putIfAbsent(option.name(), option.value()) != null) {
        throw new InvalidValueException(option.name() + "= is given twice", "keep one");
      }
    }
    return options;
  }

  private Optional<CredentialSource> source(Map<String, String> options)
      throws InvalidValueException {
    List<String> mechanisms = new ArrayList<>();
    String written = options.getOrDefault("mech", "");
    for (String mech : written.isEmpty() ? new String[0] : written.split(",", -1)) {
      mechanisms.add(
          SaslMechanism.of(mech)
              .map(SaslMechanism::keyword)
              .orElseThrow(
                  () ->
                      new InvalidValueException(
                          "there is no mechanism \"" + mech + "\"",
                          Suggestions.remedy(mech, MECHANISMS))));
    }
    String reference = options.get("auth");
    return reference == null
        ? Optional.empty()
        : Optional.of(credentials.parse(reference, mechanisms));
  }

  /**
   * With credentials, a relay must prove who it is unless told otherwise: they are worth stealing.
   */
  private static TlsDemand tls(
      String name, RelayUrl url, boolean authenticated, Map<String, String> options)
      throws InvalidValueException {
    String written = options.get("tls");
    if (written == null) {
      TlsDemand.Level level =
          authenticated
              ? TlsDemand.Level.VERIFY
              : url.implicitTls() ? TlsDemand.Level.REQUIRE : TlsDemand.Level.OPPORTUNISTIC;
      return TlsDemand.of(level, "the default for relay " + name);
    }
    TlsDemand tls = TlsOption.parse(written, "relay " + name);
    if (url.implicitTls() && tls.allowsClear()) {
      throw new InvalidValueException(
          "smtps is TLS from the first byte, which tls=" + written + " contradicts",
          "write tls=require or tls=verify, or smtp instead of smtps");
    }
    return tls;
  }

  private static boolean flag(Map<String, String> options, String name)
      throws InvalidValueException {
    return ValueTypes.BOOLEAN.parse(options.getOrDefault(name, "false"));
  }

  private static OptionalInt connections(Map<String, String> options) throws InvalidValueException {
    String written = options.get("connections");
    return written == null
        ? OptionalInt.empty()
        : OptionalInt.of(ValueTypes.integer(1, 1000).parse(written));
  }
}
