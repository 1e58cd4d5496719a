// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.ValueType;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.smtp.ProxyHop;
import dev.postroad.core.smtp.SessionTerms;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

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

  RelayTerms read(Map<String, String> options, RelayUrl url) throws InvalidValueException {
    String certificate = options.get("cert");
    return new RelayTerms(
        url.service(),
        new SessionTerms(
            url.lmtp(),
            proxy(options.get("proxy")),
            Optional.empty(),
            timeout(options, "connectTimeout"),
            timeout(options, "timeout")),
        certificate == null ? Optional.empty() : Optional.of(references.certificate(certificate)),
        helo(options.get("helo")),
        sources(options.get("source")),
        options.containsKey("maxSize")
            ? OptionalLong.of(Range.size(options.getOrDefault("maxSize", "")))
            : OptionalLong.empty(),
        given(options, "messageRate", ValueTypes.RATE),
        given(options, "connectionRate", ValueTypes.RATE));
  }

  private static Optional<Duration> timeout(Map<String, String> options, String name)
      throws InvalidValueException {
    Optional<Duration> given = given(options, name, ValueTypes.DURATION);
    if (given.filter(length -> length.isZero() || length.isNegative()).isPresent()) {
      throw new InvalidValueException(
          name + "= must be more than nothing", "write " + name + "=30s");
    }
    return given;
  }

  private static <T> Optional<T> given(Map<String, String> options, String name, ValueType<T> type)
      throws InvalidValueException {
    String written = options.get(name);
    return written == null ? Optional.empty() : Optional.of(type.parse(written));
  }

  private static Optional<String> helo(@Nullable String written) throws InvalidValueException {
    if (written == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(DomainName.parse(written).inAddress());
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          "helo=" + written + " is no name of a host: " + e.getMessage(),
          "write helo=out1.example.net");
    }
  }

  private static List<Weighted<InetAddress>> sources(@Nullable String written)
      throws InvalidValueException {
    List<Weighted<InetAddress>> sources = new ArrayList<>();
    if (written == null) {
      return sources;
    }
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

  private static Optional<ProxyHop> proxy(@Nullable String written) throws InvalidValueException {
    if (written == null) {
      return Optional.empty();
    }
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
          return Optional.of(new ProxyHop(kind, address.get(), port));
        }
      }
    }
    throw new InvalidValueException(
        "proxy=" + written + " is no proxy with its address and port",
        "write proxy=socks5://192.0.2.1:1080 or proxy=proxy2://[2001:db8::1]:5000");
  }
}
