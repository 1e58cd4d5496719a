// SPDX-License-Identifier: Apache-2.0
package dev.postroad.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postroad.playground.james.JamesFailure;
import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.james.queue.api.MailQueueFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** A jar in the James that it is not for says in one line which to take, and does nothing else. */
final class WrongFlavourTest {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Pattern OURS = Pattern.compile("^\\S+ [A-Z]+ +d(ev)?\\.p(ostroad)?\\.");
  private static final String DELIVERY =
      """
      <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
        <outgoing>outgoing</outgoing>
      </mailet>
      """;
  private static final String POLICY =
      """
      <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
        <routes>to * direct</routes>
      </mailet>
      """;
  private static final String MATCHER =
      """
      <mailet match="dev.postroad.matchers.SenderDomainClassIs=local" class="Null"/>
      """;

  @Test
  void theJarForJames38RefusesInJames39WhicheverOfItsClassesComesFirst() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try {
      for (String mailets : List.of(DELIVERY, POLICY, MATCHER)) {
        startsNotIn39(mailets + DELIVERY);
      }
    } finally {
      root.detachAppender(log);
    }
    List<String> lines =
        log.list.stream()
            .filter(event -> event.getLoggerName().startsWith("dev.postroad"))
            .map(event -> event.getLevel() + " " + event.getFormattedMessage())
            .toList();
    // One line a class loader, and James' own is anew with each start.
    assertThat(Set.copyOf(lines)).hasSize(1);
    assertThat(lines.get(0))
        .startsWith(Level.ERROR + " " + Built.javaxJar().getFileName() + " is for James 3.8")
        .contains("put " + Built.jakartaJar().getFileName() + " there");
  }

  private static void startsNotIn39(String mailets) throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Container james =
        new Container(
            "wrong-flavour",
            Built.javaxJar(),
            Map.of("mailetcontainer.xml", Processors.doing(mailets)))) {
      assertThatThrownBy(james::start)
          .hasStackTraceContaining("WrongFlavourException")
          .hasStackTraceContaining("put " + Built.jakartaJar().getFileName() + " there");
      assertThat(james.queues.listCreatedMailQueues()).isSubsetOf(MailQueueFactory.SPOOL);
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> !before.contains(thread))
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("postroad"));
    }
  }

  static List<Path> javas() {
    return List.of(Built.javaOfMaven(), Built.javaOfThisTest());
  }

  @ParameterizedTest
  @MethodSource("javas")
  void theJarForJames39RefusesInAJames38(Path java) throws Exception {
    refusesIn38(java, Map.of());
  }

  /** They are made for WebAdmin, before there is any mailet. */
  @Test
  void theJarForJames39RefusesInAJames38ThatAsksForItsHealthChecksFirst() throws Exception {
    refusesIn38(
        Built.javaOfMaven(),
        Map.of(
            "healthcheck.properties",
            "additional.healthchecks=dev.postroad.james.observe.EngineHealthCheck\n"));
  }

  private static void refusesIn38(Path java, Map<String, String> files) throws Exception {
    JamesLayout.Builder builder =
        JamesLayout.in(Built.work("wrong-flavour-38"))
            .helloName("mail.corp.example")
            .dnsServer("127.0.0.1")
            .extension(Built.jakartaJar())
            .confFile(
                "mailetcontainer.xml",
                Processors.doing(MATCHER + POLICY + DELIVERY)
                    .replace("dev.postroad.container.Keep", "Null"));
    files.forEach(builder::confFile);
    try (JamesProcess james = JamesProcess.launch(Built.javaxJames(java), builder.build())) {
      assertThatThrownBy(() -> james.awaitReady(START_LIMIT))
          .isInstanceOf(JamesFailure.class)
          .hasMessageContaining("exit code");
      assertThat(linesOfOurs(james.log()))
          .singleElement()
          .asString()
          .contains("ERROR", Built.jakartaJar().getFileName() + " is for James 3.9 and later")
          .contains("put " + Built.javaxJar().getFileName() + " there");
    }
  }

  /**
   * What we logged, without what James then makes of the exception. Whatever opens a queue or
   * starts a thread of ours logs that.
   */
  private static List<String> linesOfOurs(Path log) throws Exception {
    return Files.readAllLines(log).stream().filter(line -> OURS.matcher(line).find()).toList();
  }
}
