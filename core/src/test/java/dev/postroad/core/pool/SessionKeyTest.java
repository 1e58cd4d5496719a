// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.IoGuard;
import dev.postroad.core.smtp.ProxyHop;
import dev.postroad.core.smtp.SessionTerms;
import dev.postroad.core.smtp.SmtpClient;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.smtp.SmtpTimeouts;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SessionKeyTest {
  private static final InetAddress HOST = IpAddresses.parse("192.0.2.1");
  private static final TlsContexts TRUST = TlsContexts.systemTrust();

  /** Opens nothing, so it guards nothing. */
  private static final IoGuard NO_GUARD =
      new IoGuard(new ScheduledThreadPoolExecutor(0), System::nanoTime);

  private static final TlsDemand VERIFIED =
      new TlsDemand(Level.VERIFY, List.of("mx.example"), "a rule");
  private static final Optional<Credentials> AMY =
      Optional.of(new Credentials("amy", "secret", Optional.empty()));
  private static final Endpoint USUAL =
      new Endpoint(
          "mx.example", HOST, 25, false, VERIFIED, AMY, false, source("198.51.100.1"), "us");

  @Test
  void endpointsThatDemandTheSameForAnotherReasonShare() {
    TlsDemand sameForAnotherRule =
        new TlsDemand(Level.VERIFY, List.of("mx.example"), "another rule");

    assertThat(key(USUAL.with(sameForAnotherRule))).isEqualTo(key(USUAL));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endpointsWithOneDifference")
  void endpointsThatDifferInOneThingNeverShare(String difference, Endpoint other) {
    assertThat(key(other)).as(difference).isNotEqualTo(key(USUAL));
  }

  @Test
  void clientsOfTheSameMannersAndTrustShare() {
    assertThat(SessionKey.of(client(SmtpSettings.STANDARD, TRUST), USUAL)).isEqualTo(key(USUAL));
  }

  @Test
  void clientsOfOtherMannersNeverShare() {
    SmtpSettings noChunking = new SmtpSettings(SmtpTimeouts.STANDARD, true, false);

    assertThat(SessionKey.of(client(noChunking, TRUST), USUAL)).isNotEqualTo(key(USUAL));
  }

  /** What one operator's file of certificates proves, proves nothing under another. */
  @Test
  void clientsOfOtherTrustShareOnlyWhereNothingIsVerified() {
    SmtpClient other = client(SmtpSettings.STANDARD, TlsContexts.systemTrust());
    Endpoint unverified = USUAL.with(TlsDemand.of(Level.REQUIRE, "a rule"));

    assertThat(SessionKey.of(other, USUAL)).isNotEqualTo(key(USUAL));
    assertThat(SessionKey.of(other, unverified)).isEqualTo(key(unverified));
  }

  private static SessionKey key(Endpoint endpoint) {
    return SessionKey.of(client(SmtpSettings.STANDARD, TRUST), endpoint);
  }

  private static SmtpClient client(SmtpSettings manners, TlsContexts trust) {
    return new SmtpClient(manners, trust, NO_GUARD);
  }

  static Stream<Arguments> endpointsWithOneDifference() {
    Optional<InetAddress> source = USUAL.sourceAddress();
    return Stream.of(
        Arguments.of(
            "host name",
            new Endpoint("mx2.example", HOST, 25, false, VERIFIED, AMY, false, source, "us")),
        Arguments.of(
            "address",
            new Endpoint(
                "mx.example",
                IpAddresses.parse("192.0.2.2"),
                25,
                false,
                VERIFIED,
                AMY,
                false,
                source,
                "us")),
        Arguments.of(
            "port",
            new Endpoint("mx.example", HOST, 587, false, VERIFIED, AMY, false, source, "us")),
        Arguments.of(
            "implicit TLS",
            new Endpoint("mx.example", HOST, 25, true, VERIFIED, AMY, false, source, "us")),
        Arguments.of(
            "TLS level", USUAL.with(new TlsDemand(Level.REQUIRE, List.of("mx.example"), "a rule"))),
        Arguments.of(
            "names to verify",
            USUAL.with(new TlsDemand(Level.VERIFY, List.of("other.example"), "a rule"))),
        Arguments.of(
            "pinned certificates",
            USUAL.with(
                new TlsDemand(Level.VERIFY, List.of("mx.example"), List.of("0f"), "a rule"))),
        Arguments.of("LMTP", on(new SessionTerms(true, none(), none(), none(), none()))),
        Arguments.of(
            "proxy",
            on(
                new SessionTerms(
                    false,
                    Optional.of(new ProxyHop(ProxyHop.Kind.SOCKS5, HOST, 1080)),
                    none(),
                    none(),
                    none()))),
        Arguments.of(
            "time-out",
            on(
                new SessionTerms(
                    false, none(), none(), none(), Optional.of(Duration.ofSeconds(1))))),
        Arguments.of(
            "no credentials",
            new Endpoint(
                "mx.example", HOST, 25, false, VERIFIED, Optional.empty(), false, source, "us")),
        Arguments.of("user", as(new Credentials("bob", "secret", Optional.empty()))),
        Arguments.of("password", as(new Credentials("amy", "changed", Optional.empty()))),
        Arguments.of(
            "login in clear",
            new Endpoint("mx.example", HOST, 25, false, VERIFIED, AMY, true, source, "us")),
        Arguments.of(
            "source address",
            new Endpoint(
                "mx.example", HOST, 25, false, VERIFIED, AMY, false, source("198.51.100.2"), "us")),
        Arguments.of(
            "EHLO name",
            new Endpoint("mx.example", HOST, 25, false, VERIFIED, AMY, false, source, "them")));
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  private static Endpoint on(SessionTerms terms) {
    return new Endpoint(
        "mx.example", HOST, 25, false, VERIFIED, AMY, false, USUAL.sourceAddress(), "us", terms);
  }

  private static Endpoint as(Credentials credentials) {
    return new Endpoint(
        "mx.example",
        HOST,
        25,
        false,
        VERIFIED,
        Optional.of(credentials),
        false,
        USUAL.sourceAddress(),
        "us");
  }

  private static Optional<InetAddress> source(String address) {
    return Optional.of(IpAddresses.parse(address));
  }
}
