// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.playground.james.LoopbackPorts;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.smtp.Rule;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The checks at James' {@code /healthcheck}: each is well, then in trouble, and says with what, and
 * well again when that is over. What {@link ObservabilityIT} shows of relays, policy and records is
 * not repeated.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AMY = "amy@corp.example";
  private static final String HEALTHY = "healthy";
  private static final int UNAVAILABLE = 503;

  private final ScriptedSmtpServer peer = ScriptedSmtpServer.start();

  /** Where the name server is, once it is. */
  private final InetSocketAddress nameServer = LoopbackPorts.free("127.0.0.1");

  private JamesProcess james;

  /** One that has no delivery. */
  private JamesProcess idle;

  private MailFlow flow;

  @BeforeAll
  void start() throws Exception {
    idle = Build.launch(layout("health-idle", ""));
    james =
        Build.launch(
            layout("health", delivery())
                .extension(StandIn.jar("LongUnderWay"))
                .confFile("mailrepositorystore.xml", DurableJames.REPOSITORIES)
                .confFile("policy", policy())
                // What a disk that was full has left of it.
                .confFile(
                    "../var/postroad/site-orders.properties",
                    "order.1.kind=suspension\norder.1.site=mx.calm.example\norder.1.by=ol"));
    idle.awaitReady(Build.START_LIMIT);
    james.awaitReady(Build.START_LIMIT);
    flow = new MailFlow(james);
  }

  @AfterAll
  void stop() {
    if (idle != null) {
      idle.close();
    }
    if (james != null) {
      james.close();
    }
    peer.close();
  }

  private static JamesLayout.Builder layout(String name, String mailets) throws IOException {
    Listeners listeners = Listeners.onFreePorts();
    return Build.jamesWithPostroad(name)
        .listeners(listeners)
        .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
        .confFile("mailetcontainer.xml", Containers.doing(mailets))
        .confFile(
            "webadmin.properties",
            """
            enabled=true
            host=127.0.0.1
            port=%d
            jwt.enabled=false
            extensions.routes=dev.postroad.james.webadmin.PostroadRoutes
            """
                .formatted(listeners.webAdmin().getPort()))
        .confFile(
            "extensions.properties",
            Files.readString(Build.installation().sample("operations/extensions.properties")))
        .confFile(
            "healthcheck.properties",
            Files.readString(Build.installation().sample("operations/healthcheck.properties")));
  }

  private String delivery() {
    String delivery =
        """
        <mailet match="%s" class="dev.postroad.mailets.MxRemoteDelivery">
          <outgoing>%s</outgoing>
          <deferral>%s</deferral>
          <dns>127.0.0.1:%d</dns>
          <port>%d</port>
          <allowNetwork>127.0.0.0/8</allowNetwork>
          <tls>none</tls>
          <retry>1h</retry>
          <bounceProcessor>bounces</bounceProcessor>
        </mailet>
        """;
    return """
        <mailet match="SenderIs=late@corp.example" class="dev.postroad.it.LongUnderWay"/>
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <policy>file://conf/policy</policy>
        </mailet>
        """
        + delivery.formatted(
            "SenderIs=spare@corp.example", "spare", "queue", nameServer.getPort(), peer.port())
        + delivery.formatted("All", "outgoing", "repository", nameServer.getPort(), peer.port());
  }

  /** Of what goes by the relay nobody asks a name server. */
  private String policy() {
    return """
        [relays]
        plain smtp://[127.0.0.1]:%d tls=none
        [routes]
        to @relayed.example via plain
        to * direct
        """
        .formatted(peer.port());
  }

  @Test
  void eachCheckOfThePageForOperatorsIsThere() throws Exception {
    assertThat(health(idle).keySet())
        .contains(
            "Postroad engine",
            "Postroad resolver",
            "Postroad policy",
            "Postroad relays",
            "Postroad deferral",
            "Postroad oldest mail",
            "Postroad records",
            "Postroad orders");
  }

  @Test
  void jamesWithoutADeliveryIsDegradedAndOneWithItHealthy() throws Exception {
    assertThat(health(idle).get("Postroad engine"))
        .startsWith("degraded no MxRemoteDelivery has started")
        .contains("mailetcontainer.xml");
    assertThat(idle.webAdmin().get("/postroad/overview").at("/problems/0").asText())
        .contains("no MxRemoteDelivery has started");
  }

  /** James' own list of the mails in a memory queue closes that queue for good (3.8.1). */
  @Test
  void queueThatBreaksIsUnhealthyByName() throws Exception {
    assertThat(health("engine")).isEqualTo(HEALTHY);

    assertThat(james.webAdmin().ask("GET", "/mailQueues/spare/mails", "").statusCode())
        .isEqualTo(200);

    awaitHealth("engine", "unhealthy no mail is taken from spare: ");
    // The other queue is no worse for it.
    flow.send(AMY, "ann@relayed.example");
    MailFlow.arrives(peer, "ann@relayed.example");
  }

  @Test
  void nameServerThatIsAwayIsUnhealthyOneThatFailsDegradedAndOneThatAnswersHealthy()
      throws Exception {
    assertThat(health("resolver")).isEqualTo(HEALTHY);
    sendEach("away", 6);
    awaitHealth("resolver", "unhealthy ", " of the last 5 minutes had no answer, the last one: ");
    assertThat(health("resolver")).contains("127.0.0.1:" + nameServer.getPort());

    try (AuthoritativeDns dns = AuthoritativeDns.start(nameServer.getPort())) {
      for (String how : new String[] {"away", "failing", "well"}) {
        for (int i = 0; i < 20; i++) {
          String domain = how + i + ".example";
          dns.zone(domain).mx(10, "mx." + domain).a("mx." + domain, "127.0.0.1");
        }
      }
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                james.webAdmin().ask("POST", "/postroad/mails?action=flush&cause=dns", "");
                return MailFlow.mails(peer, ".example").stream()
                        .filter(mail -> mail.to().get(0).contains("@away"))
                        .count()
                    == 6;
              });
      awaitHealth("resolver", HEALTHY);

      dns.fault("*", "*", Fault.servfail());
      sendEach("failing", 20);
      awaitHealth("resolver", "degraded ", "SERVFAIL");

      dns.heal();
      sendEach("well", 12);
      awaitHealth("resolver", HEALTHY);
    }
  }

  private void sendEach(String domain, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      flow.send(AMY, "bob@" + domain + i + ".example");
    }
  }

  @Test
  void storeOfDeferredMailThatIsUnusableIsDegradedUntilItHasTheMail() throws Exception {
    Rule unused = peer.on(Stage.RCPT).matching("kept").reply("450 4.2.1 come later");
    flow.send(AMY, "kept1@relayed.example");
    awaitDeferred("kept1@relayed.example");
    assertThat(health("deferral")).isEqualTo(HEALTHY);
    Path store = james.directory().resolve("var/mail/postroad-deferred/outgoing");
    Path aside = store.resolveSibling("aside");

    Files.move(store, aside);
    Files.writeString(store, "no folder");
    flow.send(AMY, "kept2@relayed.example");
    awaitHealth("deferral", "degraded 1 mails could not be put where they are to go", "outgoing");
    assertThat(health("deferral")).contains("full disk");

    Files.delete(store);
    Files.move(aside, store);
    awaitHealth("deferral", HEALTHY);
    awaitDeferred("kept2@relayed.example");
    assertThat(MailFlow.attempts(peer, "kept2@relayed.example")).isEqualTo(1);
  }

  private void awaitDeferred(String recipient) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                james
                        .webAdmin()
                        .get("/postroad/mails?state=deferred&recipient=" + recipient)
                        .path("total")
                        .asInt()
                    == 1);
  }

  @Test
  void mailOfMoreThanADayIsDegradedUntilItIsHeldOrHasArrived() throws Exception {
    assertThat(health("oldest mail")).isEqualTo(HEALTHY);
    Rule busy = peer.on(Stage.RCPT).matching("patient").reply("450 4.2.1 come later");
    flow.send("late@corp.example", "patient@relayed.example");
    awaitHealth(
        "oldest mail",
        "degraded ",
        " from late@corp.example to patient@relayed.example has been on its way for 25 hours, with"
            + " 4 attempts, the last: 450 4.2.1 come later");
    String mail =
        james
            .webAdmin()
            .get("/postroad/mails?recipient=patient@relayed.example")
            .at("/mails/0/id")
            .asText();
    assertThat(health("oldest mail")).startsWith("degraded " + mail);

    act(mail, "hold");
    awaitHealth("oldest mail", HEALTHY);
    act(mail, "release");
    awaitHealth("oldest mail", "degraded ", "patient@relayed.example");

    busy.heal();
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              james.webAdmin().ask("POST", "/postroad/mails/" + mail + "?action=flush", "");
              return !MailFlow.mails(peer, "patient@relayed.example").isEmpty();
            });
    awaitHealth("oldest mail", HEALTHY);
  }

  private void act(String mail, String action) throws IOException {
    HttpResponse<String> answer =
        james.webAdmin().ask("POST", "/postroad/mails/" + mail + "?action=" + action, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void ordersThatWereLostAtTheStartAreDegradedUntilOneIsGiven() throws Exception {
    assertThat(health("orders"))
        .startsWith("degraded orders of operators were lost at the start")
        .contains("site-orders.properties: its end is missing");

    HttpResponse<String> answer =
        james.webAdmin().ask("PATCH", "/postroad/sites/mx.calm.example", "{\"suspended\":true}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(health("orders")).isEqualTo(HEALTHY);
    try (var files = Files.list(james.directory().resolve("var/postroad"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("site-orders.properties.unreadable-"));
    }
  }

  private void awaitHealth(String check, String begin, String... parts) {
    await(check + " is " + begin)
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              String told = health(check);
              assertThat(told).startsWith(begin);
              assertThat(List.of(parts)).as(told).allMatch(told::contains);
            });
  }

  private String health(String check) throws IOException {
    return health(james).getOrDefault("Postroad " + check, "not there");
  }

  /** By name: {@code healthy}, or the status and the words. */
  private static Map<String, String> health(JamesProcess of) throws IOException {
    HttpResponse<String> answer = of.webAdmin().ask("GET", "/healthcheck", "");
    Map<String, String> found = new TreeMap<>();
    for (JsonNode check : JSON.readTree(answer.body()).path("checks")) {
      String status = check.path("status").asText();
      found.put(
          check.path("componentName").asText(),
          status.equals(HEALTHY) ? status : status + " " + check.path("cause").asText());
    }
    assertThat(answer.statusCode() == UNAVAILABLE)
        .as(answer.body())
        .isEqualTo(found.values().stream().anyMatch(check -> check.startsWith("unhealthy")));
    return found;
  }
}
