// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.smtp.EnhancedStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which attempts somebody wants to see: those for which all that is given holds.
 *
 * @param mail the name of the mail
 * @param sender who sent it
 * @param recipient whom it is to
 * @param site where it was tried
 * @param outcome what became of it
 * @param cause why
 * @param status its enhanced status code, or the beginning of it
 * @param since not before that time
 */
public record AttemptFilter(
    Optional<String> mail,
    Optional<AddressFilter> sender,
    Optional<AddressFilter> recipient,
    Optional<SiteName> site,
    Optional<Outcome> outcome,
    Optional<CauseFilter> cause,
    Optional<StatusFilter> status,
    Optional<Instant> since)
    implements Predicate<AttemptEntry> {

  @Override
  public boolean test(AttemptEntry entry) {
    EnhancedStatus said = entry.status().enhanced();
    return holds(mail, entry.mail()::equals)
        && holds(site, wanted -> entry.site().filter(wanted::equals).isPresent())
        && holds(outcome, wanted -> entry.outcome() == wanted)
        && holds(
            cause, wanted -> entry.cause().filter(own -> wanted.matches(said, own)).isPresent())
        && holds(since, begin -> !entry.at().isBefore(begin))
        && holds(status, wanted -> wanted.test(said))
        && holds(sender, wanted -> wanted.test(entry.sender()))
        && holds(recipient, wanted -> wanted.test(entry.recipient()));
  }

  private static <T> boolean holds(Optional<T> wanted, Predicate<T> condition) {
    return wanted.isEmpty() || condition.test(wanted.get());
  }
}
