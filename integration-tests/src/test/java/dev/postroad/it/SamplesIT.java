// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.smtp.LmtpServer;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample configuration, in a real James; mail goes through those that are about policy. */
class SamplesIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Set<String> WITH_MAIL =
      Set.of("transport-map", "sender-dependent-relay", "backup-mx", "classify-and-log", "quotas");

  private final TestCertificates authority = TestCertificates.create();

  static List<String> samples() throws IOException {
    return Sample.names().stream().filter(name -> !WITH_MAIL.contains(name)).toList();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleIsLoadedByJames(String sample) throws Exception {
    try (JamesProcess james = Sample.named(sample).start()) {
      assertThat(james.isAlive()).isTrue();
    }
  }

  @Test
  void aTransportMapLeadsEachDomainItsWay() throws Exception {
    try (AuthoritativeDns dns = AuthoritativeDns.start().nxdomainElsewhere();
        ScriptedSmtpServer factory = ScriptedSmtpServer.start();
        ScriptedSmtpServer direct = withTls("mx.bank.example");
        ScriptedSmtpServer out1 = withTls("out1.example.net");
        ScriptedSmtpServer out2 = withTls("out2.example.net");
        LmtpServer archive = LmtpServer.start(to -> "250 2.0.0 stored")) {
      for (String domain : List.of("bank.example", "plain.example", "slow.example")) {
        dns.zone(domain).mx(10, "mx." + domain).a("mx." + domain, "127.0.0.1");
      }
      dns.zone("dead.example").mx(10, "mx.dead.example").a("mx.dead.example", "127.0.0.9");
      for (String host :
          List.of(
              "mail.factory.example",
              "archive.corp.example",
              "out1.example.net",
              "out2.example.net")) {
        dns.host(host, "127.0.0.1");
      }
      direct.on(Stage.RCPT).matching("slow.example").reply("451 4.3.2 come back");
      out2.on(Stage.RCPT).matching("slow.example").reply("451 4.3.2 come back");
      Sample sample =
          sample("transport-map", dns, direct)
              .at("[mail.factory.example]:2525", factory.port())
              .at("[archive.corp.example]:24", archive.address().getPort())
              .at("[out1.example.net]", out1.port())
              .at("[out2.example.net]", out2.port());
      try (JamesProcess james = sample.start()) {
        MailFlow flow = new MailFlow(james);
        flow.createUser("amy@corp.example");
        for (String to :
            List.of(
                "x@factory.example",
                "x@shop.factory.example",
                "journal@archive.example",
                "x@bank.example",
                "x@closed.example",
                "x@trap.example",
                "x@plain.example",
                "x@dead.example",
                "x@slow.example")) {
          flow.submit("amy@corp.example", to);
        }
        for (int i = 0; i < 20; i++) {
          flow.submit("amy@corp.example", "n" + i + "@bulk.example");
        }

        MailFlow.arrives(factory, "x@factory.example");
        MailFlow.arrives(factory, "x@shop.factory.example");
        await().atMost(LIMIT).until(() -> archive.delivered().contains("journal@archive.example"));
        assertThat(MailFlow.arrives(direct, "x@bank.example").tls()).isPresent();
        MailFlow.arrives(direct, "x@plain.example");
        MailFlow.arrives(out2, "x@dead.example");
        MailFlow.arrives(out1, "x@slow.example");
        assertThat(MailFlow.attempts(direct, "x@slow.example")).isEqualTo(2);
        flow.logged("x@trap.example is discarded");
        flow.isTold("amy@corp.example", "that domain takes no mail any more");
        isShared(out1, out2);
      }
    }
  }

  /** Twenty mails, of which the first takes three of four. */
  private static void isShared(ScriptedSmtpServer out1, ScriptedSmtpServer out2) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                MailFlow.mails(out1, "@bulk.example").size()
                        + MailFlow.mails(out2, "@bulk.example").size()
                    == 20);
    assertThat(MailFlow.mails(out1, "@bulk.example")).hasSizeGreaterThan(6);
    assertThat(MailFlow.mails(out2, "@bulk.example")).isNotEmpty();
  }

  @Test
  void eachSenderIsSeenByTheProviderWithHisOwnLogin() throws Exception {
    try (AuthoritativeDns dns = AuthoritativeDns.start().nxdomainElsewhere();
        ScriptedSmtpServer direct = ScriptedSmtpServer.start();
        ScriptedSmtpServer provider =
            provider("smtp.provider.example")
                .user("amy", "her password")
                .user("everybody", "another-one")
                .start();
        ScriptedSmtpServer payroll = provider("relay.payroll.example").user("pay", "day").start()) {
      dns.host("smtp.provider.example", "127.0.0.1");
      dns.host("relay.payroll.example", "127.0.0.1");
      dns.zone("elsewhere.example").mx(10, "mx.elsewhere.example");
      dns.zone("elsewhere.example").a("mx.elsewhere.example", "127.0.0.1");
      Sample sample =
          sample("sender-dependent-relay", dns, direct)
              .at("[smtp.provider.example]:587", provider.port())
              .at("[relay.payroll.example]:587", payroll.port())
              .secret(
                  "secrets/senders",
                  "amy@corp.example amy \"her password\"\nbob@corp.example everybody another-one\n")
              .secret("secrets/payroll", "pay\nday\n");
      try (JamesProcess james = sample.start()) {
        MailFlow flow = new MailFlow(james);
        for (String user :
            List.of(
                "amy@corp.example",
                "bob@corp.example",
                "carl@corp.example",
                "dora@payroll.example",
                "emil@other.example")) {
          flow.createUser(user);
          flow.submit(user, user.substring(0, user.indexOf('@')) + "@elsewhere.example");
        }

        isSeenAs(MailFlow.arrives(provider, "amy@elsewhere.example"), "amy");
        isSeenAs(MailFlow.arrives(provider, "bob@elsewhere.example"), "everybody");
        isSeenAs(MailFlow.arrives(payroll, "dora@elsewhere.example"), "pay");
        assertThat(MailFlow.arrives(direct, "emil@elsewhere.example").user()).isEmpty();
        flow.logged("carl@elsewhere.example.* 4\\.3\\.5\\b");

        flow.replace("secrets/senders", "@corp.example everybody another-one\n");

        isSeenAs(MailFlow.arrives(provider, "carl@elsewhere.example"), "everybody");
      }
    }
  }

  @Test
  void aBackupMxTakesMailOfStrangersForItsCustomersAndKeepsItForABetterHost() throws Exception {
    try (AuthoritativeDns dns = AuthoritativeDns.start().nxdomainElsewhere();
        ScriptedSmtpServer primary = ScriptedSmtpServer.start()) {
      primary.on(Stage.RCPT).times(1).reply("451 4.3.2 we are just getting up");
      dns.zone("customer.example").mx(10, "mx.customer.example").mx(20, "mx2.provider.example");
      dns.zone("customer.example").a("mx.customer.example", "127.0.0.1");
      dns.host("mx2.provider.example", "127.0.0.9");
      try (JamesProcess james = sample("backup-mx", dns, primary).start()) {
        MailFlow flow = new MailFlow(james);
        flow.send("x@stranger.example", "bob@customer.example");

        MailFlow.arrives(primary, "bob@customer.example");
        assertThat(MailFlow.attempts(primary, "bob@customer.example")).isEqualTo(2);
        try (SmtpDialogue stranger = SmtpDialogue.with(james.smtp())) {
          stranger.command("EHLO stranger.example");
          stranger.command("MAIL FROM:<x@stranger.example>");
          assertThat(stranger.command("RCPT TO:<bob@elsewhere.example>").toString())
              .startsWith("550 5.7.1 ");
        }
      }
    }
  }

  @Test
  void classesAreStampedLoggedAndActedUponAndTheirListsCountWhenTheyChange() throws Exception {
    try (AuthoritativeDns dns = AuthoritativeDns.start().nxdomainElsewhere();
        ScriptedSmtpServer direct = ScriptedSmtpServer.start()) {
      for (String domain :
          List.of("a.partner.example", "t-online.de", "freemail.example", "mailinator.com")) {
        dns.zone(domain).mx(10, "mx." + domain).a("mx." + domain, "127.0.0.1");
      }
      dns.zone("gmail.com").mx(10, "gmail-smtp-in.l.google.com");
      dns.host("gmail-smtp-in.l.google.com", "127.0.0.1");
      dns.zone("null.example").nullMx("null.example");
      try (JamesProcess james = sample("classify-and-log", dns, direct).start()) {
        MailFlow flow = new MailFlow(james);
        flow.createUser("amy@corp.example");
        for (String domain :
            List.of(
                "a.partner.example",
                "t-online.de",
                "freemail.example",
                "mailinator.com",
                "gmail.com",
                "null.example")) {
          flow.submit("amy@corp.example", "bob@" + domain);
        }

        assertThat(classes(direct, "bob@a.partner.example")).isEqualTo("partner");
        assertThat(classes(direct, "bob@t-online.de")).isEqualTo("at-home");
        assertThat(classes(direct, "bob@freemail.example")).isEqualTo("freemail");
        assertThat(classes(direct, "bob@gmail.com")).isEqualTo("freemail, big-provider");
        assertThat(classes(direct, "bob@mailinator.com")).isEqualTo("disposable");
        flow.logged("to bob@gmail.com is in the classes \\[freemail, big-provider\\]");
        flow.keeps("look-at-it", "bob@mailinator.com");
        flow.isTold("amy@corp.example", "bob@null.example");

        flow.replace("freemail.not", "freemail.example\n");

        await()
            .atMost(LIMIT)
            .untilAsserted(
                () -> {
                  flow.submit("amy@corp.example", "eve@t-online.de");
                  assertThat(direct.mails())
                      .anyMatch(mail -> isOf(mail, "eve@t-online.de", "freemail"));
                });
      }
    }
  }

  @Test
  void whoeverSendsMoreThanTheQuotaOfHisLineGetsItBack() throws Exception {
    try (AuthoritativeDns dns = AuthoritativeDns.start().nxdomainElsewhere();
        ScriptedSmtpServer direct = ScriptedSmtpServer.start()) {
      dns.zone("elsewhere.example").mx(10, "mx.elsewhere.example");
      dns.zone("elsewhere.example").a("mx.elsewhere.example", "127.0.0.1");
      Sample sample =
          sample("quotas", dns, direct)
              .beside(StandIn.jar("PerSenderRateLimit"))
              .with("<count>200</count>", "<count>2</count>")
              .with("<requireSSL>true</requireSSL>", "<requireSSL>false</requireSSL>");
      try (JamesProcess james = sample.start()) {
        MailFlow flow = new MailFlow(james);
        for (String user : List.of("amy@corp.example", "bob@corp.example")) {
          flow.createUser(user);
        }
        for (String user : List.of("amy@corp.example", "amy@corp.example", "bob@corp.example")) {
          flow.submit(user, user.substring(0, 3) + "@elsewhere.example");
        }
        MailFlow.arrives(direct, "amy@elsewhere.example", 2);
        MailFlow.arrives(direct, "bob@elsewhere.example");

        flow.submit("amy@corp.example", "third@elsewhere.example");

        flow.isTold("amy@corp.example", "more mail than you may for now");
        assertThat(MailFlow.mails(direct, "third@elsewhere.example")).isEmpty();
      }
    }
  }

  private static boolean isOf(ReceivedMail mail, String recipient, String classes) {
    return mail.to().contains(recipient)
        && mail.header("X-Domain-Classes").equals(Optional.of(classes));
  }

  private static String classes(ScriptedSmtpServer server, String recipient) {
    return MailFlow.arrives(server, recipient).header("X-Domain-Classes").orElse("");
  }

  private static void isSeenAs(ReceivedMail mail, String user) {
    assertThat(mail.user()).contains(user);
    assertThat(mail.tls()).isPresent();
  }

  private ScriptedSmtpServer withTls(String name) {
    return ScriptedSmtpServer.builder().tls(authority.issue(name).serverContext()).start();
  }

  private ScriptedSmtpServer.Builder provider(String name) {
    return ScriptedSmtpServer.builder()
        .tls(authority.issue(name).serverContext())
        .requireAuth()
        .authOnlyUnderTls();
  }

  /** A sample whose delivery stays on this machine, and is done soon. */
  private Sample sample(String name, AuthoritativeDns dns, ScriptedSmtpServer direct)
      throws Exception {
    return Sample.named(name)
        .secret("secrets/trusted.pem", authority.rootPem())
        .delivering(
            """
            <dns>127.0.0.1:%d</dns>
            <port>%d</port>
            <allowNetwork>127.0.0.0/8</allowNetwork>
            <tlsTrust>file://conf/secrets/trusted.pem</tlsTrust>
            <retry>1s</retry>
            """
                .formatted(dns.port(), direct.port()));
  }
}
