// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.client.SmtpReply;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.playground.james.LoopbackPorts;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Strangers try all the old ways to have a James send their mail to somewhere else. */
class OpenRelayIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String POLICY =
      """
      [classes]
      backed-up: customer.example, .customer.example
      [permit]
      user *    from class:local, @reports.example    quota=people
      to class:backed-up
      to backup-mx(198.51.100.0/24)
      client 203.0.113.0/24
      [relays]
      hub  smtp://127.0.0.1:%d  tls=none
      [routes]
      to *      via hub
      """;

  /**
   * Each means bob at elsewhere.example, to some mail server that was made before you were born.
   */
  private static final List<String> PROBES =
      List.of(
          "bob@elsewhere.example",
          "bob@ELSEWHERE.example",
          "bob@a.elsewhere.example",
          "bob@elsewhere.example.",
          "bob%elsewhere.example",
          "bob%elsewhere.example@corp.example",
          "bob%elsewhere.example@mail.corp.example",
          "bob%elsewhere.example@customer.example",
          "bob%elsewhere.example@[127.0.0.1]",
          "bob%elsewhere.example@localhost",
          "bob%elsewhere.example%customer.example@corp.example",
          "elsewhere.example!bob",
          "elsewhere.example!bob@corp.example",
          "elsewhere.example!bob@customer.example",
          "elsewhere.example!bob@[127.0.0.1]",
          "corp.example!elsewhere.example!bob",
          "\"bob@elsewhere.example\"",
          "\"bob@elsewhere.example\"@corp.example",
          "\"bob@elsewhere.example\"@customer.example",
          "\"bob%elsewhere.example\"",
          "@corp.example:bob@elsewhere.example",
          "@customer.example:bob@elsewhere.example",
          "@corp.example,@customer.example:bob@elsewhere.example",
          "@elsewhere.example:bob@corp.example",
          "bob@corp.example@elsewhere.example",
          "bob@elsewhere.example@corp.example",
          "bob@elsewhere.example@customer.example",
          "bob@customer.example.elsewhere.example",
          "bob@notcustomer.example",
          "bob@between.example",
          "bob@[127.0.0.1]",
          "bob@[192.0.2.1]",
          "bob@[IPv6:2001:db8::1]",
          "postmaster@elsewhere.example",
          "abuse@elsewhere.example",
          "<bob@elsewhere.example>",
          "bob @elsewhere.example");

  private static final List<String> SENDERS =
      List.of("x@stranger.example", "", "amy@corp.example", "x@customer.example", "x@[127.0.0.1]");

  /** Who gets mail in the other tests. */
  private static final List<String> PERMITTED =
      List.of("carl@customer.example", "dora@elsewhere.example", "emil@elsewhere.example");

  /** A second door of the same James, where nobody asks the table. */
  private static final InetSocketAddress UNGUARDED = LoopbackPorts.free("127.0.0.1");

  private static final ScriptedSmtpServer peer = ScriptedSmtpServer.start();
  private static final AuthoritativeDns dns = dns();
  private static final JamesProcess james = start();

  /** Strangers have domains of their own, too, in which they name us. */
  private static AuthoritativeDns dns() {
    AuthoritativeDns all = AuthoritativeDns.start().nxdomainElsewhere();
    all.zone("elsewhere.example").mx(10, "mx.elsewhere.example");
    all.zone("elsewhere.example").mx(20, "mail.corp.example");
    all.zone("elsewhere.example").a("mx.elsewhere.example", "203.0.113.1");
    all.zone("backed.example").mx(10, "mx.backed.example").mx(20, "mail.corp.example");
    all.zone("backed.example").a("mx.backed.example", "198.51.100.1");
    all.zone("between.example")
        .mx(10, "mx.backed.example")
        .mx(15, "mx.elsewhere.example")
        .mx(20, "mail.corp.example");
    all.zone("silent.example").mx(10, "mx.silent.example");
    all.fault("silent.example", "MX", Fault.servfail());
    all.host("mail.corp.example", "192.0.2.1");
    return all;
  }

  private static JamesProcess start() {
    try {
      Listeners listeners = Listeners.onFreePorts();
      return Build.launch(
          Build.jamesWithPostroad("open-relay")
              .listeners(listeners)
              .confFile("policy", POLICY.formatted(peer.port()))
              .confFile("smtpserver.xml", smtpServers(listeners))
              .confFile(
                  "mailetcontainer.xml",
                  Containers.doing(
                      """
                      <mailet match="RecipientIsLocal" class="LocalDelivery"/>
                      <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
                        <policy>file://conf/policy</policy>
                        <bounceProcessor>error</bounceProcessor>
                      </mailet>
                      <mailet match="HasMailAttribute=postroad.quota.people" class="AddFooter">
                        <text>counted</text>
                      </mailet>
                      <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                        <dns>127.0.0.1:%d</dns>
                        <self>mail.corp.example</self>
                      </mailet>
                      """
                          .formatted(dns.port()))));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String smtpServers(Listeners listeners) {
    Listeners unguarded = new Listeners(UNGUARDED, listeners.pop3(), listeners.webAdmin());
    return SmtpServers.together(
        SmtpServers.askingThePermitTable(listeners), SmtpServers.openToThisMachine(unguarded));
  }

  @BeforeAll
  static void awaitJames() throws Exception {
    james.awaitReady(Build.START_LIMIT);
    james.webAdmin().createDomain("corp.example");
    james.webAdmin().createUser("amy@corp.example", "amy");
  }

  @AfterAll
  static void stop() {
    james.close();
    peer.close();
    dns.close();
  }

  @Test
  void noStrangerFindsAWayToRelay() throws Exception {
    List<String> taken = new ArrayList<>();
    try (SmtpDialogue stranger = SmtpDialogue.with(james.smtp())) {
      stranger.command("EHLO stranger.example");
      for (String sender : SENDERS) {
        for (String probe : PROBES) {
          stranger.command("RSET");
          SmtpReply mail = stranger.command("MAIL FROM:<" + sender + ">");
          SmtpReply rcpt = stranger.command("RCPT TO:<" + probe + ">");
          // James itself says 451 to a quoted local part that it cannot make a user's name of.
          if (rcpt.code() < 400) {
            taken.add(mail.code() + " " + sender + " to " + probe + ": " + rcpt);
          }
        }
      }
    }

    assertThat(taken).isEmpty();
  }

  @Test
  void whatIsTakenUnaskedGoesNowhereAllTheSame() throws Exception {
    int taken = 0;
    try (SmtpDialogue stranger = SmtpDialogue.with(UNGUARDED)) {
      stranger.command("EHLO stranger.example");
      for (String sender : SENDERS) {
        for (String probe : PROBES) {
          stranger.command("RSET");
          stranger.command("MAIL FROM:<" + sender + ">");
          if (stranger.command("RCPT TO:<" + probe + ">").isPositive()) {
            assertThat(stranger.command("DATA").code()).isEqualTo(354);
            assertThat(stranger.content("Subject: hello\n\nhello\n").isPositive()).isTrue();
            taken++;
          }
        }
      }
    }

    assertThat(taken).isGreaterThan(SENDERS.size() * PROBES.size() / 3);
    int all = taken;
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(james.webAdmin().repositoryKeys("var/mail/error"))
                    .as("all that was taken is refused by the policy")
                    .hasSize(all));
    assertThat(peer.mails()).flatExtracting(ReceivedMail::to).isSubsetOf(PERMITTED);
  }

  @Test
  void whoIsDeniedHearsSoAtRcptAndTheLogNamesTheTable() throws Exception {
    try (SmtpDialogue stranger = SmtpDialogue.with(james.smtp())) {
      stranger.command("EHLO stranger.example");
      stranger.command("MAIL FROM:<x@stranger.example>");

      assertThat(stranger.command("RCPT TO:<bob@denied.example>").toString())
          .isEqualTo("550 5.7.1 we do not relay to denied.example for strangers");
      assertThat(stranger.command("RCPT TO:<nobody@corp.example>").code()).isEqualTo(550);
    }
    assertThat(Files.readString(james.log()))
        .contains(
            "bob@denied.example is refused at RCPT, from x@stranger.example",
            "file://conf/policy line 3: no line permits it");
  }

  @Test
  void aBackupMxTakesMailForThoseWhosePrimaryItKnowsAndSaysLaterWhileTheDnsIsSilent()
      throws Exception {
    try (SmtpDialogue stranger = SmtpDialogue.with(james.smtp())) {
      stranger.command("EHLO stranger.example");
      stranger.command("MAIL FROM:<x@stranger.example>");

      assertThat(stranger.command("RCPT TO:<bob@backed.example>").isPositive()).isTrue();
      assertThat(stranger.command("RCPT TO:<bob@elsewhere.example>").code()).isEqualTo(550);
      assertThat(stranger.command("RCPT TO:<bob@silent.example>").toString())
          .isEqualTo("450 4.4.3 the DNS does not say for now whether we relay to silent.example");
    }
  }

  @Test
  void whomALinePermitsIsTakenAndTheMailIsStampedWithItsQuota() throws Exception {
    try (SmtpDialogue stranger = SmtpDialogue.with(james.smtp())) {
      stranger.command("EHLO stranger.example");
      send(stranger, "x@stranger.example", "carl@customer.example");
    }
    try (SmtpDialogue amy = SmtpDialogue.with(james.smtp())) {
      amy.command("EHLO laptop.example");
      assertThat(amy.authPlain("amy@corp.example", "amy").code()).isEqualTo(235);
      send(amy, "amy@corp.example", "dora@elsewhere.example");
      send(amy, "amy@reports.example", "emil@elsewhere.example");

      amy.command("MAIL FROM:<amy@bank.example>");
      assertThat(amy.command("RCPT TO:<bob@elsewhere.example>").toString())
          .isEqualTo("550 5.7.1 we do not relay to elsewhere.example for this user and sender");
    }

    peer.awaitMails(3, LIMIT);
    assertThat(peer.mails())
        .extracting(mail -> mail.to().get(0) + " " + mail.text().contains("counted"))
        .containsExactlyInAnyOrder(
            "carl@customer.example false",
            "dora@elsewhere.example true",
            "emil@elsewhere.example true");
  }

  private static void send(SmtpDialogue smtp, String sender, String recipient) throws IOException {
    smtp.command("MAIL FROM:<" + sender + ">");
    assertThat(smtp.command("RCPT TO:<" + recipient + ">").isPositive()).isTrue();
    assertThat(smtp.command("DATA").code()).isEqualTo(354);
    assertThat(smtp.content("Subject: hello\n\nGood morning.\n").isPositive()).isTrue();
  }
}
