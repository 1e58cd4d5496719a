// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.delivery.Plans;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever listens breaks at all that is told, and mail goes on as if nobody listened. */
class BrokenListenerTest {
  private static final int MAILS = 20;

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("boom"),
        new LinkageError("boom"),
        new AssertionError("boom"),
        new OutOfMemoryError("boom"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void eachMailIsDeliveredOnceThoughTheListenerBreaksAtEverything(Throwable failure) {
    Set<String> told = ConcurrentHashMap.newKeySet();
    List<DeliveryReport> reports = new CopyOnWriteArrayList<>();
    try (PostOffices world = PostOffices.heardBy(breaking(told, failure))) {
      world.closed("mx1.x.example");
      ScriptedSmtpServer server = world.open("mx2.x.example");
      world.dns.mx("x.example", 10, "mx1.x.example");
      world.dns.mx("x.example", 20, "mx2.x.example");
      for (int mail = 0; mail < MAILS; mail++) {
        world.transport().submit(Plans.request("m" + mail, "bob@x.example"), reports::add);
      }

      await().until(() -> world.engine().dispatcher().inFlight() == 0);

      assertThat(reports)
          .hasSize(MAILS)
          .allMatch(report -> report.with(Disposition.DELIVERED).size() == 1);
      assertThat(server.mails()).hasSize(MAILS);
    }

    assertThat(told)
        .contains(
            "taken",
            "planned",
            "inLine",
            "begun",
            "connecting",
            "sessionFailed",
            "hostSuspect",
            "sessionOpened",
            "sessionReused",
            "attemptEnded",
            "sessionEnded",
            "unexpected");
  }

  private static DeliveryListener breaking(Set<String> told, Throwable failure) {
    return (DeliveryListener)
        Proxy.newProxyInstance(
            BrokenListenerTest.class.getClassLoader(),
            new Class<?>[] {DeliveryListener.class},
            (proxy, method, arguments) -> {
              told.add(method.getName());
              throw failure;
            });
  }
}
