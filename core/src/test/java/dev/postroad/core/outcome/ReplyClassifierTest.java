// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.outcome.ReplyClassifier.Context;
import dev.postroad.core.outcome.ReplyClassifier.Past;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Reply;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyClassifierTest {
  private static final Context DIRECT = context(false, Past.NONE, false, Level.OPPORTUNISTIC);
  private static final Context RELAY = context(true, Past.NONE, false, Level.VERIFY);
  private static final Context REUSED = context(false, Past.USED, false, Level.OPPORTUNISTIC);
  private static final Context TOOK_MAIL =
      context(false, Past.TOOK_MAIL, false, Level.OPPORTUNISTIC);
  private static final Context AFTER_AN_ACCEPT =
      context(false, Past.NONE, true, Level.OPPORTUNISTIC);

  private final ReplyClassifier classifier = new ReplyClassifier();

  @ParameterizedTest
  @CsvSource({
    // stage, reply, scope, disposition, continuation, status
    "GREETING,  421,       HOST,      DEFERRED,  NEXT_HOST, 421 4.0.0",
    "GREETING,  450,       HOST,      DEFERRED,  NEXT_HOST, 450 4.0.0",
    "GREETING,  521,       HOST,      FAILED,    NEXT_HOST, 521 5.3.2",
    "GREETING,  554,       HOST,      FAILED,    NEXT_HOST, 554 5.0.0",
    "GREETING,  250,       HOST,      DEFERRED,  NEXT_HOST, 451 4.5.0",
    "GREETING,  354,       HOST,      DEFERRED,  NEXT_HOST, 451 4.5.0",
    "EHLO,      554,       HOST,      FAILED,    NEXT_HOST, 554 5.0.0",
    "EHLO,      451,       HOST,      DEFERRED,  NEXT_HOST, 451 4.0.0",
    "STARTTLS,  454,       TERMS,     DEFERRED,  WITHOUT_TLS, 451 4.7.4",
    "STARTTLS,  501,       TERMS,     DEFERRED,  WITHOUT_TLS, 451 4.7.4",
    "STARTTLS,  421,       TERMS,     DEFERRED,  WITHOUT_TLS, 451 4.7.4",
    "STARTTLS,  354,       TERMS,     DEFERRED,  WITHOUT_TLS, 451 4.7.4",
    "AUTH,      454,       HOST,      DEFERRED,  NEXT_HOST, 454 4.0.0",
    "AUTH,      535 5.7.8, SITE,      DEFERRED,  NEXT_HOST, 451 4.3.5",
    "MAIL,      451 4.7.1, MESSAGE,   DEFERRED,  NEXT_HOST, 451 4.7.1",
    "MAIL,      550 5.7.1, MESSAGE,   FAILED,    NONE,      550 5.7.1",
    "MAIL,      503,       HOST,      DEFERRED,  NEXT_HOST, 451 4.5.0",
    "MAIL,      421,       HOST,      DEFERRED,  NEXT_HOST, 421 4.0.0",
    "MAIL,      530 5.7.0, TERMS,     DEFERRED,  NEXT_HOST, 451 4.7.0",
    "RCPT,      450 4.2.1, RECIPIENT, DEFERRED,  NEXT_HOST, 450 4.2.1",
    "RCPT,      452,       RECIPIENT, DEFERRED,  NEXT_HOST, 452 4.0.0",
    "RCPT,      550 5.1.1, RECIPIENT, FAILED,    NONE,      550 5.1.1",
    "RCPT,      552,       RECIPIENT, DEFERRED,  NEXT_HOST, 451 4.5.3",
    "RCPT,      552 5.5.3, RECIPIENT, DEFERRED,  NEXT_HOST, 451 4.5.3",
    "RCPT,      552 5.2.2, RECIPIENT, FAILED,    NONE,      552 5.2.2",
    "RCPT,      556,       RECIPIENT, FAILED,    NONE,      556 5.1.10",
    "RCPT,      354,       HOST,      DEFERRED,  NEXT_HOST, 451 4.5.0",
    "DATA,      451,       MESSAGE,   DEFERRED,  NEXT_HOST, 451 4.0.0",
    "DATA,      554 5.6.0, MESSAGE,   FAILED,    NONE,      554 5.6.0",
    "DATA,      250,       HOST,      DEFERRED,  NEXT_HOST, 451 4.5.0",
    "FINAL_DOT, 250 2.0.0, MESSAGE,   DELIVERED, NONE,      250 2.0.0",
    "FINAL_DOT, 251,       MESSAGE,   DELIVERED, NONE,      251 2.0.0",
    "FINAL_DOT, 221,       HOST,      DEFERRED,  NONE,      451 4.5.0",
    "FINAL_DOT, 354,       HOST,      DEFERRED,  NONE,      451 4.5.0",
    "FINAL_DOT, 421,       HOST,      DEFERRED,  NEXT_HOST, 421 4.0.0",
    "FINAL_DOT, 452,       MESSAGE,   DEFERRED,  NEXT_HOST, 452 4.0.0",
    "FINAL_DOT, 500,       HOST,      DEFERRED,  NONE,      451 4.5.0",
    "FINAL_DOT, 501 5.5.4, HOST,      DEFERRED,  NONE,      451 4.5.0",
    "FINAL_DOT, 502,       HOST,      DEFERRED,  NONE,      451 4.5.0",
    "FINAL_DOT, 504,       HOST,      DEFERRED,  NONE,      451 4.5.0",
    "FINAL_DOT, 552 5.3.4, MESSAGE,   FAILED,    NONE,      552 5.3.4",
  })
  void replyToDirectDelivery(
      Stage stage,
      String reply,
      Scope scope,
      Disposition disposition,
      Continuation continuation,
      String status) {
    Verdict verdict = classifier.classify(replied(stage, reply), DIRECT);

    assertVerdict(verdict, scope, disposition, continuation, status);
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING,  554,       HOST,      DEFERRED, NEXT_HOST, 451 4.3.5",
    "EHLO,      550,       HOST,      DEFERRED, NEXT_HOST, 451 4.3.5",
    "MAIL,      530 5.7.0, SITE,      DEFERRED, NEXT_HOST, 451 4.3.5",
    "MAIL,      550 5.7.1, MESSAGE,   FAILED,   NONE,      550 5.7.1",
    "RCPT,      530,       SITE,      DEFERRED, NEXT_HOST, 451 4.3.5",
    "RCPT,      550 5.1.1, RECIPIENT, FAILED,   NONE,      550 5.1.1",
    "FINAL_DOT, 538,       SITE,      DEFERRED, NEXT_HOST, 451 4.3.5",
  })
  void replyOfDesignatedRelay(
      Stage stage,
      String reply,
      Scope scope,
      Disposition disposition,
      Continuation continuation,
      String status) {
    Verdict verdict = classifier.classify(replied(stage, reply), RELAY);

    assertVerdict(verdict, scope, disposition, continuation, status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<bob@x.example>: Relay access denied",
        "<bob@x.example>... Relaying denied",
        "relay not permitted",
        "Requested action not taken: relaying denied",
        "SMTP; Unable to relay recipient in non-accepted domain",
        "you are not allowed to relay"
      })
  void relayThatDoesNotRelayForUsIsOursToMend(String words) {
    Evidence refusal = said(550, "5.7.1", words);

    assertVerdict(
        classifier.classify(refusal, RELAY),
        Scope.RECIPIENT,
        Disposition.DEFERRED,
        Continuation.NEXT_HOST,
        "451 4.3.5");
    assertThat(classifier.classify(refusal, DIRECT).disposition()).isEqualTo(Disposition.FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<relay@x.example>: Recipient address rejected: Access denied",
        "Delivery not authorized, message refused",
        "the relay says: no such user"
      })
  void otherRefusalOfARelayIsTheRecipients(String words) {
    assertThat(classifier.classify(said(550, "5.7.1", words), RELAY).disposition())
        .isEqualTo(Disposition.FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT,   CONNECT_REFUSED,      HOST,    DEFERRED, NEXT_HOST,   451 4.4.1",
    "CONNECT,   TIMED_OUT,            HOST,    DEFERRED, NEXT_HOST,   451 4.4.1",
    "GREETING,  TIMED_OUT,            HOST,    DEFERRED, NEXT_HOST,   451 4.4.2",
    "RCPT,      CONNECTION_LOST,      HOST,    DEFERRED, NEXT_HOST,   451 4.4.2",
    "DATA,      CONNECTION_LOST,      HOST,    DEFERRED, NEXT_HOST,   451 4.4.2",
    "FINAL_DOT, CONNECTION_LOST,      MESSAGE, DEFERRED, NONE,        451 4.4.2",
    "FINAL_DOT, TIMED_OUT,            MESSAGE, DEFERRED, NONE,        451 4.4.2",
    "FINAL_DOT, MALFORMED_REPLY,      MESSAGE, DEFERRED, NONE,        451 4.4.2",
    "EHLO,      MALFORMED_REPLY,      HOST,    DEFERRED, NEXT_HOST,   451 4.5.0",
    "STARTTLS,  TLS_HANDSHAKE_FAILED, TERMS,   DEFERRED, WITHOUT_TLS, 451 4.7.5",
    "STARTTLS,  TIMED_OUT,            TERMS,   DEFERRED, WITHOUT_TLS, 451 4.7.5",
    "STARTTLS,  CONNECTION_LOST,      TERMS,   DEFERRED, WITHOUT_TLS, 451 4.7.5",
    "STARTTLS,  MALFORMED_REPLY,      TERMS,   DEFERRED, WITHOUT_TLS, 451 4.7.5",
    "CONNECT,   TLS_HANDSHAKE_FAILED, HOST,    DEFERRED, NEXT_HOST,   451 4.7.5",
    "MAIL,      SMTPUTF8_NOT_OFFERED, MESSAGE, FAILED,   NEXT_HOST,   553 5.6.7",
    "MAIL,      LARGER_THAN_SIZE,     MESSAGE, FAILED,   NEXT_HOST,   552 5.3.4",
    "DATA,      CONTENT_UNREADABLE,   MESSAGE, DEFERRED, NONE,        451 4.3.0",
    "MAIL,      INTERNAL,             MESSAGE, DEFERRED, NONE,        451 4.3.0",
  })
  void failureInDirectDelivery(
      Stage stage,
      Failure failure,
      Scope scope,
      Disposition disposition,
      Continuation continuation,
      String status) {
    Verdict verdict = classifier.classify(failed(stage, failure), DIRECT);

    assertVerdict(verdict, scope, disposition, continuation, status);
  }

  @ParameterizedTest
  @CsvSource({
    "STARTTLS, TLS_HANDSHAKE_FAILED, TERMS, 451 4.3.5",
    "STARTTLS, TLS_NOT_OFFERED,      TERMS, 451 4.3.5",
    "STARTTLS, TLS_NOT_VERIFIED,     TERMS, 451 4.3.5",
    "STARTTLS, TIMED_OUT,            HOST, 451 4.4.2",
    "STARTTLS, CONNECTION_LOST,      HOST, 451 4.4.2",
    "AUTH,     AUTH_NO_MECHANISM,    SITE, 451 4.3.5",
    "AUTH,     AUTH_NOT_POSSIBLE,    SITE, 451 4.3.5",
  })
  void whatIsDemandedAndNotHadDefers(Stage stage, Failure failure, Scope scope, String status) {
    Verdict verdict = classifier.classify(failed(stage, failure), RELAY);

    assertVerdict(verdict, scope, Disposition.DEFERRED, Continuation.NEXT_HOST, status);
  }

  @ParameterizedTest
  @EnumSource(
      value = Level.class,
      names = {"REQUIRE", "VERIFY"})
  void failureOfTlsNeverFallsBackWhereTlsIsDemanded(Level level) {
    Context context = context(false, Past.NONE, false, level);
    for (Failure failure : Failure.values()) {
      assertThat(classifier.classify(failed(Stage.STARTTLS, failure), context).continuation())
          .isNotEqualTo(Continuation.WITHOUT_TLS);
    }
    for (String reply : List.of("421", "454", "501", "250", "354")) {
      assertThat(classifier.classify(replied(Stage.STARTTLS, reply), context).continuation())
          .isEqualTo(Continuation.NEXT_HOST);
    }
  }

  @ParameterizedTest
  @CsvSource({"452", "452 4.5.3", "451 4.5.3", "552", "552 5.5.3"})
  void tooManyRecipientsAfterAnAcceptGoesIntoNewTransaction(String reply) {
    Verdict verdict = classifier.classify(replied(Stage.RCPT, reply), AFTER_AN_ACCEPT);

    assertThat(verdict.continuation()).isEqualTo(Continuation.NEW_TRANSACTION);
    assertThat(verdict.scope()).isEqualTo(Scope.RECIPIENT);
    assertThat(verdict.disposition()).isEqualTo(Disposition.DEFERRED);
  }

  @Test
  void recipientWithoutATurnGetsItAtTheSameHost() {
    for (Context context : List.of(DIRECT, RELAY, REUSED, AFTER_AN_ACCEPT)) {
      Verdict verdict = classifier.classify(new Evidence.NoTurn("full"), context);

      assertThat(verdict.scope()).isEqualTo(Scope.RECIPIENT);
      assertThat(verdict.disposition()).isEqualTo(Disposition.DEFERRED);
      assertThat(verdict.continuation()).isEqualTo(Continuation.NEXT_TURN);
      assertThat(verdict.status().toString())
          .isEqualTo("451 4.5.3 waits for another transaction: full");
      assertThat(verdict.blamesHost()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"RSET", "MAIL", "RCPT", "DATA"})
  void reusedSessionThatDiesBeforeTheFinalDotIsTriedFresh(Stage stage) {
    Verdict verdict = classifier.classify(failed(stage, Failure.CONNECTION_LOST), REUSED);

    assertThat(verdict.continuation()).isEqualTo(Continuation.FRESH_SESSION);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"RSET", "MAIL"})
  void reusedSessionThatSaysGoodbyeAtOnceIsTriedFresh(Stage stage) {
    Verdict verdict = classifier.classify(replied(stage, "421 4.4.2"), REUSED);

    assertThat(verdict.continuation()).isEqualTo(Continuation.FRESH_SESSION);
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, 451 4.7.0, 451 4.7.0",
    "MAIL, 452 4.3.2, 452 4.3.2",
    "MAIL, 421 4.7.0, 421 4.7.0",
    "MAIL, 550 5.7.0, 451 4.5.0",
    "MAIL, 503 5.5.0, 451 4.5.0",
    "MAIL, 221,       451 4.5.0",
    "RSET, 451,       451 4.0.0",
    "RSET, 502,       451 4.5.0",
  })
  void refusalOnASessionThatTookMailIsTriedFreshAndIsNoPleaForLess(
      Stage stage, String reply, String status) {
    Verdict verdict = classifier.classify(replied(stage, reply), TOOK_MAIL);

    assertVerdict(verdict, Scope.HOST, Disposition.DEFERRED, Continuation.FRESH_SESSION, status);
    assertThat(verdict.blamesHost()).isFalse();
    assertThat(ReplyClassifier.asksForLess(verdict)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING,  421,       true",
    "GREETING,  450 4.7.1, true",
    "EHLO,      421 4.3.2, true",
    "MAIL,      421 4.7.0, true",
    "MAIL,      451 4.7.1, true",
    "MAIL,      451 4.3.0, false",
    "MAIL,      550 5.7.1, false",
    "RCPT,      421,       true",
    "RCPT,      450 4.7.1, false",
    "DATA,      450 4.7.1, true",
    "FINAL_DOT, 421 4.7.28, true",
    "FINAL_DOT, 450 4.7.0, true",
    "FINAL_DOT, 250 2.0.0, false",
  })
  void pleaForLessIs421OrATemporaryRefusalByPolicyOfMoreThanARecipient(
      Stage stage, String reply, boolean plea) {
    assertThat(ReplyClassifier.asksForLess(classifier.classify(replied(stage, reply), DIRECT)))
        .isEqualTo(plea);
  }

  @Test
  void wishForTlsOrALoginIsNotOfTheSession() {
    assertThat(classifier.classify(replied(Stage.MAIL, "530 5.7.0"), TOOK_MAIL))
        .isEqualTo(classifier.classify(replied(Stage.MAIL, "530 5.7.0"), DIRECT));
  }

  /** Or else each mail would have a connection of its own where all are refused. */
  @Test
  void refusalOnASessionThatNeverTookMailIsOfTheMail() {
    Verdict verdict = classifier.classify(replied(Stage.MAIL, "550 5.7.1"), REUSED);

    assertThat(verdict.disposition()).isEqualTo(Disposition.FAILED);
    assertThat(verdict.continuation()).isEqualTo(Continuation.NONE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"RCPT", "DATA", "FINAL_DOT"})
  void refusalAfterMailIsOfTheMailWhateverTheSession(Stage stage) {
    assertThat(classifier.classify(replied(stage, "550 5.7.1"), TOOK_MAIL))
        .isEqualTo(classifier.classify(replied(stage, "550 5.7.1"), DIRECT));
  }

  @Test
  void reusedSessionThatDiesAfterTheFinalDotIsNotTriedAgain() {
    Verdict verdict = classifier.classify(failed(Stage.FINAL_DOT, Failure.CONNECTION_LOST), REUSED);

    assertThat(verdict.continuation()).isEqualTo(Continuation.NONE);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void noFailureIsEverPermanentForRelay(Stage stage) {
    for (Failure failure : Failure.values()) {
      Verdict verdict = classifier.classify(failed(stage, failure), RELAY);
      if (failure != Failure.SMTPUTF8_NOT_OFFERED && failure != Failure.LARGER_THAN_SIZE) {
        assertThat(verdict.disposition())
            .as("%s at %s", failure, stage)
            .isEqualTo(Disposition.DEFERRED);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // stage, reply, of a host found by MX, of a designated relay
    "GREETING, 421,       true,  true",
    "GREETING, 554,       true,  true",
    "EHLO,     451,       true,  true",
    "STARTTLS, 454,       false, false",
    "STARTTLS, 501,       false, false",
    "AUTH,     454 4.7.0, true,  true",
    "AUTH,     535 5.7.8, false, false",
    "AUTH,     504,       false, false",
    "MAIL,     421,       true,  true",
    "MAIL,     503,       true,  true",
    "MAIL,     550,       false, false",
    "MAIL,     530 5.7.0, false, false",
    "RCPT,     450,       false, false",
    "RCPT,     550,       false, false",
    "FINAL_DOT,250,       false, false",
    "FINAL_DOT,451,       false, false",
    "FINAL_DOT,221,       false, false",
    "FINAL_DOT,354,       false, false",
    "FINAL_DOT,500,       false, false",
    "FINAL_DOT,503,       false, false",
  })
  void replyBlamesTheHost(Stage stage, String reply, boolean direct, boolean relay) {
    assertThat(classifier.classify(replied(stage, reply), DIRECT).blamesHost()).isEqualTo(direct);
    assertThat(classifier.classify(replied(stage, reply), RELAY).blamesHost()).isEqualTo(relay);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT,   CONNECT_REFUSED,      true",
    "CONNECT,   TIMED_OUT,            true",
    "CONNECT,   TLS_HANDSHAKE_FAILED, true",
    "CONNECT,   TLS_NOT_VERIFIED,     false",
    "GREETING,  CONNECTION_LOST,      true",
    "EHLO,      MALFORMED_REPLY,      true",
    "STARTTLS,  TLS_HANDSHAKE_FAILED, false",
    "STARTTLS,  TLS_NOT_OFFERED,      false",
    "STARTTLS,  TLS_NOT_VERIFIED,     false",
    "AUTH,      TIMED_OUT,            true",
    "AUTH,      CONNECTION_LOST,      true",
    "AUTH,      AUTH_NO_MECHANISM,    false",
    "AUTH,      AUTH_NOT_POSSIBLE,    false",
    "MAIL,      INTERNAL,             false",
    "MAIL,      SMTPUTF8_NOT_OFFERED, false",
    "DATA,      CONTENT_UNREADABLE,   false",
    "FINAL_DOT, CONNECTION_LOST,      false",
  })
  void failureBlamesTheHost(Stage stage, Failure failure, boolean blamed) {
    assertThat(classifier.classify(failed(stage, failure), DIRECT).blamesHost()).isEqualTo(blamed);
    assertThat(classifier.classify(failed(stage, failure), RELAY).blamesHost()).isEqualTo(blamed);
  }

  /** Where TLS is opportunistic, the host has yet to show whether it talks in clear. */
  @Test
  void silenceOverTlsBlamesTheHostOnlyWhereTlsIsDemanded() {
    assertThat(classifier.classify(failed(Stage.STARTTLS, Failure.TIMED_OUT), DIRECT).blamesHost())
        .isFalse();
    assertThat(classifier.classify(failed(Stage.STARTTLS, Failure.TIMED_OUT), RELAY).blamesHost())
        .isTrue();
  }

  @Test
  void keptSessionThatDiedDoesNotBlameItsHost() {
    assertThat(
            classifier.classify(failed(Stage.MAIL, Failure.CONNECTION_LOST), REUSED).blamesHost())
        .isFalse();
    assertThat(classifier.classify(replied(Stage.MAIL, "421"), REUSED).blamesHost()).isFalse();
  }

  private static void assertVerdict(
      Verdict verdict,
      Scope scope,
      Disposition disposition,
      Continuation continuation,
      String status) {
    assertThat(verdict.scope()).isEqualTo(scope);
    assertThat(verdict.disposition()).isEqualTo(disposition);
    assertThat(verdict.continuation()).isEqualTo(continuation);
    assertThat(verdict.status().code() + " " + verdict.status().enhanced()).isEqualTo(status);
  }

  static Context context(boolean relay, Past past, boolean accepted, Level level) {
    return new Context(relay, past, accepted, TlsDemand.of(level, "the test"));
  }

  static Evidence replied(Stage stage, String text) {
    String[] parts = text.split(" ", 2);
    Optional<EnhancedStatus> enhanced =
        parts.length > 1 ? EnhancedStatus.tryParse(parts[1]) : Optional.empty();
    return new Evidence.Replied(
        stage, new Reply(Integer.parseInt(parts[0]), enhanced, List.of("said the peer")));
  }

  private static Evidence said(int code, String enhanced, String words) {
    return new Evidence.Replied(
        Stage.RCPT, new Reply(code, EnhancedStatus.tryParse(enhanced), List.of(words)));
  }

  private static Evidence failed(Stage stage, Failure failure) {
    return new Evidence.Failed(stage, failure, failure.name().toLowerCase(Locale.ROOT));
  }
}
