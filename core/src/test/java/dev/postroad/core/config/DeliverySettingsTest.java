// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postroad.core.domain.Network;
import dev.postroad.core.mx.AddressPreference;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.retry.RetrySchedule;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsDemand;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeliverySettingsTest {
  private static final String WHERE = "mailetcontainer.xml MxRemoteDelivery";

  private static DeliverySettings parse(String... keysAndValues) throws ConfigurationProblems {
    return DeliverySettings.parse(map(keysAndValues), WHERE);
  }

  private static List<String> problems(String... keysAndValues) {
    return catchThrowableOfType(ConfigurationProblems.class, () -> parse(keysAndValues))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  private static List<String> warnings(String... keysAndValues) throws ConfigurationProblems {
    return parse(keysAndValues).warnings().stream().map(Problem::toString).toList();
  }

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  static List<Key<?>> keys() {
    return DeliveryKeys.ALL.keys();
  }

  static List<Key<?>> policyKeys() {
    return RelayPolicyKeys.ALL.keys();
  }

  @ParameterizedTest
  @MethodSource({"keys", "policyKeys"})
  void everyKeyHasADefaultOrSaysWhatNotGivingItMeansAndAnExampleThatIsAValue(Key<?> key)
      throws InvalidValueException {
    assertThat(key.defaultText().isPresent()).isNotEqualTo(!key.unset().isEmpty());
    assertThat(key.documentation()).endsWith(".");
    assertThat(key.type().parse(key.example())).isNotNull();
    if (key.defaultText().isPresent()) {
      assertThat(Settings.defaultOf(key)).isNotNull();
    }
  }

  @Test
  void whereNothingIsWrittenEveryRoomHasItsStandard() {
    DeliverySettings settings = DeliverySettings.STANDARD;

    assertThat(settings.smtp()).isEqualTo(SmtpSettings.STANDARD);
    assertThat(settings.pool())
        .isEqualTo(new PoolSettings(Duration.ofSeconds(5), 100, 1_000, 1_000));
    assertThat(settings.mx()).isEqualTo(MxSettings.STANDARD);
    assertThat(settings.direct().port()).isEqualTo(25);
    assertThat(settings.direct().tls().level()).isEqualTo(TlsDemand.Level.OPPORTUNISTIC);
    assertThat(settings.limits())
        .isEqualTo(
            new DeliverySettings.Limits(
                5,
                2,
                5,
                20,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2)));
    assertThat(settings.queue().outgoing()).isEqualTo("outgoing");
    assertThat(settings.queue().maxInFlight()).isEqualTo(2000);
    assertThat(settings.retry().expiry()).isEqualTo(Duration.ofDays(5));
    assertThat(settings.gateway()).isEmpty();
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void aConfigurationOfRemoteDeliveryIsTakenAsItIs() throws ConfigurationProblems {
    DeliverySettings settings =
        parse(
            "outgoing", "smarthost",
            "delayTime", "5000, 100000, 500000",
            "maxRetries", "3",
            "maxDnsProblemRetries", "1",
            "timeout", "120000",
            "connectiontimeout", "20000",
            "startTLS", "true",
            "gateway", "mail1.example.org, mail2.example.org:2525",
            "gatewayPort", "587",
            "gatewayusername", "james",
            "gatewayPassword", "hunter2",
            "loadBalancing", "false",
            "heloName", "mail.corp.example",
            "bind", "192.0.2.25",
            "sendpartial", "true",
            "usePriority", "true",
            "bounceProcessor", "bounces",
            "onSuccess", "done",
            "debug", "true");

    DeliverySettings.Gateway gateway = settings.gateway().orElseThrow();
    assertThat(gateway.hosts().toString()).contains("OptionalInt[587]", "OptionalInt[2525]");
    assertThat(gateway.shuffled()).isFalse();
    assertThat(gateway.tls().level()).isEqualTo(TlsDemand.Level.VERIFY);
    assertThat(gateway.credentials().orElseThrow().user()).isEqualTo("james");
    assertThat(settings.smtp().timeouts().connect()).hasSeconds(20);
    assertThat(settings.smtp().timeouts().greeting()).hasSeconds(120);
    assertThat(settings.smtp().timeouts().finalDot()).hasSeconds(120);
    assertThat(settings.queue().maxDnsProblemRetries()).isEqualTo(1);
    assertThat(settings.identity().ehloName()).contains("mail.corp.example");
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -                  | -  | 1800000,1800000 | -
          3*1m, 2*10m        | 5  | 60000,60000,60000,600000,600000 | -
          3*1m, 2*10m        | -  | 60000,60000,60000,600000,600000 | -
          1*6h               | 3  | 21600000,21600000,21600000 | -
          -                  | 2  | 21600000,21600000 | -
          2 seconds          | 2  | 2000,2000 | -
          5000, 100000       | 4  | 5000,100000,100000,100000 | -
          1m,2m,3m           | 1  | 60000,120000,180000 | there are more delays
          1h,1m              | 2  | 3600000,60000 | -
          6h                 | 0  | 21600000 | there are more delays
          """)
  void remoteDeliverysScheduleKeepsItsMeaning(
      String delayTime, String maxRetries, String expected, String warning)
      throws ConfigurationProblems {
    Map<String, String> raw = new HashMap<>();
    if (delayTime != null) {
      raw.put("delayTime", delayTime);
    }
    if (maxRetries != null) {
      raw.put("maxRetries", maxRetries);
    }
    if (raw.isEmpty()) {
      raw.put("delayTime", "30m");
      raw.put("maxRetries", "2");
    }
    DeliverySettings settings = DeliverySettings.parse(raw, WHERE);
    RetrySchedule schedule = settings.retry();
    Instant start = Instant.EPOCH;
    StringBuilder waits = new StringBuilder();
    int attempts = 1;
    for (var next = schedule.next(attempts, start, start, new Random(1));
        next.isPresent();
        next = schedule.next(attempts, start, start, new Random(1))) {
      waits.append(waits.isEmpty() ? "" : ",").append(next.get().toEpochMilli());
      attempts++;
    }

    assertThat(waits).hasToString(expected);
    assertThat(settings.warnings().toString()).contains(warning == null ? "[]" : warning);
  }

  @Test
  void ourOwnScheduleHasJitterAndAnExpiry() throws ConfigurationProblems {
    RetrySchedule schedule = parse("retry", "2*5m, 1h", "expiry", "2d", "jitter", "20%").retry();

    assertThat(schedule)
        .isEqualTo(
            RetrySchedule.until(
                Duration.ofDays(2),
                List.of(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofHours(1)),
                20));
  }

  @Test
  void hostsAndNetworksAreRead() throws ConfigurationProblems {
    DeliverySettings settings =
        parse(
            "dns", "192.0.2.53, [2001:db8::53]:5353, 2001:db8::54",
            "self", "MX.corp.example., 192.0.2.1",
            "allowNetwork", "127.0.0.0/8, ::1",
            "forbidNetwork", "203.0.113.0/24",
            "addressPreference", "ipv4-only");

    assertThat(settings.dns().toString())
        .isEqualTo("[/192.0.2.53:53, /[2001:db8:0:0:0:0:0:53]:5353, /[2001:db8:0:0:0:0:0:54]:53]");
    assertThat(settings.mx().selfNames()).containsExactly("mx.corp.example");
    assertThat(settings.mx().selfAddresses()).hasSize(1);
    assertThat(settings.mx().allowed())
        .containsExactly(Network.parse("127.0.0.0/8"), Network.parse("::1"));
    assertThat(settings.mx().forbidden())
        .containsAll(MxSettings.NOT_PUBLIC)
        .contains(Network.parse("203.0.113.0/24"));
    assertThat(settings.mx().preference()).isEqualTo(AddressPreference.IPV4_ONLY);
  }

  @Test
  void stagesThatAreNamedHaveTheirOwnTimeout() throws ConfigurationProblems {
    var timeouts =
        parse("timeouts", "connect=10s\n  final-dot=20m", "timeout", "60000").smtp().timeouts();

    assertThat(timeouts.connect()).hasSeconds(10);
    assertThat(timeouts.finalDot()).hasMinutes(20);
    assertThat(timeouts.rcpt()).hasMinutes(1);
    assertThat(timeouts.quit()).hasSeconds(5);
  }

  @ParameterizedTest
  @CsvSource({
    "startTLS, true, VERIFY",
    "tls, require, REQUIRE",
    "tls, none, NONE",
    "startTLS, false, OPPORTUNISTIC",
    "mail.smtp.starttls.enable, true, VERIFY"
  })
  void tlsIsDemandedAsWritten(String key, String value, TlsDemand.Level level)
      throws ConfigurationProblems {
    assertThat(parse(key, value).direct().tls().level()).isEqualTo(level);
  }

  @Test
  void aGatewayWithImplicitTlsIsOnItsPortAndNeverInClear() throws ConfigurationProblems {
    DeliverySettings.Gateway gateway =
        parse("gateway", "mail.example.org", "sslEnable", "true").gateway().orElseThrow();

    assertThat(gateway.implicitTls()).isTrue();
    assertThat(gateway.hosts().get(0).port()).hasValue(465);
    assertThat(gateway.tls().allowsClear()).isFalse();
    assertThat(
            parse("gateway", "a.example", "sslEnable", "true", "verifyServerIdentity", "false")
                .gateway()
                .orElseThrow()
                .tls()
                .level())
        .isEqualTo(TlsDemand.Level.REQUIRE);
  }

  @Test
  void aGatewayWithCredentialsIsVerifiedUnlessToldOtherwise() throws ConfigurationProblems {
    String[] login = {"gateway", "[::1]:25", "gatewayUsername", "u", "gatewayPassword", "p"};

    assertThat(parse(login).gateway().orElseThrow().tls().level())
        .isEqualTo(TlsDemand.Level.VERIFY);
    assertThat(warnings(login)).singleElement().asString().contains("the password stands in");
    assertThat(parse("gateway", "mail").gateway().orElseThrow().tls().level())
        .isEqualTo(TlsDemand.Level.OPPORTUNISTIC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          outgoingQueue|outgoing   | this is no key: RemoteDelivery never read it, though James' samples have it; write <outgoing>
          deliveryThreads|50       | this is no key: RemoteDelivery never read it, though James' samples have it; write <threads>
          gatway|a.example         | there is no key of this name; did you mean <gateway>?
          mail.smtp.foo|1          | JavaMail is not used, so its properties mean nothing; remove it
          mail.smtp.starttls.required|true | write <tls>require</tls>, or verify
          port|0                   | "0": a whole number from 1 to 65535 is needed
          tls|strict               | "strict": one of none, opportunistic, require, verify is needed
          tls|verfy                | did you mean verify?
          retry|5                  | a duration needs a unit; write 5s, 5m or 5h
          retry|1h, 5m             | delay 2 is shorter than the one before; put short delays first
          retry|5m,,1h             | a duration is a whole number and a unit
          retry|0*5m               | a whole number from 1 to 10000 is needed
          delayTime|400d           | a delay lasts at most 365 days
          expiry|0d                | it must be longer than nothing
          jitter|10                | a percentage is needed; write 10%
          timeouts|conect=3s       | there is no stage "conect"; did you mean "connect"?
          timeouts|connect         | there is no = behind connect; write connect=30s
          timeouts|rcpt=1m rcpt=2m | rcpt is given twice; keep one
          timeouts|rcpt=5          | rcpt: a duration needs a unit; write 5s, 5m or 5h
          timeouts|conect=3s rcpt  | there is no stage "conect" (did you mean "connect"?); there is no = behind rcpt (write rcpt=30s)
          dns|ns.example.org       | a name server is given by its address
          allowNetwork|10.0.0.1/8  | has bits set beyond its prefix; it begins at 10.0.0.0/8
          bind|eth0                | not an IPv4 or IPv6 address
          bind|192.0.2.1, 192.0.2.2 | two addresses are of the same family
          heloName|my host         | not a domain
          tlsTrust|/etc/ca.pem     | a file is needed; write file://conf/trusted.pem
          sslEnable|true           | there is no <gateway>: MX hosts take mail on port 25 alone
          gatewayPort|25           | there is no <gateway>: without one this means nothing
          pipelining|yes           | true or false is needed
          maxHosts|               | there is no value
          """)
  void aWrongKeyOrValueSaysWhatIsWrongAndWhatToWrite(String key, String value, String problem) {
    assertThat(problems(key, value == null ? "" : value))
        .singleElement()
        .asString()
        .startsWith(WHERE + "/" + key + ": ")
        .contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retry|5m|delayTime|5m        | both <retry> and <delayTime> are given: each is a whole schedule
          retry|5m|maxRetries|5        | both <retry> and <maxRetries> are given
          deferral|queue|deferralRepository|file://var/d | <deferral> is queue: mail never waits in this
          timeouts|connect=3s|connectiontimeout|5000 | <timeouts> has connect=, too: they are one time-out
          startTLS|true|tls|none       | it asks for tls=verify, and <tls> for none
          startTLS|true|tls|require    | it asks for tls=verify, and <tls> for require
          verifyServerIdentity|false|tls|verify | it is false, and <tls> asks to verify
          gateway|a.example|gatewayUsername|u | there is no <gatewayPassword>: one is of no use
          gateway|a.example|gatewayPassword|p | there is no <gatewayUsername>: one is of no use
          allowNetwork|10.0.0.0/8|forbidNetwork|10.0.0.0/8 | 10.0.0.0/8 is in <allowNetwork>, too
          timeout|5000|mail.smtp.timeout|6000 | are given with different values: they are one key
          """)
  void whatContradictsIsRefused(
      String key1, String value1, String key2, String value2, String problem) {
    assertThat(problems(key1, value1, key2, value2))
        .anySatisfy(text -> assertThat(text).contains(problem));
  }

  @Test
  void credentialsThatCouldNeverBeSentAreRefused() throws ConfigurationProblems {
    Map<String, String> raw =
        map("gateway", "a", "gatewayUsername", "u", "gatewayPassword", "p", "tls", "none");

    assertThat(
            catchThrowableOfType(
                ConfigurationProblems.class, () -> DeliverySettings.parse(raw, WHERE)))
        .hasMessageContaining("the password could never be sent");
    raw.put("authInClear", "true");
    assertThat(DeliverySettings.parse(raw, WHERE).gateway().orElseThrow().authInClear()).isTrue();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThat(
            problems("gatway", "a", "port", "x", "outgoingQueue", "q", "retry", "5", "bind", "?"))
        .hasSize(5);
  }

  @Test
  void whatLikelyWasNotMeantIsAWarning() throws ConfigurationProblems {
    assertThat(warnings("sendpartial", "false")).singleElement().asString().contains("remove it");
    assertThat(warnings("startTLS", "false"))
        .containsExactly(
            WHERE
                + "/startTLS: warning: false: TLS is used all the same where a peer offers it;"
                + " write <tls>none</tls> to forbid it, or remove this");
    assertThat(warnings("startTLS", "false", "tls", "none")).isEmpty();
    assertThat(warnings("threads", "100", "maxInFlight", "10")).hasSize(1);
  }
}
