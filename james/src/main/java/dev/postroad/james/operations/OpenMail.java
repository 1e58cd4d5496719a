// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.By;
import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.MailState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A mail that has not ended, as it is known at a moment.
 *
 * @param id its name in James, which logs have too
 * @param queue the queue that it goes through
 * @param state where it stands
 * @param sender {@code <>} for the null sender
 * @param recipients those it has still to reach
 * @param site where it goes, as of the last plan; empty if there was none since the start
 * @param priority MT-PRIORITY (RFC 6710), from -9 to 9
 * @param size of the message in octets; -1 if it is not known
 * @param attempts made so far
 * @param since when the first attempt began, or when it was queued if there was none
 * @param nextAttempt when the next one is due; empty unless it is deferred
 * @param why the words that deferred it last; empty if nothing did since the start
 * @param toCome what an operator has ordered and is done later, when its attempt ends or James'
 *     store takes it; empty if nothing is
 */
public record OpenMail(
    String id,
    String queue,
    MailState state,
    String sender,
    List<String> recipients,
    Optional<String> site,
    int priority,
    long size,
    int attempts,
    Instant since,
    Optional<Instant> nextAttempt,
    Optional<Why> why,
    Optional<ToCome> toCome) {

  /**
   * What deferred a mail.
   *
   * @param status reply code and enhanced status: {@code 450 4.2.1}
   * @param text the rest of the words, in one line
   * @param cause the class of such words
   */
  public record Why(String status, String text, Cause cause) {}

  /**
   * An order that is left with a mail.
   *
   * @param action what is to be done
   * @param by on whose word, and why
   */
  public record ToCome(MailAction.Kind action, By by) {}

  public OpenMail {
    recipients = List.copyOf(recipients);
  }

  static OpenMail of(Entry entry) {
    Facts facts = entry.facts();
    long next = entry.next();
    return new OpenMail(
        facts.id(),
        facts.queue(),
        entry.state(),
        facts.sender().isEmpty() ? "<>" : facts.sender(),
        facts.recipients(),
        entry.site().map(SiteName::text),
        facts.priority(),
        facts.size(),
        facts.attempts(),
        Instant.ofEpochMilli(facts.since()),
        next < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(next)),
        entry.why().map(OpenMail::told),
        entry.order().map(order -> new ToCome(order.action().kind(), order.by())));
  }

  private static Why told(dev.postroad.james.book.Why why) {
    DeliveryStatus status = why.status();
    return new Why(status.code() + " " + status.enhanced(), status.text(), why.cause());
  }
}
