// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.time.Duration;
import java.util.List;

/**
 * What the DNS says to one question. Exactly one of five things, since mail treats each
 * differently.
 *
 * @param <T> the kind of record asked for
 */
public sealed interface DnsAnswer<T> {

  /**
   * There are such records.
   *
   * @param records at least one, in the order received, CNAMEs already followed
   * @param ttl how long this may be believed
   * @param authentic whether the resolver vouches for it by DNSSEC (the AD bit)
   */
  record Records<T>(List<T> records, Duration ttl, boolean authentic) implements DnsAnswer<T> {
    public Records {
      records = List.copyOf(records);
      if (records.isEmpty()) {
        throw new IllegalArgumentException("no records is NoData");
      }
    }
  }

  /**
   * The name exists but has no record of this type (RFC 2308 §2.2).
   *
   * @param ttl how long this may be believed, from the zone's SOA; zero if there was none
   * @param authentic whether the resolver vouches for it by DNSSEC
   */
  record NoData<T>(Duration ttl, boolean authentic) implements DnsAnswer<T> {}

  /**
   * The name does not exist (RFC 2308 §2.1, RFC 8020).
   *
   * @param ttl how long this may be believed, from the zone's SOA; zero if there was none
   * @param authentic whether the resolver vouches for it by DNSSEC
   */
  record NxDomain<T>(Duration ttl, boolean authentic) implements DnsAnswer<T> {}

  /**
   * Not known at the moment: SERVFAIL, refusal, time-out, or a network fault.
   *
   * @param why for the operator: which server said or did what
   */
  record TryAgain<T>(String why) implements DnsAnswer<T> {}

  /**
   * Answered, but in a way that cannot be used, such as a CNAME loop or failed validation.
   *
   * @param why for the operator
   */
  record Bogus<T>(String why) implements DnsAnswer<T> {}
}
