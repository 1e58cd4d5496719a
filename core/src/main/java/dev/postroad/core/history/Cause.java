// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Stage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a mail was not delivered, in one word: a closed list, for counting and for finding. It
 * decides nothing.
 */
public enum Cause {
  /** The DNS did not answer, or knows no host for the domain. */
  DNS,
  /** No connection to the host, or it was lost. */
  UNREACHABLE,
  /** The host did not answer in time. */
  TIMEOUT,
  /** The host refused us before it heard of a mail. */
  GREETING,
  /** No TLS as it is demanded. */
  TLS,
  /** The relay does not take our credentials, or we have none that can be used. */
  AUTH,
  /** The reverse-path was refused. */
  SENDER,
  /** The forward-path was refused. */
  RECIPIENT,
  /** The recipient has no room left. */
  MAILBOX_FULL,
  /** Refused by policy: X.7.X of RFC 3463. */
  POLICY,
  /** The host wants less mail, or fewer recipients at once. */
  RATE,
  /** The message was refused for what it is. */
  CONTENT,
  /** The message is too big. */
  SIZE,
  /** The host does not speak SMTP as it should, or we do not understand it. */
  PROTOCOL,
  /** A limit of our own held the mail back. */
  LIMIT,
  /** An operator has suspended the site. */
  SUSPENDED,
  /** All hosts of the site are known to be down. */
  DOWN,
  /** Time or attempts have run out. */
  EXPIRED,
  /** An operator has ended the mail by hand. */
  OPERATOR,
  /** A rule of the policy did not let the mail leave. */
  RULE,
  /** Something is set up wrongly, here or at the relay. */
  CONFIGURATION,
  /** A fault of our own. */
  INTERNAL,
  /** Anything else. */
  OTHER;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** As it is written for machines: {@code mailbox-full}. */
  public String word() {
    return word;
  }

  /** The cause of a {@link #word}; empty if there is none of that name. */
  public static Optional<Cause> called(String word) {
    return Arrays.stream(values()).filter(cause -> cause.word.equals(word)).findFirst();
  }

  /** What held a mail back. */
  public static Cause of(Hold hold) {
    return switch (hold.reason()) {
      case DOWN -> DOWN;
      case SUSPENDED -> SUSPENDED;
      case RECALLED -> OPERATOR;
      case CONNECTION_RATE,
          MESSAGE_RATE,
          CONNECTIONS,
          SOURCE_CONNECTIONS,
          HOST_CONNECTIONS,
          SHARE ->
          LIMIT;
    };
  }

  /**
   * Why an attempt failed, for now or for good.
   *
   * @param status its words
   * @param decisive the try that decided it; empty if none was made
   */
  public static Cause of(DeliveryStatus status, Optional<Attempt> decisive) {
    return decisive
        .flatMap(attempt -> ofFailure(attempt).or(() -> ofStage(attempt, status.enhanced())))
        .or(() -> ofSubject(status.enhanced()))
        .or(() -> decisive.flatMap(attempt -> ofCommand(attempt.stage())))
        .orElse(OTHER);
  }

  /** Nothing was said, or nothing that counts. */
  private static Optional<Cause> ofFailure(Attempt attempt) {
    return attempt.failure().map(failure -> ofFailure(failure, attempt.stage()));
  }

  private static Cause ofFailure(Failure failure, Stage stage) {
    if (stage == Stage.STARTTLS && failure != Failure.INTERNAL) {
      return TLS;
    }
    return switch (failure) {
      case CONNECT_REFUSED -> UNREACHABLE;
      case CONNECTION_LOST ->
          stage == Stage.GREETING || stage == Stage.EHLO ? GREETING : UNREACHABLE;
      case TIMED_OUT -> TIMEOUT;
      case MALFORMED_REPLY -> PROTOCOL;
      case TLS_NOT_OFFERED, TLS_HANDSHAKE_FAILED, TLS_NOT_VERIFIED -> TLS;
      case AUTH_NO_MECHANISM, AUTH_NOT_POSSIBLE -> AUTH;
      case SMTPUTF8_NOT_OFFERED -> CONTENT;
      case LARGER_THAN_SIZE -> SIZE;
      case CONTENT_UNREADABLE, INTERNAL -> INTERNAL;
    };
  }

  /** A reply to something that is not about a mail yet. */
  private static Optional<Cause> ofStage(Attempt attempt, EnhancedStatus status) {
    return switch (attempt.stage()) {
      case CONNECT, GREETING, EHLO ->
          Optional.of(ofSubject(status).filter(cause -> cause == POLICY).orElse(GREETING));
      case STARTTLS -> Optional.of(TLS);
      case AUTH -> Optional.of(AUTH);
      case MAIL, RCPT, DATA, FINAL_DOT, RSET, QUIT -> Optional.empty();
    };
  }

  /** By RFC 3463 §3 and what IANA has registered since. */
  private static Optional<Cause> ofSubject(EnhancedStatus status) {
    int detail = status.detail();
    return switch (status.subject()) {
      case 1 -> Optional.of(ofAddress(detail));
      case 2 -> Optional.of(detail == 2 ? MAILBOX_FULL : detail == 3 ? SIZE : RECIPIENT);
      case 3 -> ofSystem(detail);
      case 4 -> Optional.of(ofNetwork(detail));
      case 5 -> Optional.of(detail == 3 ? RATE : PROTOCOL);
      case 6 -> Optional.of(CONTENT);
      case 7 -> Optional.of(ofPolicy(detail));
      default -> Optional.empty();
    };
  }

  private static Cause ofAddress(int detail) {
    return switch (detail) {
      case 2, 10 -> DNS;
      case 7, 8 -> SENDER;
      default -> RECIPIENT;
    };
  }

  private static Optional<Cause> ofSystem(int detail) {
    return switch (detail) {
      case 0 -> Optional.of(INTERNAL);
      case 4 -> Optional.of(SIZE);
      case 5 -> Optional.of(CONFIGURATION);
      default -> Optional.empty();
    };
  }

  private static Cause ofNetwork(int detail) {
    return switch (detail) {
      case 3, 4 -> DNS;
      case 5 -> RATE;
      case 6 -> CONFIGURATION;
      case 7 -> EXPIRED;
      default -> UNREACHABLE;
    };
  }

  private static Cause ofPolicy(int detail) {
    return switch (detail) {
      case 4, 5, 10 -> TLS;
      case 8, 9, 11 -> AUTH;
      case 28 -> RATE;
      default -> POLICY;
    };
  }

  /** Where a status says nothing, the command that it answers does. */
  private static Optional<Cause> ofCommand(Stage stage) {
    return switch (stage) {
      case MAIL -> Optional.of(SENDER);
      case RCPT -> Optional.of(RECIPIENT);
      default -> Optional.empty();
    };
  }
}
