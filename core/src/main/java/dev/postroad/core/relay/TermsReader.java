// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.smtp.ProxyHop;
import dev.postroad.core.smtp.SessionTerms;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the options of a relay that say what is peculiar to it. */
final class TermsReader {
  /** The names of these options. */
  static final List<String> OPTIONS =
      List.of(
          "cert",
          "helo",
          "source",
          "proxy",
          "maxSize",
          "messageRate",
          "connectionRate",
          "connectTimeout",
          "timeout");

  private final CredentialReferences references;

  TermsReader(CredentialReferences references) {
    this.references = references;
  }

  RelayTerms read(RelayOptions options, RelayUrl url) {
    return new RelayTerms(
        url.service(),
        new SessionTerms(
            url.lmtp(),
            options.read("proxy", TermsReader::proxy),
            Optional.empty(),
            timeout(options, "connectTimeout"),
            timeout(options, "timeout")),
        options.read("cert", references::certificate),
        options.read("helo", TermsReader::helo),
        options.read("source", TermsReader::sources).orElse(List.of()),
        options
            .read("maxSize", TermsReader::maxSize)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()),
        options.read("messageRate", ValueTypes.RATE::parse),
        options.read("connectionRate", ValueTypes.RATE::parse));
  }

  private static Optional<Duration> timeout(RelayOptions options, String name) {
    return options.read(
        name,
        text -> {
          Duration length = ValueTypes.DURATION.parse(text);
          if (length.isZero() || length.isNegative()) {
            throw new InvalidValueException(
                name + "= must be more than nothing", "write " + name + "=30s");
          }
          return length;
        });
  }

  /** Elsewhere 0 stands for no limit; here all mail would come back as too large. */
  private static long maxSize(String written) throws InvalidValueException {
    long size = Range.size(written);
    if (size == 0) {
      throw new InvalidValueException(
          "maxSize=" + written + " lets no message through", "leave out maxSize= for no limit");
    }
    return size;
  }

  private static String helo(String written) throws InvalidValueException {
    try {
      return DomainName.parse(written).inAddress();
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          "helo=" + written + " is no name of a host: " + e.getMessage(),
          "write helo=out1.example.net");
    }
  }

  private static List<Weighted<InetAddress>> sources(String written) throws InvalidValueException {
    List<Weighted<InetAddress>> sources = new ArrayList<>();
    for (String each : written.split(",", -1)) {
      int equals = each.indexOf('=');
      InetAddress address = ValueTypes.ADDRESS.parse(equals < 0 ? each : each.substring(0, equals));
      int weight =
          equals < 0 ? 1 : ValueTypes.integer(1, Weighted.MOST).parse(each.substring(equals + 1));
      if (sources.stream().anyMatch(other -> other.what().equals(address))) {
        throw new InvalidValueException("source= names " + each + " twice", "give it a weight");
      }
      sources.add(new Weighted<>(address, weight));
    }
    return sources;
  }

  private static ProxyHop proxy(String written) throws InvalidValueException {
    for (ProxyHop.Kind kind : ProxyHop.Kind.values()) {
      String start = kind.scheme() + "://";
      int colon = written.lastIndexOf(':');
      if (written.startsWith(start) && colon > start.length()) {
        String host = written.substring(start.length(), colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        Optional<InetAddress> address =
            IpAddresses.tryParse(brackets ? host.substring(1, host.length() - 1) : host);
        if (address.isPresent()) {
          int port = ValueTypes.PORT.parse(written.substring(colon + 1));
          return new ProxyHop(kind, address.get(), port);
        }
      }
    }
    throw new InvalidValueException(
        "proxy=" + written + " is no proxy with its address and port",
        "write proxy=socks5://192.0.2.1:1080 or proxy=proxy2://[2001:db8::1]:5000");
  }
}
