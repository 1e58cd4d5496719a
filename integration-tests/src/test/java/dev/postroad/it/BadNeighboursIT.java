// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.smtp.EnvelopeAddress;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mail flows through a James at a steady pace, and every sixth one goes to hosts that behave badly.
 * All mail to healthy hosts arrives once, and as soon as without them. That to the others is
 * neither lost nor doubled: when they have come to their senses, each mail has arrived once.
 */
class BadNeighboursIT {
  private static final int ONE_IN = 6;
  private static final int ONE_IN_TWO = 2;
  private static final int BAD_HOSTS = 10;

  /** As many as the healthy ones. */
  private static final int BAD_NAMES = 30;

  private static final int FEW_THREADS = 8;
  private static final int DEAD_DOMAINS = 10_000;
  private static final int SILENT_NAMES = 2_000;
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final double MOST_TIMES = 1.2;

  /** What a busy machine may add. */
  private static final double GRACE_MILLIS = 250;

  private static Town town;
  private static double undisturbed;

  @BeforeAll
  static void build() throws Exception {
    town = new Town("bad-neighbours", "1m").awaitReady();
    undisturbed = town.flow("alone", 0, number -> "");
  }

  @AfterAll
  static void end() throws IOException {
    if (town != null) {
      town.close();
    }
  }

  static Stream<Arguments> manners() {
    return Stream.of(
        manner("never-answers", host -> host.on(Stage.GREETING).stall()),
        manner(
            "a-byte-a-minute",
            host -> host.on(Stage.GREETING).drip("220 slow.example\r\n", Duration.ofMinutes(1))),
        manner("closes-after-commands", BadNeighboursIT::closesAfterACommand),
        manner(
            "421-after-each-mail",
            host -> host.on(Stage.MAIL).afterMails(1).reply("421 4.7.0 enough for now")),
        manner("refuses-every-second", BadNeighboursIT::refusesEverySecond));
  }

  private static Arguments manner(String name, Consumer<ScriptedSmtpServer> script) {
    return Arguments.of(name, script);
  }

  /** Each of the hosts after another one. */
  private static void closesAfterACommand(ScriptedSmtpServer host) {
    List<Stage> commands = List.of(Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA);
    int number = host.address().getAddress().getAddress()[3];
    host.on(commands.get(number % commands.size())).defaultReply().drop();
  }

  private static void refusesEverySecond(ScriptedSmtpServer host) {
    for (int connection = 1; connection < 1_000; connection += 2) {
      host.on(Stage.GREETING).onConnection(connection).reset();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("manners")
  void hostsWithBadMannersHoldUpNobodyElse(String name, Consumer<ScriptedSmtpServer> manner)
      throws Exception {
    try (Neighbours neighbours = new Neighbours(town, name, BAD_HOSTS)) {
      neighbours.behave(manner);
      neighbours.flowBeside(ONE_IN);
      neighbours.comeToTheirSenses();
      neighbours.takeTheRest();
    }
  }

  /** Of eight deliveries those that show nothing may have six. */
  @Test
  void hostsThatNeverAnswerHoldUpNobodyElseWhereThereAreFewThreads() throws Exception {
    try (Town small = new Town("few-threads", "1m", "<threads>" + FEW_THREADS + "</threads>");
        Neighbours neighbours = new Neighbours(small, "never-answers", BAD_HOSTS)) {
      small.awaitReady();
      neighbours.behave(host -> host.on(Stage.GREETING).stall());
      neighbours.flowBeside(ONE_IN);
      neighbours.comeToTheirSenses();
      neighbours.takeTheRest();
    }
  }

  @Test
  void halfOfTheNamesThatTheDnsDoesNotAnswerForHoldUpTheOthersNot() throws Exception {
    try (Neighbours neighbours = new Neighbours(town, "no-answer", BAD_NAMES)) {
      neighbours.domains().forEach(domain -> town.dns().fault(domain, "MX", Fault.silence()));

      neighbours.flowBeside(ONE_IN_TWO);

      town.dns().heal();
      neighbours.takeTheRest();
    }
  }

  @Test
  void thousandsOfNamesThatTheDnsDoesNotAnswerForHoldUpNoNewDomains() throws Exception {
    try (Town other = new Town("thousands-silent", "1h")) {
      other.awaitReady();
      for (int silent = 0; silent < SILENT_NAMES; silent++) {
        other.dns().fault("silent" + silent + ".example", "MX", Fault.silence());
      }
      try (Flood flood =
          Flood.start(
              other.smtp(),
              Town.SENDER,
              SILENT_NAMES,
              number -> "m" + number + "@silent" + number + ".example")) {
        await().atMost(LIMIT).pollInterval(POLL).until(flood::isOver);

        assertThat(other.flowToNewDomains("new")).isLessThan(1_000);

        assertThat(other.givenUp()).isEmpty();
        await()
            .atMost(LIMIT)
            .pollInterval(POLL)
            .untilAsserted(() -> assertThat(other.queued()).isEqualTo(flood.accepted().size()));
      }
    }
  }

  @Test
  void tenThousandDomainsWithDeadHostsHoldUpNobodyElse() throws Exception {
    try (Town other = new Town("ten-thousand-dead", "1h")) {
      for (int dead = 0; dead < DEAD_DOMAINS; dead++) {
        other.add(
            dead(dead), "127.%d.%d.%d".formatted(64 + dead / 10_000, dead / 100, 1 + dead % 100));
      }
      other.awaitReady();
      double besideHealthy = besideAFloodOfHealthyMail(other);
      try (Flood flood = flood(other, BadNeighboursIT::dead)) {
        double beside = other.flow("beside-the-dead", 0, number -> "");
        await().atMost(LIMIT).pollInterval(POLL).until(flood::isOver);

        await()
            .atMost(LIMIT)
            .pollInterval(POLL)
            .untilAsserted(() -> assertThat(other.queued()).isEqualTo(flood.accepted().size()));
        assertThat(other.givenUp()).isEmpty();
        double after = other.flow("while-the-dead-wait", 0, number -> "");
        assertThat(beside).isLessThan(MOST_TIMES * besideHealthy + GRACE_MILLIS);
        assertThat(after).isLessThan(MOST_TIMES * undisturbed + GRACE_MILLIS);
      }
    }
  }

  /** What it comes to alone that James has to take in so many mails meanwhile. */
  private static double besideAFloodOfHealthyMail(Town other) throws IOException {
    try (Flood flood = flood(other, Town::healthyDomain)) {
      double beside = other.flow("beside-as-many-healthy", 0, number -> "");
      await().atMost(LIMIT).pollInterval(POLL).until(flood::isOver);
      await()
          .atMost(LIMIT)
          .pollInterval(POLL)
          .untilAsserted(() -> assertThat(other.queued()).isZero());
      return beside;
    }
  }

  private static Flood flood(Town other, IntFunction<String> domains) {
    return Flood.start(
        other.smtp(),
        Town.SENDER,
        DEAD_DOMAINS,
        number -> "m" + number + "@" + domains.apply(number));
  }

  private static String dead(int number) {
    return "dead" + number % DEAD_DOMAINS + ".example";
  }

  /** Some domains in a town, each with a host of its own, on a street of their own. */
  private static final class Neighbours implements AutoCloseable {
    private static int streets;

    private final Town town;
    private final String name;
    private final int count;
    private final int street = 10 + streets++;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> arrived = new ConcurrentHashMap<>();
    private final List<ScriptedSmtpServer> hosts = new ArrayList<>();

    Neighbours(Town town, String name, int count) {
      this.town = town;
      this.name = name;
      this.count = count;
      List<String> addresses = addresses();
      for (int host = 0; host < count; host++) {
        town.add(domains().get(host), addresses.get(host));
      }
    }

    List<String> addresses() {
      return IntStream.range(0, count)
          .mapToObj(host -> "127.0." + street + "." + (host + 1))
          .toList();
    }

    List<String> domains() {
      return IntStream.range(0, count).mapToObj(host -> name + host + ".example").toList();
    }

    /** Their hosts serve, each in this manner. */
    void behave(Consumer<ScriptedSmtpServer> manner) {
      for (String address : addresses()) {
        ScriptedSmtpServer host =
            ScriptedSmtpServer.builder().host(address).port(town.hostAt(address).getPort()).start();
        hosts.add(host);
        manner.accept(host);
      }
    }

    /** They serve no more in that manner. */
    void comeToTheirSenses() {
      close();
      hosts.forEach(this::taken);
    }

    @Override
    public void close() {
      hosts.forEach(ScriptedSmtpServer::close);
    }

    /** Mail to the healthy ones, and one in so many to these. */
    void flowBeside(int oneIn) {
      List<String> domains = domains();
      double beside =
          town.flow(
              "beside-" + name,
              oneIn,
              number -> {
                String id = name + "-" + number;
                sent.add(id);
                return id + "@" + domains.get(number / oneIn % count);
              });
      assertThat(beside).isLessThan(MOST_TIMES * undisturbed + GRACE_MILLIS);
    }

    /** Counts what a host has taken while it behaved badly. */
    private void taken(ScriptedSmtpServer host) {
      host.mails().stream()
          .flatMap(mail -> mail.recipients().stream())
          .map(EnvelopeAddress::address)
          .forEach(recipient -> arrived.merge(RecordingSink.idOf(recipient), 1, Integer::sum));
    }

    /** They become healthy: everything arrives. */
    void takeTheRest() throws IOException {
      List<RecordingSink> sinks = new ArrayList<>();
      try {
        for (String address : addresses()) {
          sinks.add(RecordingSink.start(town.hostAt(address)));
        }
        await()
            .atMost(LIMIT)
            .pollInterval(POLL)
            .untilAsserted(
                () -> {
                  town.flush();
                  assertThat(all(sinks).keySet()).containsAll(sent);
                  assertThat(town.queued()).isZero();
                });
        assertThat(all(sinks).values()).containsOnly(1);
        assertThat(town.givenUp()).isEmpty();
      } finally {
        for (RecordingSink sink : sinks) {
          sink.close();
        }
      }
    }

    private Map<String, Integer> all(List<RecordingSink> sinks) {
      Map<String, Integer> all = new ConcurrentHashMap<>(arrived);
      for (RecordingSink sink : sinks) {
        sink.arrivals().forEach((id, times) -> all.merge(id, times.size(), Integer::sum));
      }
      return all.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(name))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
  }
}
