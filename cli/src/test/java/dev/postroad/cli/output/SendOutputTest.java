// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SendOutputTest {
  private static final DeliveryStatus TAKEN = DeliveryStatus.permanent(250, "2.0.0", "queued as 7");
  private static final DeliveryStatus BUSY = DeliveryStatus.temporary("4.3.2", "try later");

  private static final List<RecipientReport> REPORTS =
      List.of(
          report(
              "bob@partner.example",
              attempt("mx1.partner.example", Stage.GREETING, TlsSummary.NONE, BUSY),
              attempt(
                  "mx2.partner.example",
                  Stage.FINAL_DOT,
                  new TlsSummary("TLSv1.3", "TLS_AES_256_GCM_SHA384", true),
                  TAKEN)),
          new RecipientReport(
              recipient("eve@nowhere.example"),
              Disposition.FAILED,
              DeliveryStatus.permanent(550, "5.1.2", "no such domain"),
              Optional.empty(),
              List.of(),
              false));

  @Test
  void textShowsTheTrailOfEachRecipient() {
    assertThat(SendText.of(REPORTS))
        .isEqualTo(
            """
            bob@partner.example   delivered: 250 2.0.0 queued as 7
              tried   mx1.partner.example[192.0.2.1]:25  greeting after 12 ms: 451 4.3.2 try later
                      mx2.partner.example[192.0.2.1]:25  final-dot after 12 ms: 250 2.0.0 queued as 7
              tls     TLSv1.3 TLS_AES_256_GCM_SHA384 verified
            eve@nowhere.example   failed: 550 5.1.2 no such domain
            """);
  }

  @Test
  void jsonHasTheContractedShape() {
    assertThat(SendJson.line(REPORTS))
        .isEqualTo(
            """
            {"recipients":[{"address":"bob@partner.example","disposition":"delivered","code":250,\
            "enhancedStatus":"2.0.0","reply":"queued as 7","host":"mx2.partner.example",\
            "ip":"192.0.2.1","tls":"TLSv1.3 TLS_AES_256_GCM_SHA384 verified","attempts":[\
            {"host":"mx1.partner.example","ip":"192.0.2.1","port":25,"stage":"greeting",\
            "tls":"none","disposition":"deferred","code":451,"enhancedStatus":"4.3.2",\
            "reply":"try later","milliseconds":12},\
            {"host":"mx2.partner.example","ip":"192.0.2.1","port":25,"stage":"final-dot",\
            "tls":"TLSv1.3 TLS_AES_256_GCM_SHA384 verified","disposition":"delivered","code":250,\
            "enhancedStatus":"2.0.0","reply":"queued as 7","milliseconds":12}]},\
            {"address":"eve@nowhere.example","disposition":"failed","code":550,\
            "enhancedStatus":"5.1.2","reply":"no such domain","host":null,"ip":null,"tls":null,\
            "attempts":[]}]}""");
    assertThat(Schemas.problemsOfSend(SendJson.line(REPORTS))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void everyStageFitsTheSchema(Stage stage) {
    List<RecipientReport> reports =
        List.of(report("bob@partner.example", attempt("mx", stage, TlsSummary.NONE, BUSY)));
    assertThat(Schemas.problemsOfSend(SendJson.line(reports))).isEmpty();
  }

  private static RecipientReport report(String address, Attempt... trail) {
    Attempt last = trail[trail.length - 1];
    return new RecipientReport(
        recipient(address),
        last.verdict().disposition(),
        last.verdict().status(),
        Optional.of(last),
        List.of(trail),
        false);
  }

  private static Recipient recipient(String address) {
    return Recipient.of(Mailbox.parse(address));
  }

  private static Attempt attempt(String host, Stage stage, TlsSummary tls, DeliveryStatus status) {
    boolean taken = status.code() == 250;
    return new Attempt(
        new SiteName(host),
        host,
        "192.0.2.1",
        25,
        stage,
        tls,
        Optional.empty(),
        new Verdict(
            Scope.MESSAGE,
            taken ? Disposition.DELIVERED : Disposition.DEFERRED,
            taken ? Continuation.NONE : Continuation.NEXT_HOST,
            status),
        Duration.ofMillis(12));
  }
}
