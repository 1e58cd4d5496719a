// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.playground.client.Message;
import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What operators do to mail that waits: wherever James keeps it, and over the sudden end of its
 * process.
 */
class MailsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int RUN = 16;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SENDER = "amy@corp.example";
  private static final List<String> NAMES =
      List.of("flushed", "held", "bounced", "deleted", "requeued");

  /** Whose mail is taken; everybody else is to come later, but for the sender, who gets notices. */
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  @ParameterizedTest
  @ValueSource(strings = {"queue", "repository"})
  void eachActionDoesWhatItSaysWhereverMailWaits(String deferral) throws Exception {
    try (RecordingSink sink = RecordingSink.start(this::comesLater)) {
      Listeners listeners = Listeners.onFreePorts();
      JamesLayout.Builder layout =
          Build.jamesWithPostroad("mails-" + deferral)
              .listeners(listeners)
              .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
              .confFile("mailetcontainer.xml", container(sink.address(), deferral));
      try (JamesProcess james =
          Build.launch(withRoutes(layout, listeners)).awaitReady(Build.START_LIMIT)) {
        deferAll(james);
        actOnEach(james, sink);
        assertThat(Files.readString(james.log()))
            .contains("hold by unknown: mail ", "reason: none given; result: done to 1 of 1");
      }
    }
  }

  private void actOnEach(JamesProcess james, RecordingSink sink) throws Exception {
    String held = id(james, "held");
    assertThat(act(james, held, "hold").path("done").asInt()).isEqualTo(1);
    assertThat(act(james, held, "hold").path("done").asInt()).isEqualTo(1);
    assertThat(act(james, held, "flush").at("/reasons/0/why").asText()).contains("release it");

    String bounced = id(james, "bounced");
    post(james, "/postroad/mails/" + bounced + "?action=bounce", "{\"text\":\"no more of this\"}");
    awaitArrival(sink, "amy");

    String deleted = id(james, "deleted");
    act(james, deleted, "delete");

    String requeued = id(james, "requeued");
    act(james, requeued, "requeue");
    awaitTotal(james, "recipient=requeued@x.example&state=deferred", 1);
    assertThat(id(james, "requeued")).startsWith(origin(requeued));

    open.addAll(NAMES);
    String filter = "recipient=@x.example";
    JsonNode dry = post(james, "/postroad/mails?action=flush&dryRun=true&" + filter, "");
    assertThat(dry.path("done").asInt()).isEqualTo(2);
    assertThat(dry.at("/reasons/0/why").asText()).isEqualTo("it is held: release it");
    assertThat(dry.at("/reasons/0/sample/0").asText()).isEqualTo(held);
    JsonNode task = post(james, "/postroad/mails?action=flush&" + filter, "");
    JsonNode ended = james.webAdmin().get("/tasks/" + task.path("taskId").asText() + "/await");
    for (String counted : List.of("selected", "done", "later", "skipped", "reasons")) {
      assertThat(ended.path("additionalInformation").path(counted)).isEqualTo(dry.path(counted));
    }
    awaitArrival(sink, "flushed");
    awaitArrival(sink, "requeued");

    assertThat(mails(james, "").path("total").asInt()).isEqualTo(1);
    assertThat(sink.ids()).doesNotContain("held", "deleted", "bounced");
    act(james, held, "release");
    awaitArrival(sink, "held");
    awaitTotal(james, "", 0);
    assertThat(sink.arrivals().values()).allMatch(times -> times.size() == 1);
    assertThat(traced(james, held))
        .containsSequence("held", "released")
        .startsWith("accepted")
        .endsWith("delivered");
    assertThat(traced(james, "deleted@x.example")).endsWith("deleted");
    assertThat(traced(james, origin(requeued))).contains("requeued").endsWith("delivered");
  }

  @Test
  void onActiveMqDeferredMailIsFlushedAndHeldMailOutlivesAKill() throws Exception {
    try (RecordingSink sink = RecordingSink.start(this::comesLater)) {
      Listeners listeners = Listeners.onFreePorts();
      JamesLayout layout =
          withRoutes(
                  DurableJames.describe(
                      "mails-durable", listeners, sink.address(), "<retry>1h</retry>"),
                  listeners)
              .build();
      String held;
      JamesProcess james =
          JamesProcess.launch(Build.durableJames(), layout).awaitReady(Build.START_LIMIT);
      try {
        deferAll(james);
        held = id(james, "held");
        act(james, held, "hold");
        open.add("flushed");
        act(james, id(james, "flushed"), "flush");
        awaitArrival(sink, "flushed");
      } finally {
        james.kill();
      }

      open.addAll(NAMES);
      james = JamesProcess.relaunch(Build.durableJames(), layout).awaitReady(Build.START_LIMIT);
      try {
        awaitTotal(james, "state=held", 1);
        awaitTotal(james, "state=deferred", NAMES.size() - 2);
        post(james, "/postroad/mails?action=flush&state=deferred", "");
        for (String name : List.of("bounced", "deleted", "requeued")) {
          awaitArrival(sink, name);
        }
        assertThat(sink.ids()).doesNotContain("held");
        act(james, held, "release");
        awaitArrival(sink, "held");
      } finally {
        james.kill();
      }
    }
  }

  @Test
  void aRunThatWaitsAtASlowSiteIsHeldOrDeletedAtOnce() throws Exception {
    open.addAll(List.of("slow0", "slow1"));
    Semaphore patience = new Semaphore(0);
    try (RecordingSink sink =
        RecordingSink.start(
            recipient -> {
              if (recipient.startsWith("slow")) {
                patience.acquireUninterruptibly();
              }
              return comesLater(recipient);
            })) {
      Listeners listeners = Listeners.onFreePorts();
      JamesLayout.Builder layout =
          Build.jamesWithPostroad("mails-run")
              .listeners(listeners)
              .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
              .confFile("mailetcontainer.xml", container(sink.address(), "repository"));
      try (JamesProcess james =
          Build.launch(withRoutes(layout, listeners)).awaitReady(Build.START_LIMIT)) {
        List<String> run = startRun(james, "slow0", "run");

        JsonNode held = actOnRun(james, "hold");

        assertThat(held.path("done").asInt()).isEqualTo(RUN);
        assertThat(held.path("later").asInt()).isZero();
        patience.release();
        awaitArrival(sink, "slow0");
        awaitTotal(james, "", RUN);
        awaitTotal(james, "state=held", RUN);
        assertThat(sink.ids()).containsExactly("slow0");
        assertThat(actOnRun(james, "release").path("done").asInt()).isEqualTo(RUN);
        run.forEach(name -> awaitArrival(sink, name));
        awaitTotal(james, "", 0);

        startRun(james, "slow1", "spam");
        assertThat(actOnRun(james, "delete").path("done").asInt()).isEqualTo(RUN);
        awaitTotal(james, "", 1);
        assertThat(act(james, id(james, "slow1"), "hold").path("later").asInt()).isEqualTo(1);
        patience.release();
        awaitArrival(sink, "slow1");
        awaitTotal(james, "", 0);
        assertThat(sink.ids()).noneMatch(name -> name.startsWith("spam"));
        assertThat(sink.arrivals().values()).allMatch(times -> times.size() == 1);
      } finally {
        patience.release(RUN);
      }
    }
  }

  /** One mail is being tried, and all of a run, which would be taken, wait behind it. */
  private List<String> startRun(JamesProcess james, String first, String name) throws IOException {
    send(james, first + "@x.example");
    awaitTotal(james, "state=sending", 1);
    List<String> run = IntStream.range(0, RUN).mapToObj(i -> name + i).toList();
    open.addAll(run);
    for (String each : run) {
      send(james, each + "@run.example");
    }
    awaitTotal(james, "state=waiting", RUN);
    return run;
  }

  private static JsonNode actOnRun(JamesProcess james, String action) throws IOException {
    String path = "/postroad/mails?recipient=@run.example&action=" + action;
    String task = post(james, path, "").path("taskId").asText();
    return james.webAdmin().get("/tasks/" + task + "/await").path("additionalInformation");
  }

  private boolean comesLater(String recipient) {
    return !recipient.equals(SENDER) && !open.contains(local(recipient));
  }

  private static String local(String address) {
    return address.substring(0, address.indexOf('@'));
  }

  /** What James' name of a mail begins with, whatever has come of it. */
  private static String origin(String id) {
    return id.substring(0, id.indexOf("-to-") < 0 ? id.indexOf("-via-") : id.indexOf("-to-"));
  }

  private static JamesLayout.Builder withRoutes(JamesLayout.Builder layout, Listeners listeners)
      throws IOException {
    return layout
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
            Files.readString(Build.installation().sample("operations/extensions.properties")));
  }

  private static String container(InetSocketAddress peer, String deferral) {
    return Containers.doing(
        """
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <gateway>127.0.0.1</gateway>
          <gatewayPort>%d</gatewayPort>
          <allowNetwork>127.0.0.0/8</allowNetwork>
          <retry>1h</retry>
          <connections>1</connections>
          <deferral>%s</deferral>
          <bounceProcessor>bounces</bounceProcessor>
        </mailet>
        """
            .formatted(peer.getPort(), deferral));
  }

  private void deferAll(JamesProcess james) throws Exception {
    for (String name : NAMES) {
      send(james, name + "@x.example");
    }
    awaitTotal(james, "state=deferred", NAMES.size());
  }

  private static void send(JamesProcess james, String recipient) throws IOException {
    try (SmtpDialogue smtp = SmtpDialogue.with(james.smtp())) {
      for (String command :
          List.of(
              "EHLO client.example", "MAIL FROM:<" + SENDER + ">", "RCPT TO:<" + recipient + ">")) {
        assertThat(smtp.command(command).isPositive()).as(command).isTrue();
      }
      assertThat(smtp.command("DATA").code()).isEqualTo(354);
      String text = Message.of(SENDER, List.of(recipient), "a greeting").text();
      assertThat(smtp.content(text).isPositive()).isTrue();
    }
  }

  private static JsonNode mails(JamesProcess james, String filter) throws IOException {
    return james.webAdmin().get("/postroad/mails?" + filter);
  }

  private static void awaitTotal(JamesProcess james, String filter, int total) {
    Predicate<JsonNode> isSo = found -> found.path("total").asInt() == total;
    await().atMost(LIMIT).pollInterval(POLL).until(() -> mails(james, filter), isSo);
  }

  private static String id(JamesProcess james, String name) throws IOException {
    return mails(james, "recipient=" + name + "@x.example").at("/mails/0/id").asText();
  }

  private static JsonNode act(JamesProcess james, String id, String action) throws IOException {
    return post(james, "/postroad/mails/" + id + "?action=" + action, "");
  }

  private static JsonNode post(JamesProcess james, String path, String body) throws IOException {
    HttpResponse<String> response = james.webAdmin().ask("POST", path, body);
    assertThat(response.statusCode() / 100).as("%s: %s", path, response.body()).isEqualTo(2);
    return JSON.readTree(response.body());
  }

  private static void awaitArrival(RecordingSink sink, String name) {
    await().atMost(LIMIT).pollInterval(POLL).until(() -> sink.ids().contains(name));
  }

  private static List<String> traced(JamesProcess james, String query) throws IOException {
    return james
        .webAdmin()
        .get("/postroad/trace?q=" + query)
        .at("/mails/0/events")
        .findValuesAsText("what");
  }
}
