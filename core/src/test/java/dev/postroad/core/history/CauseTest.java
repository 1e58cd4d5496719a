// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CauseTest {

  @ParameterizedTest
  @CsvSource({
    "CONNECT,   421, 4.7.0,  policy",
    "GREETING,  554, 5.7.1,  policy",
    "GREETING,  554, 5.3.2,  greeting",
    "EHLO,      550, 5.0.0,  greeting",
    "STARTTLS,  454, 4.7.0,  tls",
    "AUTH,      451, 4.3.5,  auth",
    "MAIL,      550, 5.1.8,  sender",
    "MAIL,      550, 5.0.0,  sender",
    "MAIL,      552, 5.3.4,  size",
    "RCPT,      550, 5.1.1,  recipient",
    "RCPT,      550, 5.0.0,  recipient",
    "RCPT,      450, 4.2.1,  recipient",
    "RCPT,      452, 4.2.2,  mailbox-full",
    "RCPT,      452, 4.5.3,  rate",
    "RCPT,      550, 5.7.1,  policy",
    "RCPT,      450, 4.7.28, rate",
    "RCPT,      530, 5.7.11, auth",
    "FINAL_DOT, 554, 5.6.0,  content",
    "FINAL_DOT, 554, 5.7.1,  policy",
    "FINAL_DOT, 552, 5.3.4,  size",
    "FINAL_DOT, 554, 5.0.0,  other",
    "FINAL_DOT, 451, 4.3.1,  other",
    "DATA,      451, 4.5.0,  protocol",
  })
  void repliesHaveACause(Stage stage, int code, String enhanced, String cause) {
    DeliveryStatus status = new DeliveryStatus(code, EnhancedStatus.parse(enhanced), "no");

    assertThat(Cause.of(status, Optional.of(attempt(stage, Optional.empty(), status))).word())
        .isEqualTo(cause);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT,   CONNECT_REFUSED,      unreachable",
    "CONNECT,   TIMED_OUT,            timeout",
    "GREETING,  TIMED_OUT,            timeout",
    "GREETING,  CONNECTION_LOST,      greeting",
    "DATA,      CONNECTION_LOST,      unreachable",
    "GREETING,  MALFORMED_REPLY,      protocol",
    "STARTTLS,  TLS_HANDSHAKE_FAILED, tls",
    "STARTTLS,  TLS_NOT_VERIFIED,     tls",
    "STARTTLS,  TIMED_OUT,            tls",
    "STARTTLS,  CONNECTION_LOST,      tls",
    "EHLO,      TLS_NOT_OFFERED,      tls",
    "AUTH,      AUTH_NO_MECHANISM,    auth",
    "MAIL,      LARGER_THAN_SIZE,     size",
    "MAIL,      SMTPUTF8_NOT_OFFERED, content",
    "DATA,      INTERNAL,             internal",
  })
  void whatBreaksHasACause(Stage stage, Failure failure, String cause) {
    DeliveryStatus status = DeliveryStatus.temporary("4.4.2", "broken");

    assertThat(Cause.of(status, Optional.of(attempt(stage, Optional.of(failure), status))).word())
        .isEqualTo(cause);
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void everyFailureHasACause(Failure failure) {
    DeliveryStatus status = DeliveryStatus.temporary("4.0.0", "broken");

    assertThat(Cause.of(status, Optional.of(attempt(Stage.MAIL, Optional.of(failure), status))))
        .isNotEqualTo(Cause.OTHER);
  }

  @ParameterizedTest
  @CsvSource({
    "4.4.3,  dns",
    "5.1.2,  dns",
    "5.1.10, dns",
    "5.1.3,  recipient",
    "4.3.5,  configuration",
    "4.3.0,  internal",
    "5.4.6,  configuration",
    "4.4.1,  unreachable",
    "4.4.7,  expired",
    "5.7.1,  policy",
    "5.3.4,  size",
    "4.3.2,  other",
  })
  void whatWasNotTriedHasACause(String enhanced, String cause) {
    EnhancedStatus status = EnhancedStatus.parse(enhanced);

    assertThat(
            Cause.of(
                    new DeliveryStatus(status.classDigit() * 100 + 50, status, "no"),
                    Optional.empty())
                .word())
        .isEqualTo(cause);
  }

  @ParameterizedTest
  @EnumSource(Hold.Reason.class)
  void whatHoldsMailBackIsALimitUnlessTheSiteIsClosedOrAnOperatorCalls(Hold.Reason reason) {
    Cause cause = Cause.of(new Hold(reason, "no", Duration.ZERO));

    assertThat(cause == Cause.LIMIT)
        .isEqualTo(!reason.isClosed() && reason != Hold.Reason.RECALLED);
    assertThat(cause == Cause.OPERATOR).isEqualTo(reason == Hold.Reason.RECALLED);
  }

  @Test
  void wordsAreThoseOfTheList() {
    assertThat(Cause.values())
        .extracting(Cause::word)
        .containsExactly(
            "dns",
            "unreachable",
            "timeout",
            "greeting",
            "tls",
            "auth",
            "sender",
            "recipient",
            "mailbox-full",
            "policy",
            "rate",
            "content",
            "size",
            "protocol",
            "limit",
            "suspended",
            "down",
            "expired",
            "operator",
            "rule",
            "configuration",
            "internal",
            "other");
  }

  private static Attempt attempt(Stage stage, Optional<Failure> failure, DeliveryStatus status) {
    return new Attempt(
        new SiteName("mx.example"),
        "mx.example",
        "192.0.2.1",
        25,
        stage,
        TlsSummary.NONE,
        failure,
        new Verdict(
            Scope.MESSAGE,
            status.isPermanent() ? Disposition.FAILED : Disposition.DEFERRED,
            Continuation.NEXT_HOST,
            status),
        Duration.ZERO);
  }
}
