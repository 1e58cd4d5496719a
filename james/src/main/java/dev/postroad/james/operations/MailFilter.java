// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.AddressFilter;
import dev.postroad.core.history.CauseFilter;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailState;
import dev.postroad.james.book.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Which open mails are meant: those that fit all that is given. What is empty fits every mail.
 *
 * @param id the mail's name, exactly
 * @param state where it stands
 * @param sender whom it is from
 * @param recipient one of those it has still to reach
 * @param site the exact name of the site it goes to
 * @param queue the exact name of its queue
 * @param cause what deferred it last; a mail that nothing deferred has none
 * @param olderThan how long ago, at least, its first attempt began or it was queued; not negative
 */
public record MailFilter(
    Optional<String> id,
    Optional<MailState> state,
    Optional<AddressFilter> sender,
    Optional<AddressFilter> recipient,
    Optional<String> site,
    Optional<String> queue,
    Optional<CauseFilter> cause,
    Optional<Duration> olderThan) {

  /** Every open mail. */
  public static final MailFilter ALL =
      new MailFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Whether nothing is asked of a mail: every one is meant. */
  public boolean isAll() {
    return equals(ALL);
  }

  /** Whether an open mail is meant. */
  boolean matches(Entry entry, Instant now) {
    Facts facts = entry.facts();
    return (id.isEmpty() || id.get().equals(facts.id()))
        && (state.isEmpty() || state.get() == entry.state())
        && (queue.isEmpty() || queue.get().equals(facts.queue()))
        && (sender.isEmpty() || sender.get().test(facts.sender()))
        && (recipient.isEmpty() || facts.recipients().stream().anyMatch(recipient.get()))
        && (site.isEmpty() || entry.site().filter(own -> own.text().equals(site.get())).isPresent())
        && (cause.isEmpty() || entry.why().filter(this::isMeant).isPresent())
        && (olderThan.isEmpty() || facts.since() <= now.minus(olderThan.get()).toEpochMilli());
  }

  private boolean isMeant(Why why) {
    return cause.filter(own -> own.matches(why.status().enhanced(), why.cause())).isPresent();
  }

  /** As it stands in logs: {@code sender=@corp.example olderThan=PT2H}. */
  @Override
  public String toString() {
    if (isAll()) {
      return "all";
    }
    StringJoiner text = new StringJoiner(" ");
    id.ifPresent(own -> text.add("id=" + own));
    state.ifPresent(own -> text.add("state=" + own.word()));
    sender.ifPresent(own -> text.add("sender=" + own));
    recipient.ifPresent(own -> text.add("recipient=" + own));
    site.ifPresent(own -> text.add("site=" + own));
    queue.ifPresent(own -> text.add("queue=" + own));
    cause.ifPresent(own -> text.add("cause=" + own));
    olderThan.ifPresent(own -> text.add("olderThan=" + own));
    return text.toString();
  }
}
