// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.message.MailFamily;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.retry.RetrySchedule;
import dev.postroad.james.Consequence.Kind;
import dev.postroad.james.book.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the outcome of an attempt into what James is to do: the delivered go to the success
 * processor, the failed are bounced, the deferred are kept for the next attempt or, when time has
 * run out, bounced with the last reply (X.4.7 of RFC 3463).
 */
final class ReportApplier {

  /**
   * What an operator has said about endings.
   *
   * @param bounceProcessor bounces; empty to let James bounce
   * @param onSuccess the processor that gets what was delivered; empty for none
   * @param lowPriorityRetries whether a mail that was deferred once has the lowest priority
   * @param maxDnsProblemRetries how often to defer before the DNS is believed that there is no such
   *     domain or no host for it
   */
  record Endings(
      Optional<String> bounceProcessor,
      Optional<String> onSuccess,
      boolean lowPriorityRetries,
      int maxDnsProblemRetries) {}

  private static final Logger LOGGER = LoggerFactory.getLogger(ReportApplier.class);

  /** Recipients told of in a mail's error message, which is for humans. */
  private static final int MOST_TOLD = 20;

  private static final Duration SHORTEST_BREAK = Duration.ofSeconds(30);
  private static final Duration LONGEST_BREAK = Duration.ofMinutes(30);
  private static final DeliveryStatus BROKEN =
      DeliveryStatus.temporary("4.3.0", "something of ours is broken");

  private final MailetContext james;
  private final Endings endings;
  private final Bounces bounces;
  private final Keeper keeper;
  private final RetrySchedule schedule;
  private final Clock clock;
  private final RandomGenerator random;

  ReportApplier(
      MailetContext james,
      Endings endings,
      Keeper keeper,
      RetrySchedule schedule,
      Clock clock,
      RandomGenerator random) {
    this.james = james;
    this.endings = endings;
    this.bounces = new Bounces(james, endings.bounceProcessor());
    this.keeper = keeper;
    this.schedule = schedule;
    this.clock = clock;
    this.random = random;
  }

  Bounces bounces() {
    return bounces;
  }

  /**
   * Decides what is to be handed over; nothing is yet.
   *
   * @param entry the mail's in the book
   * @param outcomes every recipient of the mail once
   * @param postponed set if nobody was tried because the mail was held back: why, and for how long
   */
  Settlement settle(
      Mail mail, Entry entry, List<RecipientOutcome> outcomes, Optional<Hold> postponed) {
    RetryMarks marks = RetryMarks.of(mail, entry, clock.instant());
    boolean isAttempt = postponed.isEmpty() || counts(postponed.get());
    int attempts = marks.attempts() + (isAttempt ? 1 : 0);
    Optional<Instant> next = next(attempts, marks.firstAttempt(), postponed);
    List<Consequence> consequences = new ArrayList<>();
    for (RecipientOutcome given : outcomes) {
      RecipientOutcome outcome = doubted(given, marks.attempts());
      consequences.add(
          switch (outcome.disposition()) {
            case DELIVERED -> new Consequence(Kind.DELIVERED, outcome);
            case FAILED -> new Consequence(Kind.FAILED, outcome);
            case DEFERRED ->
                next.isPresent()
                    ? new Consequence(isAttempt ? Kind.DEFERRED : Kind.POSTPONED, outcome)
                    : new Consequence(
                        Kind.GIVEN_UP, expired(outcome, attempts, marks.firstAttempt()));
          });
    }
    Decided decided =
        new Decided(
            mail.getName(),
            isAttempt ? OptionalInt.of(attempts) : OptionalInt.empty(),
            consequences,
            clock.instant(),
            next);
    return new Settlement(
        new Settlement.Open(mail, entry),
        this,
        decided,
        notices(decided, attempts),
        kept(decided, attempts));
  }

  private List<Bounce> notices(Decided decided, int attempts) {
    List<Bounce> notices = new ArrayList<>();
    String name = decided.mail();
    notices.addAll(
        bounces.sort(
            MailFamily.ofEnding(name, "failed", attempts), decided.of(Kind.FAILED::equals), true));
    notices.addAll(
        bounces.sort(
            MailFamily.ofEnding(name, "expired", attempts),
            decided.of(Kind.GIVEN_UP::equals),
            false));
    return notices;
  }

  private Settlement.Kept kept(Decided decided, int attempts) {
    Instant due =
        decided
            .next()
            .orElseGet(() -> decided.at().plus(schedule.baseDelayAfter(Math.max(1, attempts))));
    return new Settlement.Kept(decided.of(Kind::isKept), attempts, due);
  }

  /**
   * Where only attempts are counted, that a place is known to be down must be one: or else mail for
   * a place that never comes back would never end.
   */
  private boolean counts(Hold why) {
    return why.reason() == Hold.Reason.DOWN && schedule.maxRetries().isPresent();
  }

  /**
   * When a mail is tried again: not before a place that is down has been probed, or else mail would
   * use up its attempts without any. Empty if it is given up.
   */
  private Optional<Instant> next(int attempts, Instant firstAttempt, Optional<Hold> postponed) {
    Instant now = clock.instant();
    Optional<Instant> due =
        postponed.isPresent() && !counts(postponed.get())
            ? Optional.of(now).filter(at -> !schedule.expired(firstAttempt, at))
            : schedule.next(attempts, firstAttempt, now, random);
    Instant held = now.plus(postponed.map(Hold::length).orElse(Duration.ZERO));
    Instant deadline = schedule.deadline(firstAttempt);
    return due.map(at -> at.isBefore(held) ? held : at)
        .map(at -> at.isBefore(deadline) ? at : deadline);
  }

  private RecipientOutcome doubted(RecipientOutcome outcome, int deferredBefore) {
    boolean believed = outcome.disposition() != Disposition.FAILED || !outcome.unresolved();
    if (believed || deferredBefore >= endings.maxDnsProblemRetries()) {
      return outcome;
    }
    LOGGER.info(
        "{} is asked of the DNS again, {} of {} times",
        outcome.address(),
        deferredBefore + 1,
        endings.maxDnsProblemRetries());
    return RecipientOutcome.deferred(
        outcome.address(), DeliveryStatus.temporary("4.4.3", outcome.status().text()));
  }

  private RecipientOutcome expired(RecipientOutcome last, int attempts, Instant firstAttempt) {
    Duration age = Duration.between(firstAttempt, clock.instant());
    return last.saying(
        last.status()
            .expired(
                "given up after %d attempt%s in %s; the last one ended with: %s"
                    .formatted(attempts, attempts == 1 ? "" : "s", inWords(age), last.status())));
  }

  /** A duration, roughly. */
  private static String inWords(Duration duration) {
    if (duration.compareTo(Duration.ofDays(2)) >= 0) {
      return duration.toDays() + " days";
    }
    if (duration.compareTo(Duration.ofHours(2)) >= 0) {
      return duration.toHours() + " hours";
    }
    return duration.compareTo(Duration.ofMinutes(2)) >= 0
        ? duration.toMinutes() + " minutes"
        : duration.toSeconds() + " seconds";
  }

  /**
   * Sorts who is kept by the way that they take next: usually one for all. A mail that only waited,
   * no host having been tried, keeps its way.
   *
   * @param attempts how many there were
   */
  Map<Integer, Map<MailAddress, DeliveryStatus>> byNextWay(
      Mail mail, Map<MailAddress, DeliveryStatus> recipients, int attempts) {
    return attempts > RetryMarks.of(mail, clock.instant()).attempts()
        ? Stamps.nextWays(mail, recipients, attempts + 1)
        : Map.of(Stamps.way(mail), recipients);
  }

  /**
   * Gives a rest of a mail to the deferral.
   *
   * @param recipients all of whom take the same way next
   * @param attempts how many there were
   * @param due the time of its next attempt
   * @param way that they take, as {@link #byNextWay} has it
   */
  void keep(
      Settlement.Open open,
      Map<MailAddress, DeliveryStatus> recipients,
      int attempts,
      Instant due,
      int way)
      throws MessagingException {
    Mail mail = open.mail();
    Instant now = clock.instant();
    RetryMarks marks = RetryMarks.of(mail, open.entry(), now);
    String name =
        way == Stamps.way(mail) ? mail.getName() : MailNames.derived(mail, "way-" + (way + 1));
    Mail rest = MailViews.of(mail, name, recipients.keySet());
    new RetryMarks(attempts, marks.firstAttempt(), due).writeTo(rest);
    Stamps.take(rest, way);
    rest.setLastUpdated(Date.from(now));
    rest.setErrorMessage(inLines(recipients));
    if (endings.lowPriorityRetries() && attempts > marks.attempts()) {
      rest.setAttribute(MailPrioritySupport.LOW_PRIORITY_ATTRIBUTE);
    }
    keeper.keep(open.entry(), rest, due);
  }

  /**
   * Gives a rest of a mail to the deferral after something of ours broke, which is no attempt. What
   * breaks again and again comes seldom: after as long as it has been here.
   *
   * @param recipients who is left
   */
  void keepAfterBreakage(Mail mail, Entry entry, Collection<MailAddress> recipients)
      throws MessagingException {
    Instant now = clock.instant();
    RetryMarks marks = RetryMarks.of(mail, entry, now);
    Duration age = Duration.between(marks.firstAttempt(), now);
    Duration pause =
        Collections.max(List.of(SHORTEST_BREAK, Collections.min(List.of(LONGEST_BREAK, age))));
    Map<MailAddress, DeliveryStatus> kept = new LinkedHashMap<>();
    recipients.forEach(recipient -> kept.put(recipient, BROKEN));
    keep(
        new Settlement.Open(mail, entry),
        kept,
        marks.attempts(),
        now.plus(pause),
        Stamps.way(mail));
  }

  /** Gives a mail back to the policy that it came from. */
  void sendBack(Mail mail, String processor) throws MessagingException {
    Mail back = MailViews.of(mail, mail.getName(), Recipients.of(mail));
    Returns.sendBack(back);
    james.sendMail(back, processor);
  }

  private static String inLines(Map<MailAddress, DeliveryStatus> recipients) {
    return recipients.entrySet().stream()
        .limit(MOST_TOLD)
        .map(recipient -> recipient.getKey() + ": " + recipient.getValue())
        .collect(Collectors.joining("\n"));
  }

  /** Gives what was delivered to the success processor, if there is one. */
  void succeed(Mail mail, List<RecipientOutcome> delivered) throws MessagingException {
    if (endings.onSuccess().isEmpty()) {
      return;
    }
    int attempt = RetryMarks.of(mail, clock.instant()).attempts() + 1;
    Mail success =
        MailViews.of(
            mail,
            MailFamily.ofEnding(mail.getName(), "delivered", attempt),
            delivered.stream().map(RecipientOutcome::address).toList());
    RetryMarks.removeFrom(success);
    dropWishesOthersFulfil(success, delivered);
    james.sendMail(success, endings.onSuccess().get());
  }

  /**
   * A peer that offers DSN has taken over the duty to report success (RFC 3461 §5.2.2): James must
   * not do so too.
   */
  private static void dropWishesOthersFulfil(Mail mail, List<RecipientOutcome> delivered) {
    Optional<DsnParameters> wishes = mail.dsnParameters();
    if (wishes.isEmpty() || delivered.stream().noneMatch(RecipientOutcome::remoteDsn)) {
      return;
    }
    Map<MailAddress, RecipientDsnParameters> left = new HashMap<>(wishes.get().getRcptParameters());
    for (RecipientOutcome outcome : delivered) {
      if (outcome.remoteDsn()) {
        left.computeIfPresent(outcome.address(), (address, own) -> withoutSuccess(own));
      }
    }
    mail.setDsnParameters(wishes.get().withRcptParameters(left));
  }

  private static RecipientDsnParameters withoutSuccess(RecipientDsnParameters wish) {
    EnumSet<DsnParameters.Notify> when =
        wish.getNotifyParameter()
            .map(EnumSet::copyOf)
            .orElseGet(() -> EnumSet.noneOf(DsnParameters.Notify.class));
    if (!when.remove(DsnParameters.Notify.SUCCESS)) {
      return wish;
    }
    if (when.isEmpty()) {
      when.add(DsnParameters.Notify.NEVER);
    }
    return RecipientDsnParameters.of(Optional.of(when), wish.getOrcptParameter()).orElse(wish);
  }
}
