// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import static dev.postroad.james.observe.Instrument.ATTEMPTS;
import static dev.postroad.james.observe.Instrument.ATTEMPT_DURATION;
import static dev.postroad.james.observe.Instrument.BREAKER_TRIPS;
import static dev.postroad.james.observe.Instrument.CONNECTIONS_FAILED;
import static dev.postroad.james.observe.Instrument.CONNECTIONS_OPENED;
import static dev.postroad.james.observe.Instrument.CONNECTIONS_REUSED;
import static dev.postroad.james.observe.Instrument.DEFERRALS;
import static dev.postroad.james.observe.Instrument.DELIVERIES;
import static dev.postroad.james.observe.Instrument.DELIVERY_LATENCY;
import static dev.postroad.james.observe.Instrument.DNS_CACHE_HITS;
import static dev.postroad.james.observe.Instrument.DNS_LOOKUPS;
import static dev.postroad.james.observe.Instrument.FAILURES;
import static dev.postroad.james.observe.Instrument.LEASES_LOST;
import static dev.postroad.james.observe.Instrument.POSTPONEMENTS;
import static dev.postroad.james.observe.Instrument.RELOADS;
import static dev.postroad.james.observe.Instrument.TLS_SESSIONS;
import static dev.postroad.james.observe.Instrument.UNEXPECTED_ERRORS;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.Cause;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import dev.postroad.james.Watcher;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.mailet.Mail;

/** Counts what becomes of mail, on the threads that deliver it: a few additions each. */
final class Metering implements Watcher {
  private final Meters meters;

  Metering(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void decided(String queue, Mail mail, List<AttemptEntry> entries) {
    entries.forEach(this::count);
  }

  /** Counts what became of one recipient. */
  @SuppressWarnings("EnumOrdinal") // a place in an array that lives no longer than the class
  void count(AttemptEntry entry) {
    if (entry.attempt().isPresent()) {
      increment(ATTEMPTS);
    }
    entry.decisive().ifPresent(own -> meters.histogram(ATTEMPT_DURATION).add(own.took()));
    entry.site().ifPresent(site -> meters.sites().count(site.text(), entry.outcome().ordinal()));
    String cause = entry.cause().orElse(Cause.OTHER).word();
    switch (entry.outcome()) {
      case DELIVERED -> {
        increment(DELIVERIES);
        meters.histogram(DELIVERY_LATENCY).add(entry.age());
      }
      case DEFERRED -> increment(DEFERRALS, cause);
      case POSTPONED -> increment(POSTPONEMENTS, cause);
      case FAILED, GIVEN_UP, BOUNCED, DELETED, REFUSED, DISCARDED -> increment(FAILURES, cause);
      case HELD -> {
        // It has not left, and not failed.
      }
    }
  }

  @Override
  public void sessionOpened(Endpoint endpoint, TlsSummary tls) {
    increment(CONNECTIONS_OPENED);
    String result = !tls.isEncrypted() ? "clear" : tls.verified() ? "verified" : "unverified";
    increment(TLS_SESSIONS, endpoint.tls().level().keyword(), result);
  }

  @Override
  public void sessionFailed(Endpoint endpoint, Evidence evidence) {
    increment(CONNECTIONS_FAILED, word(evidence.stage()));
    if (isOfTls(evidence)) {
      increment(TLS_SESSIONS, endpoint.tls().level().keyword(), "failed");
    }
  }

  private static String word(Stage stage) {
    return switch (stage) {
      case CONNECT -> "connect";
      case GREETING -> "greeting";
      case EHLO -> "ehlo";
      case STARTTLS -> "starttls";
      case AUTH -> "auth";
      case MAIL, RCPT, DATA, FINAL_DOT, RSET, QUIT -> "other";
    };
  }

  private static boolean isOfTls(Evidence evidence) {
    return evidence.stage() == Stage.STARTTLS
        || (evidence instanceof Evidence.Failed failed
            && (failed.failure() == Failure.TLS_HANDSHAKE_FAILED
                || failed.failure() == Failure.TLS_NOT_OFFERED
                || failed.failure() == Failure.TLS_NOT_VERIFIED));
  }

  @Override
  public void sessionReused(Endpoint endpoint) {
    increment(CONNECTIONS_REUSED);
  }

  @Override
  public void sessionLost(Endpoint endpoint) {
    increment(LEASES_LOST);
  }

  @Override
  public void hostDown(InetSocketAddress host, String words) {
    increment(BREAKER_TRIPS);
  }

  @Override
  public void dnsKnown() {
    increment(DNS_CACHE_HITS);
  }

  @Override
  public void dnsAnswered(DnsAnswer<?> answer) {
    increment(DNS_LOOKUPS, word(answer));
  }

  static String word(DnsAnswer<?> answer) {
    if (answer instanceof DnsAnswer.Records<?>) {
      return "records";
    } else if (answer instanceof DnsAnswer.NoData<?>) {
      return "none";
    } else if (answer instanceof DnsAnswer.NxDomain<?>) {
      return "no-name";
    }
    return answer instanceof DnsAnswer.TryAgain<?> ? "unanswered" : "bogus";
  }

  @Override
  public void reloaded(String name, boolean accepted) {
    increment(RELOADS, accepted ? "accepted" : "rejected");
  }

  @Override
  public void unexpected(String what, Throwable cause) {
    increment(UNEXPECTED_ERRORS);
  }

  private void increment(Instrument instrument, String... values) {
    meters.counter(instrument, values).increment();
  }
}
