// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.message.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Who of a mail's recipients is named in one transaction, and who must wait for another.
 *
 * @param now those named, in envelope order; empty if the session has no room for any
 * @param later the others, in envelope order
 * @param domainLeftOut whether somebody waits because the session has had as many domains as the
 *     peer allows, and not only because the transaction is full
 */
record Turn(List<Recipient> now, List<Recipient> later, boolean domainLeftOut) {

  /** The first so many. */
  static Turn ofFirst(int most, List<Recipient> recipients) {
    int room = Math.min(most, recipients.size());
    return new Turn(
        recipients.subList(0, room), recipients.subList(room, recipients.size()), false);
  }

  /**
   * The first so many, as far as their domains are among so many of the session.
   *
   * @param domains those the session has had; those of this turn are added
   */
  static Turn within(
      int most, int mostDomains, List<Recipient> recipients, Set<DomainName> domains) {
    List<Recipient> now = new ArrayList<>();
    List<Recipient> later = new ArrayList<>();
    boolean domainLeftOut = false;
    for (Recipient recipient : recipients) {
      DomainName domain = recipient.mailbox().domain();
      boolean known = domains.contains(domain);
      boolean domainFits = known || domains.size() < mostDomains;
      if (now.size() < most && domainFits) {
        domains.add(domain);
        now.add(recipient);
      } else {
        later.add(recipient);
        domainLeftOut |= !domainFits;
      }
    }
    return new Turn(now, later, domainLeftOut);
  }
}
