// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import static dev.postroad.james.observe.Instrument.Kind.COUNTER;
import static dev.postroad.james.observe.Instrument.Kind.GAUGE;
import static dev.postroad.james.observe.Instrument.Kind.HISTOGRAM;

import java.util.List;
import java.util.Locale;

/**
 * The one table of all that is counted and measured: what is written for Prometheus, what James'
 * own metrics get, and the page for operators are all made of it.
 */
enum Instrument {
  ATTEMPTS(
      COUNTER,
      "attempts_total",
      "Recipients for whom a mail was tried, each time it was; what was postponed is none.",
      "It stands still while mail waits: see postroad_site_waiting_mails and the health checks."),
  DELIVERIES(
      COUNTER,
      "deliveries_total",
      "Recipients who were delivered to: a host has taken the mail for them.",
      "It falls far below what this hour of the week usually has."),
  DEFERRALS(
      COUNTER,
      "deferrals_total",
      "Attempts that ended for a recipient with another one to come, by cause.",
      "More than a third of attempts for half an hour; cause tells whom to look at.",
      Label.CAUSE),
  POSTPONEMENTS(
      COUNTER,
      "postponements_total",
      "Times that a mail went back to wait for a recipient without having been tried, by cause.",
      "limit grows all day: a limit is too low, or a site too slow for what it gets.",
      Label.CAUSE),
  FAILURES(
      COUNTER,
      "failures_total",
      "Recipients for whom a mail failed for good, was given up, or was ended by an operator or a"
          + " rule, by cause.",
      "expired, tls, auth and configuration are for you; policy is your reputation; recipient is"
          + " the senders' lists; operator is who bounced or deleted mail by hand; rule is what your"
          + " own policy refused or discarded.",
      Label.CAUSE),
  DELIVERY_LATENCY(
      HISTOGRAM,
      "delivery_latency_seconds",
      "How long a mail had been on its way when it was delivered: from its first attempt, or from"
          + " its acceptance if that was the first.",
      "Half of all mail takes longer than a minute while little is deferred."),
  ATTEMPT_DURATION(
      HISTOGRAM,
      "attempt_duration_seconds",
      "How long the deciding try at a host took, from the session to the verdict.",
      "The upper quarter nears the time-outs: peers or the network are slow."),
  WAITING_MAILS(
      GAUGE,
      "waiting_mails",
      "Mails taken from James' queues that wait for their turn at a site.",
      "It stays near maxInFlight of the queue."),
  IN_FLIGHT_MAILS(
      GAUGE,
      "in_flight_mails",
      "Mails that are being delivered now.",
      "Zero while mails wait, or near threads or maxConnections for long."),
  DEFERRED_MAILS(
      GAUGE,
      "deferred_mails",
      "Mails that wait for their next attempt, in the queue or the repository.",
      "It grows for hours."),
  HELD_MAILS(GAUGE, "held_mails", "Mails that an operator holds.", "One is forgotten."),
  OLDEST_MAIL(
      GAUGE,
      "oldest_mail_seconds",
      "How long the mail that has been on its way longest has been so, those that an operator holds left"
          + " out; 0 if there is none.",
      "More than a day; it nears `expiry`, when mail is given up."),
  CONNECTIONS(
      GAUGE,
      "connections",
      "Connections to hosts that are open: with a mail on them, or kept for the next.",
      "busy stays at maxConnections.",
      Label.of("state", "busy", "idle")),
  CONNECTIONS_OPENED(
      COUNTER,
      "connections_opened_total",
      "Sessions that were opened, up to where mail could be sent.",
      "As many as deliveries: connections are not reused."),
  CONNECTIONS_FAILED(
      COUNTER,
      "connections_failed_total",
      "Sessions that could not be opened, by how far they came.",
      "connect for many sites at once: the network or a firewall of yours.",
      Label.of("stage", "connect", "greeting", "ehlo", "starttls", "auth", "other")),
  CONNECTIONS_REUSED(
      COUNTER,
      "connections_reused_total",
      "Mails that went over a session that had carried another.",
      ""),
  LEASES_LOST(
      COUNTER,
      "leases_lost_total",
      "Sessions that were found dead when a mail was to use them, or ended with a mail on them.",
      "A tenth of the mails: peers or firewalls cut connections; lower idleTimeout."),
  TLS_SESSIONS(
      COUNTER,
      "tls_sessions_total",
      "Sessions by what TLS had to prove and what it did; failed for those that TLS ended.",
      "failed with require or verify: mail waits for it.",
      Label.DEMAND,
      Label.of("result", "verified", "unverified", "clear", "failed")),
  DNS_LOOKUPS(
      COUNTER,
      "dns_lookups_total",
      "Questions that name servers were asked, by their answer: records, none (no such record),"
          + " no-name (no such name), unanswered, bogus.",
      "unanswered is more than a few in a hundred.",
      Label.of("answer", "records", "none", "no-name", "unanswered", "bogus")),
  DNS_CACHE_HITS(
      COUNTER, "dns_cache_hits_total", "Questions that were answered from what was known.", ""),
  BREAKER_TRIPS(
      COUNTER,
      "breaker_trips_total",
      "Times that a host was found out of reach five times in a row, and is left alone for a"
          + " while.",
      "Many at once: it is not the hosts, but your network."),
  UNEXPECTED_ERRORS(
      COUNTER,
      "unexpected_errors_total",
      "Times that something of Postroad's own went wrong; no mail is lost by it.",
      "Any: look for ERROR in James' log and report it."),
  RELOADS(
      COUNTER,
      "reloads_total",
      "Times that a policy or a file of classes was read anew, and whether it was taken over.",
      "rejected grew: what is in the files is not what counts; see the health check.",
      Label.of("result", "accepted", "rejected")),
  SUSPENDED_SITES(
      GAUGE, "suspended_sites", "Sites that an operator has suspended.", "One is forgotten."),
  SITES(
      GAUGE,
      "sites",
      "Sites by their state.",
      "down grows while the network is well.",
      Label.of("state", "idle", "sending", "waiting", "held", "down", "suspended")),
  RECORDS_LOST(
      COUNTER,
      "record_errors_total",
      "Errors of the files that records are written to, as logback tells them; each stands for"
          + " one or more records that are lost.",
      "Any: a disk is full."),
  SITE_RECIPIENTS(
      COUNTER,
      "site_recipients_total",
      "Ends of attempts for a recipient, by site and outcome. The busiest sites have their name;"
          + " what the others did is under other.",
      "The share of delivered falls for one site.",
      Label.SITE,
      Label.OUTCOME),
  SITE_WAITING_MAILS(
      GAUGE,
      "site_waiting_mails",
      "Mails that wait for their turn, by site.",
      "One site has most of them: suspend it, or see why it is slow.",
      Label.SITE),
  SITE_ACTIVE_MAILS(
      GAUGE, "site_active_mails", "Mails being delivered now, by site.", "", Label.SITE),
  SITE_DEFERRED_MAILS(
      GAUGE,
      "site_deferred_mails",
      "Mails that wait for their next attempt, by the site of their last one.",
      "",
      Label.SITE),
  SITE_OLDEST(
      GAUGE,
      "site_oldest_seconds",
      "How long the mail of a site that has waited longest has been on its way.",
      "",
      Label.SITE),
  BUILD(
      GAUGE, "build_info", "1; the label tells the version of Postroad.", "", Label.of("version"));

  /** How the numbers of an instrument are to be read. */
  enum Kind {
    /** Grows for as long as the process lives. */
    COUNTER,
    /** What is now. */
    GAUGE,
    /** Counts in buckets, with sum and count. */
    HISTOGRAM;

    String keyword() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String PREFIX = "postroad_";
  private static final String TOTAL = "_total";

  private final Kind kind;
  private final String base;
  private final String help;
  private final String worry;

  @SuppressWarnings("ImmutableEnumChecker") // a copy of its own
  private final List<Label> labels;

  Instrument(Kind kind, String base, String help, String worry, Label... labels) {
    this.kind = kind;
    this.base = base;
    this.help = help;
    this.worry = worry;
    this.labels = List.of(labels);
  }

  Kind kind() {
    return kind;
  }

  /** For Prometheus. */
  String metric() {
    return PREFIX + base;
  }

  /** What it means, in a line. */
  String help() {
    return help;
  }

  /** When an operator should look; empty if it only explains others. */
  String worry() {
    return worry;
  }

  List<Label> labels() {
    return labels;
  }

  /** Whether the values of all its labels are known beforehand. */
  boolean isBounded() {
    return labels.stream().noneMatch(label -> label.values().isEmpty());
  }

  /**
   * For James, which has no labels and keeps names for ever, such as {@code
   * postroadTlsSessionsRequireVerified}.
   *
   * @param values one for each label
   */
  String jamesName(List<String> values) {
    String bare = without(base, kind == HISTOGRAM ? "_seconds" : TOTAL);
    StringBuilder name = new StringBuilder(camel("postroad", bare));
    values.forEach(value -> name.append(camel("", value)));
    return name.toString();
  }

  private static String without(String text, String end) {
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }

  private static String camel(String first, String words) {
    StringBuilder name = new StringBuilder(first);
    for (String word : words.split("[_-]", -1)) {
      name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return name.toString();
  }
}
