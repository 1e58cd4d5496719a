// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.smtp.SaslMechanism;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
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

  private static final int MOST_CONNECTIONS = 1000;

  /** Stands for a URL that cannot be read, so that the options are still looked at. */
  private static final RelayUrl NO_URL =
      new RelayUrl(Optional.empty(), false, false, "invalid", false, 25);

  private final CredentialReferences credentials;
  private final Problems problems;
  private final Map<String, RelayHost> relays = new LinkedHashMap<>();
  private final Map<String, TableLine> places = new HashMap<>();

  RelayTable(CredentialReferences credentials, Problems problems) {
    this.credentials = credentials;
    this.problems = problems;
  }

  /** The relays of the table by name, in its order; those with problems lead nowhere. */
  Map<String, RelayHost> read(List<TableLine> lines) {
    for (TableLine line : lines) {
      Faults faults = new Faults(line, "relay \"" + shown(line) + "\"", problems);
      Optional<RelayHost> relay = relay(line, faults);
      String name = line.tokens().get(0).text();
      if (NAME.matcher(name).matches()) {
        TableLine earlier = places.putIfAbsent(name, line);
        if (earlier != null) {
          faults.add(
              new InvalidValueException(
                      "there already is a relay \"" + name + "\": " + earlier.place().where(),
                      "choose another name")
                  .at(line.tokens().get(0)));
        }
        relays.putIfAbsent(name, relay.orElseGet(() -> unreadable(name)));
      }
    }
    return relays;
  }

  /** Where each relay is written, by its name. */
  Map<String, String> places() {
    Map<String, String> all = new HashMap<>();
    places.forEach((name, line) -> all.put(name, line.where(line.tokens().get(0))));
    return all;
  }

  /** So that whoever names a relay that has an error is not told that there is none. */
  private static RelayHost unreadable(String name) {
    return new RelayHost(
        name,
        "invalid",
        false,
        25,
        false,
        TlsDemand.of(TlsDemand.Level.REQUIRE, "relay " + name),
        Optional.empty(),
        false,
        OptionalInt.empty(),
        RelayTerms.USUAL);
  }

  /** The name alone: further words of a wrong line may hold a password. */
  private static String shown(TableLine line) {
    String name = line.tokens().get(0).text();
    return NAME.matcher(name).matches() ? name : "…";
  }

  /** Empty if something is wrong with the line. */
  private Optional<RelayHost> relay(TableLine line, Faults faults) {
    Token first = line.tokens().get(0);
    String name = first.text();
    boolean isNamed = NAME.matcher(name).matches();
    if (!isNamed) {
      faults.add(
          new InvalidValueException(
                  "a line begins with the relay's name: letters, digits, hyphens, dots,"
                      + " underscores",
                  "write NAME smtp://HOST:PORT")
              .at(first));
    }
    if (line.tokens().size() < 2) {
      if (isNamed) {
        faults.add(
            new InvalidValueException(
                "there is no URL behind the name", "write " + name + " smtp://HOST:PORT"));
      }
      return Optional.empty();
    }
    Token second = line.tokens().get(1);
    if (!isNamed && !second.text().contains("://")) {
      // The name is missing, and what stands here is no URL that somebody has mistyped.
      return Optional.empty();
    }
    Optional<RelayUrl> url = url(second, faults);
    url.ifPresent(read -> warnOfPort(line, read));
    RelayOptions options = RelayOptions.of(line, OPTIONS, faults);
    RelayHost relay = relay(line, url.orElse(NO_URL), options);
    if (faults.any()) {
      return Optional.empty();
    }
    warnOfSources(line, relay, options);
    return Optional.of(relay);
  }

  private RelayHost relay(TableLine line, RelayUrl url, RelayOptions options) {
    String name = line.tokens().get(0).text();
    boolean authenticated = options.has("auth");
    Optional<CredentialSource> source = source(options);
    boolean inClear = options.read("authInClear", ValueTypes.BOOLEAN::parse).orElse(false);
    TlsDemand tls = tls(name, url, authenticated, options);
    if (!authenticated && (options.has("mech") || inClear)) {
      options.disagrees(
          options.has("mech") ? "mech" : "authInClear",
          "there are no credentials that mech= or authInClear= could be for",
          "add auth=file://conf/secrets/" + name);
    }
    if (authenticated && !tls.wantsTls() && !inClear) {
      options.disagrees(
          "tls",
          "with tls=none its credentials could never be sent",
          "drop tls=none, or say authInClear=true if you trust every wire between");
    }
    RelayTerms terms = new TermsReader(credentials).read(options, url);
    if (options.has("cert") && !tls.wantsTls()) {
      options.disagrees(
          "tls", "with tls=none its certificate could never be shown", "drop tls=none, or cert=");
    }
    terms
        .certificate()
        .ifPresent(found -> credentials.check(found, line.where(options.word("cert")), problems));
    source.ifPresent(found -> credentials.check(found, line.where(options.word("auth")), problems));
    Optional<Integer> connections =
        options.read("connections", ValueTypes.integer(1, MOST_CONNECTIONS)::parse);
    return new RelayHost(
        name,
        url.host(),
        url.mxLookup(),
        url.port(),
        url.implicitTls(),
        tls,
        source,
        inClear,
        connections.map(OptionalInt::of).orElse(OptionalInt.empty()),
        terms);
  }

  /** To an address of one family nobody comes from one of the other. */
  private void warnOfSources(TableLine line, RelayHost relay, RelayOptions options) {
    List<Weighted<InetAddress>> sources = relay.terms().sources();
    Optional<InetAddress> host = IpAddresses.tryParse(relay.host());
    if (!sources.isEmpty()
        && host.isPresent()
        && sources.stream()
            .noneMatch(source -> source.what().getClass() == host.get().getClass())) {
      problems.warning(
          line.where(options.word("source")),
          "relay \"" + relay.name() + "\"",
          "none of these addresses is of the family of " + relay.host() + ", so none is ever used",
          "name one that is, or remove source=");
    }
  }

  /** RFC 8314 §7.3: TLS from the first byte on 465 alone; the other side would wait for ever. */
  private void warnOfPort(TableLine line, RelayUrl url) {
    boolean first = url.implicitTls();
    if (!url.lmtp() && (first ? url.port() == 25 || url.port() == 587 : url.port() == 465)) {
      problems.warning(
          line.where(line.tokens().get(1)),
          "relay \"" + shown(line) + "\"",
          first
              ? "on port " + url.port() + " hosts greet in clear, and smtps waits for TLS"
              : "on port 465 hosts wait for TLS from the first byte, and smtp for a greeting",
          first ? "write smtp:// and tls=verify, or port 465" : "write smtps://, or port 587");
    }
  }

  private static Optional<RelayUrl> url(Token word, Faults faults) {
    try {
      return Optional.of(RelayUrl.parse(word.text()));
    } catch (InvalidValueException e) {
      faults.add(e.at(word));
      return Optional.empty();
    }
  }

  private Optional<CredentialSource> source(RelayOptions options) {
    List<String> mechanisms = options.read("mech", RelayTable::mechanisms).orElse(List.of());
    return options.read("auth", reference -> credentials.parse(reference, mechanisms));
  }

  private static List<String> mechanisms(String written) throws InvalidValueException {
    List<String> mechanisms = new ArrayList<>();
    for (String mech : written.split(",", -1)) {
      mechanisms.add(
          SaslMechanism.of(mech)
              .map(SaslMechanism::keyword)
              .orElseThrow(
                  () ->
                      new InvalidValueException(
                          "there is no mechanism \"" + mech + "\"",
                          Suggestions.remedy(mech, MECHANISMS))));
    }
    return mechanisms;
  }

  /**
   * With credentials, a relay must prove who it is unless told otherwise: they are worth stealing.
   */
  private static TlsDemand tls(
      String name, RelayUrl url, boolean authenticated, RelayOptions options) {
    Optional<TlsDemand> written =
        options.read("tls", text -> TlsOption.parse(text, "relay " + name));
    if (written.isEmpty()) {
      TlsDemand.Level level =
          authenticated
              ? TlsDemand.Level.VERIFY
              : url.implicitTls() ? TlsDemand.Level.REQUIRE : TlsDemand.Level.OPPORTUNISTIC;
      return TlsDemand.of(level, "the default for relay " + name);
    }
    if (url.implicitTls() && written.get().allowsClear()) {
      options.disagrees(
          "tls",
          "smtps is TLS from the first byte, which tls="
              + TlsOption.write(written.get())
              + " contradicts",
          "write tls=require or tls=verify, or smtp instead of smtps");
      return TlsDemand.of(TlsDemand.Level.REQUIRE, "relay " + name);
    }
    return written.get();
  }
}
