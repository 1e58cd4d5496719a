// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** What attempts came to. */
final class Entries {
  static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  static final DeliveryStatus TAKEN = new DeliveryStatus(250, status("2.0.0"), "taken");
  static final DeliveryStatus LATER = DeliveryStatus.temporary("4.2.1", "greylisted");
  static final DeliveryStatus NEVER = DeliveryStatus.permanent(550, "5.1.1", "no such user");

  private Entries() {}

  private static EnhancedStatus status(String text) {
    return EnhancedStatus.parse(text);
  }

  static AttemptEntry delivered(String site) {
    return entry(site, Outcome.DELIVERED, TAKEN, Optional.empty(), Stage.FINAL_DOT);
  }

  static AttemptEntry deferred(String site, Cause cause) {
    return entry(site, Outcome.DEFERRED, LATER, Optional.of(cause), Stage.RCPT);
  }

  static AttemptEntry failed(String site, Cause cause) {
    return entry(site, Outcome.FAILED, NEVER, Optional.of(cause), Stage.RCPT);
  }

  static AttemptEntry refusedLogin(String site) {
    return entry(
        site,
        Outcome.DEFERRED,
        DeliveryStatus.temporary("4.3.5", "the relay refused our credentials: 535 5.7.8 no"),
        Optional.of(Cause.AUTH),
        Stage.AUTH);
  }

  /** One for which nobody was tried. */
  static AttemptEntry untried(Optional<String> site, Outcome outcome, Cause cause, String words) {
    return new AttemptEntry(
        AT,
        "Mail7-x.example-1",
        "outgoing",
        "",
        "bob@x.example",
        site.map(SiteName::new),
        outcome == Outcome.POSTPONED ? OptionalInt.empty() : OptionalInt.of(1),
        outcome,
        DeliveryStatus.temporary("4.3.5", words),
        Optional.of(cause),
        Optional.empty(),
        Optional.of(AT.plusSeconds(300)),
        Duration.ZERO,
        Optional.empty());
  }

  private static AttemptEntry entry(
      String site, Outcome outcome, DeliveryStatus status, Optional<Cause> cause, Stage stage) {
    Disposition disposition =
        switch (outcome) {
          case DELIVERED -> Disposition.DELIVERED;
          case FAILED -> Disposition.FAILED;
          default -> Disposition.DEFERRED;
        };
    return new AttemptEntry(
        AT,
        "Mail7-x.example-1",
        "outgoing",
        "amy@corp.example",
        "bob@x.example",
        Optional.of(new SiteName(site)),
        OptionalInt.of(1),
        outcome,
        status,
        cause,
        Optional.of(
            new Attempt(
                new SiteName(site),
                "mx1.x.example",
                "192.0.2.1",
                25,
                stage,
                new TlsSummary("TLSv1.3", "TLS_AES_256_GCM_SHA384", false),
                Optional.empty(),
                new Verdict(Scope.RECIPIENT, disposition, Continuation.NONE, status),
                Duration.ofMillis(42))),
        outcome.isKept() ? Optional.of(AT.plusSeconds(300)) : Optional.empty(),
        Duration.ofSeconds(7),
        Optional.empty());
  }
}
