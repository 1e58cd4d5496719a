// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import dev.postroad.core.domain.MxFacts.Addresses;
import dev.postroad.core.domain.MxFacts.Exchanger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the DNS says of where a domain's mail goes, in the words of a human. */
final class MxWords {
  /** Of more hosts it is said only how many more. */
  private static final int MOST_HOSTS = 5;

  private MxWords() {}

  /**
   * Words that follow the domain's name.
   *
   * @param addresses of the hosts that somebody asked for
   */
  static String of(MxFacts facts, Map<Exchanger, Addresses> addresses) {
    return switch (facts.state()) {
      case LISTED -> "whose MX is " + hosts(facts.hosts(), addresses);
      case NONE -> "which has no MX: mail goes to " + hosts(facts.hosts(), addresses);
      case NULL -> "which has a null MX";
      case NO_DOMAIN -> "which does not exist";
      case UNKNOWN -> "whose MX the DNS does not tell for now";
    };
  }

  private static String hosts(List<Exchanger> hosts, Map<Exchanger, Addresses> addresses) {
    List<String> shown = new ArrayList<>();
    for (Exchanger host : hosts.subList(0, Math.min(hosts.size(), MOST_HOSTS))) {
      Addresses known = addresses.get(host);
      shown.add(
          host.preference() + " " + host.name() + (known == null ? "" : " (" + of(known) + ")"));
    }
    if (hosts.size() > MOST_HOSTS) {
      shown.add((hosts.size() - MOST_HOSTS) + " more");
    }
    return String.join(", ", shown);
  }

  private static String of(Addresses known) {
    String all =
        known.addresses().stream().map(IpAddresses::format).collect(Collectors.joining(", "));
    if (known.complete()) {
      return all.isEmpty() ? "no address" : all;
    }
    return all.isEmpty() ? "addresses not known for now" : all + ", others not known for now";
  }
}
