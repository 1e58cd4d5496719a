// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.client.Mailbox;
import dev.postroad.playground.client.Message;
import dev.postroad.playground.client.Pop3Client;
import dev.postroad.playground.client.SmtpSubmitter;
import dev.postroad.playground.james.JamesFailure;
import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.JamesRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The harness itself, on two Jameses without any extension. */
class StockJamesIT {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Path WORK = Path.of(System.getProperty("postroad.work"));

  @Test
  void twoJamesesStartSideBySideAndDeliverToTheirOwnUsers() throws Exception {
    try (JamesProcess a = launch("a", "mail.a.example");
        JamesProcess b = launch("b", "mail.b.example")) {
      for (JamesProcess james : List.of(a.awaitReady(START_LIMIT), b.awaitReady(START_LIMIT))) {
        deliversLocally(james);
      }
      assertThat(a.webAdmin().queues()).contains("spool");
    }
  }

  private static void deliversLocally(JamesProcess james) throws IOException {
    james.webAdmin().createDomain("here.example");
    james.webAdmin().createUser("amy@here.example", "amy-secret");
    james.webAdmin().createUser("bob@here.example", "bob-secret");
    Message message = Message.of("amy@here.example", List.of("bob@here.example"), "a greeting");

    new SmtpSubmitter(james.smtp(), "amy@here.example", "amy-secret").submit(message);

    Mailbox mailbox = new Mailbox(james.pop3(), "bob@here.example", "bob-secret");
    await().until(() -> mailbox.messagesWith("Subject: a greeting").size() == 1);
    try (Pop3Client pop3 = mailbox.open()) {
      assertThat(pop3.stat().messages()).isEqualTo(1);
      assertThat(pop3.list()).hasSize(1);
      assertThat(pop3.uidl()).hasSize(1);
      assertThat(pop3.top(1, 0)).contains("Subject: a greeting").doesNotContain("begins with");
      assertThat(pop3.retr(1)).contains("\n.a line that begins with a dot\n");
      pop3.dele(1);
      pop3.quit();
    }
    assertThat(mailbox.messages()).isEmpty();
  }

  @Test
  void aJamesThatCannotStartSaysWhy() throws Exception {
    JamesLayout broken =
        JamesLayout.in(WORK.resolve("broken"))
            .confFile("healthcheck.properties", "healthcheck.period=1ms")
            .build();
    try (JamesProcess james = JamesProcess.launch(runtime(), broken)) {
      assertThatThrownBy(() -> james.awaitReady(START_LIMIT))
          .isInstanceOf(JamesFailure.class)
          .hasMessageContaining("exit code")
          .hasMessageContaining("'period' must be equal or greater than");
    }
  }

  private static JamesProcess launch(String name, String helloName) throws IOException {
    return JamesProcess.launch(
        runtime(),
        JamesLayout.in(WORK.resolve(name)).helloName(helloName).dnsServer("127.0.0.1").build());
  }

  private static JamesRuntime runtime() throws IOException {
    return JamesRuntime.in(Path.of(System.getProperty("james.lib")));
  }
}
