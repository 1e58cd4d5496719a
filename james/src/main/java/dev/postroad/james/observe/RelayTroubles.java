// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import dev.postroad.james.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.mailet.Mail;

/**
 * Relays that mail cannot go by until somebody mends something: who has refused our login, whom TLS
 * ended, whose name leads nowhere. Forgotten when mail goes by that relay again, or when six hours
 * have shown nothing of it. Each is told once an hour at the most; of a login that is refused,
 * others tell.
 */
final class RelayTroubles implements Watcher {
  private static final Set<Cause> FOR_US_TO_MEND =
      EnumSet.of(Cause.AUTH, Cause.TLS, Cause.CONFIGURATION);
  private static final Duration MEMORY = Duration.ofHours(6);
  private static final Duration SILENCE = Duration.ofHours(1);
  private static final int MOST = 1_000;

  private final Clock clock;
  private final BiConsumer<String, String> told;
  private final Map<String, Trouble> troubles = new LinkedHashMap<>();

  /** When which was told last. */
  private final Map<String, Instant> tellings = new HashMap<>();

  /**
   * @param told is told of a relay, and what is wrong with it
   */
  RelayTroubles(Clock clock, BiConsumer<String, String> told) {
    this.clock = clock;
    this.told = told;
  }

  /**
   * What is wrong with a relay.
   *
   * @param relay its site, its host and port, or that it was not found
   * @param since when that was seen first
   * @param last when that was seen last
   * @param words what it came to last
   */
  record Trouble(String relay, Instant since, Instant last, String words) {}

  /** Those of late, the longest known first. */
  synchronized List<Trouble> known(Instant now) {
    troubles.values().removeIf(trouble -> trouble.last().isBefore(now.minus(MEMORY)));
    return troubles.values().stream().sorted(Comparator.comparing(Trouble::since)).toList();
  }

  @Override
  public void sessionFailed(Endpoint endpoint, Evidence evidence) {
    // Only relays are logged in to. What else may be wrong with it shows in what is decided.
    if (endpoint.credentials().isPresent() && isForUsToMend(evidence)) {
      add(relay(endpoint), words(evidence));
    }
  }

  private static String words(Evidence evidence) {
    String what =
        evidence instanceof Evidence.Replied replied
            ? replied.reply().toString()
            : evidence instanceof Evidence.Failed failed
                ? failed.failure().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + ", "
                    + failed.detail()
                : evidence.toString();
    return "at " + evidence.stage() + ": " + what;
  }

  private static boolean isForUsToMend(Evidence evidence) {
    return switch (evidence.stage()) {
      case STARTTLS, AUTH -> true;
      default ->
          evidence instanceof Evidence.Failed failed
              && switch (failed.failure()) {
                case TLS_NOT_OFFERED,
                    TLS_HANDSHAKE_FAILED,
                    TLS_NOT_VERIFIED,
                    AUTH_NO_MECHANISM,
                    AUTH_NOT_POSSIBLE ->
                    true;
                default -> false;
              };
    };
  }

  @Override
  public void sessionOpened(Endpoint endpoint, TlsSummary tls) {
    if (endpoint.credentials().isPresent()) {
      remove(relay(endpoint));
    }
  }

  private static String relay(Endpoint endpoint) {
    return endpoint.hostName() + ":" + endpoint.port();
  }

  @Override
  public void decided(String queue, Mail mail, List<AttemptEntry> entries) {
    for (AttemptEntry entry : entries) {
      String site = entry.site().map(SiteName::text).orElse("");
      boolean isOfRelay = entry.site().filter(SiteName::isRelay).isPresent();
      boolean isTrouble = entry.cause().filter(FOR_US_TO_MEND::contains).isPresent();
      if (isOfRelay && isTrouble) {
        add(site, entry.status().toString());
        if (entry.cause().filter(Cause.AUTH::equals).isEmpty()) {
          tell(site, entry.status().toString());
        }
      } else if (isOfRelay && hasTakenLogin(entry)) {
        remove(site);
      } else if (site.isEmpty() && entry.cause().filter(Cause.CONFIGURATION::equals).isPresent()) {
        add(entry.status().text(), entry.status().toString());
        tell("via a relay", entry.status().toString());
      }
    }
  }

  private static boolean hasTakenLogin(AttemptEntry entry) {
    return entry.decisive().filter(own -> own.stage().compareTo(Stage.MAIL) >= 0).isPresent();
  }

  private void tell(String relay, String words) {
    if (isToBeTold(relay)) {
      told.accept(relay, words);
    }
  }

  private synchronized boolean isToBeTold(String relay) {
    Instant now = clock.instant();
    tellings.values().removeIf(last -> !last.plus(SILENCE).isAfter(now));
    return tellings.size() < MOST && tellings.putIfAbsent(relay, now) == null;
  }

  private synchronized void add(String relay, String words) {
    Instant now = clock.instant();
    if (troubles.containsKey(relay) || troubles.size() < MOST) {
      troubles.merge(
          relay,
          new Trouble(relay, now, now, words),
          (known, again) -> new Trouble(relay, known.since(), now, words));
    }
  }

  private synchronized void remove(String relay) {
    troubles.remove(relay);
  }
}
