// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.client.Mailbox;
import dev.postroad.playground.client.Message;
import dev.postroad.playground.client.SmtpSubmitter;
import dev.postroad.playground.james.JamesProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The class {@code local} is what James' list of domains says at that moment. */
class LocalDomainIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ERRORS = "var/mail/error";
  private static final String CONTAINER =
      Containers.doing(
          """
          <mailet match="dev.postroad.matchers.RecipientDomainClassIs=local" class="LocalDelivery"/>
          """);

  @Test
  void domainAddedThroughWebAdminIsLocalAtOnce() throws Exception {
    try (JamesProcess james =
        Build.launch(
                Build.jamesWithPostroad("local-domain").confFile("mailetcontainer.xml", CONTAINER))
            .awaitReady(Build.START_LIMIT)) {
      james.webAdmin().createDomain("corp.example");
      james.webAdmin().createUser("amy@corp.example", "amy");
      SmtpSubmitter amy = new SmtpSubmitter(james.smtp(), "amy@corp.example", "amy");

      amy.submit(to("bob@new.example", "before"));
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(james.webAdmin().repositoryKeys(ERRORS)).hasSize(1));

      james.webAdmin().createDomain("new.example");
      james.webAdmin().createUser("bob@new.example", "bob");
      amy.submit(to("bob@new.example", "after"));

      Mailbox bob = new Mailbox(james.pop3(), "bob@new.example", "bob");
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(bob.messagesWith("Subject: after")).hasSize(1));
      assertThat(bob.messages()).hasSize(1);
      assertThat(james.webAdmin().repositoryKeys(ERRORS)).hasSize(1);
    }
  }

  private static Message to(String recipient, String subject) {
    return Message.of("amy@corp.example", List.of(recipient), subject);
  }
}
