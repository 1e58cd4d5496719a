// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.message.Recipient;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MailAddress;

/**
 * How an attempt ended for one of James' recipients.
 *
 * @param address as James knows it
 * @param disposition delivered, deferred or failed
 * @param status the words that decided it
 * @param attempted whether some host was tried
 * @param decisive the try that decided it; empty if none did
 * @param unresolved whether it is the DNS's word, which knows no host for the domain
 * @param remoteDsn whether the peer took over the duty to notify
 */
record RecipientOutcome(
    MailAddress address,
    Disposition disposition,
    DeliveryStatus status,
    boolean attempted,
    Optional<Attempt> decisive,
    boolean unresolved,
    boolean remoteDsn) {

  /** The same in other words. */
  RecipientOutcome saying(DeliveryStatus words) {
    return new RecipientOutcome(
        address, disposition, words, attempted, decisive, unresolved, remoteDsn);
  }

  static RecipientOutcome deferred(MailAddress address, DeliveryStatus status) {
    return new RecipientOutcome(
        address, Disposition.DEFERRED, status, false, Optional.empty(), false, false);
  }

  static RecipientOutcome failed(MailAddress address, DeliveryStatus status) {
    return new RecipientOutcome(
        address, Disposition.FAILED, status, false, Optional.empty(), false, false);
  }

  /** Every recipient of a mail, deferred for one reason. */
  static List<RecipientOutcome> allDeferred(
      Iterable<MailAddress> addresses, DeliveryStatus status) {
    List<RecipientOutcome> outcomes = new ArrayList<>();
    addresses.forEach(address -> outcomes.add(deferred(address, status)));
    return outcomes;
  }

  /** Who has not got the mail. */
  static List<MailAddress> notReached(List<RecipientOutcome> outcomes) {
    return outcomes.stream()
        .filter(own -> own.disposition() != Disposition.DELIVERED)
        .map(RecipientOutcome::address)
        .toList();
  }

  /** Whether there is something to tell of: a host was tried, or it is decided. */
  boolean hasHappened() {
    return attempted || disposition != Disposition.DEFERRED;
  }

  /** A report in James' addresses; whoever it does not speak of is deferred. */
  static List<RecipientOutcome> of(QueuedMail queued, DeliveryReport report) {
    Map<Recipient, RecipientReport> reports = new LinkedHashMap<>();
    report.recipients().forEach(own -> reports.put(own.recipient(), own));
    List<RecipientOutcome> outcomes = ofUnusable(queued);
    queued
        .addresses()
        .forEach(
            (recipient, addresses) -> {
              RecipientReport own = reports.get(recipient);
              for (MailAddress address : addresses) {
                outcomes.add(
                    own == null
                        ? deferred(
                            address,
                            DeliveryStatus.temporary("4.3.0", "the attempt ended without a report"))
                        : of(address, own, report.unresolved()));
              }
            });
    return outcomes;
  }

  /** The recipients that no SMTP command may name; they fail by themselves. */
  static List<RecipientOutcome> ofUnusable(QueuedMail queued) {
    List<RecipientOutcome> outcomes = new ArrayList<>();
    queued
        .unusable()
        .forEach(
            (address, why) ->
                outcomes.add(
                    failed(
                        address,
                        DeliveryStatus.permanent(553, "5.1.3", "unusable address: " + why))));
    return outcomes;
  }

  private static RecipientOutcome of(
      MailAddress address, RecipientReport report, boolean unresolved) {
    return new RecipientOutcome(
        address,
        report.disposition(),
        report.status(),
        !report.trail().isEmpty(),
        report.decisive(),
        unresolved,
        report.remoteDsn());
  }
}
