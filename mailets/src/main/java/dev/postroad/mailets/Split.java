// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import dev.postroad.core.domain.DomainName;
import dev.postroad.james.MailNames;
import dev.postroad.james.MailViews;
import dev.postroad.james.Recipients;
import dev.postroad.james.Stamps;
import dev.postroad.james.Stamps.Stamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * Recipients of a mail that can share a delivery: they go the same way, to the same domain or
 * through the same relays.
 *
 * @param way the same for all of them
 * @param recipients at least one
 */
record Split(Way way, List<MailAddress> recipients) {

  /**
   * What makes one delivery different from another.
   *
   * @param stamp what the policy decided; empty without a policy
   * @param domain where to; empty if relays take it, whatever the domain
   */
  record Way(Optional<Stamp> stamp, String domain) {
    static Way of(Mail mail, MailAddress recipient, boolean gateway) {
      Optional<Stamp> stamp = Stamps.of(mail, recipient);
      boolean relayed = stamp.map(Stamp::isVia).orElse(gateway);
      return new Way(stamp, relayed ? "" : domain(recipient));
    }

    private static String domain(MailAddress recipient) {
      String address = recipient.asString();
      String domain = address.substring(address.lastIndexOf('@') + 1);
      try {
        return DomainName.parse(domain).inAddress();
      } catch (IllegalArgumentException e) {
        return domain.toLowerCase(Locale.ROOT);
      }
    }

    /** Part of a mail's name. */
    String inName() {
      return domain.isEmpty() ? "via-relay" : "to-" + domain;
    }
  }

  /**
   * All recipients of a mail, each in one split, in the order they came.
   *
   * @param gateway whether mail without a stamp goes through a gateway
   */
  static List<Split> of(Mail mail, boolean gateway) {
    Map<Way, List<MailAddress>> ways = new LinkedHashMap<>();
    for (MailAddress recipient : Recipients.of(mail)) {
      ways.computeIfAbsent(Way.of(mail, recipient, gateway), way -> new ArrayList<>())
          .add(recipient);
    }
    return ways.entrySet().stream().map(way -> new Split(way.getKey(), way.getValue())).toList();
  }

  /** The mail for these recipients alone; it shares the original's message. */
  Mail part(Mail original) throws MessagingException {
    Mail part = MailViews.of(original, MailNames.derived(original, way.inName()), recipients);
    Stamps.unite(part, way.stamp());
    return part;
  }
}
