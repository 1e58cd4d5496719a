// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

/**
 * What the DNS says of where a domain's mail goes, as far as classes go by it.
 *
 * @param state what kind of answer there is
 * @param hosts those that take its mail: those of its MX records, the domain itself where there are
 *     none; the best first. Empty unless the state is {@link State#LISTED} or {@link State#NONE}
 * @param authentic whether the resolver vouches for the answer by DNSSEC
 */
public record MxFacts(State state, List<Exchanger> hosts, boolean authentic) {

  /** What there is of MX records. */
  public enum State {
    /** There are some. */
    LISTED,
    /** The domain exists and has none, so its mail goes to itself (RFC 5321 §5.1). */
    NONE,
    /** The domain takes no mail (RFC 7505). */
    NULL,
    /** There is no such domain. */
    NO_DOMAIN,
    /** The DNS does not say, or not in time. */
    UNKNOWN
  }

  /**
   * A host that takes mail.
   *
   * @param name canonical, or the bare address of a literal
   * @param preference less is better
   */
  public record Exchanger(String name, int preference) {}

  /**
   * The addresses of a host.
   *
   * @param addresses those known
   * @param complete whether there are no others
   */
  public record Addresses(List<InetAddress> addresses, boolean complete) {
    /** Nothing is known. */
    public static final Addresses UNKNOWN = new Addresses(List.of(), false);

    public Addresses {
      addresses = List.copyOf(addresses);
    }
  }

  /** Nothing is known. */
  public static final MxFacts UNKNOWN = new MxFacts(State.UNKNOWN, List.of(), false);

  public MxFacts {
    hosts =
        hosts.stream()
            .sorted(Comparator.comparingInt(Exchanger::preference))
            .collect(java.util.stream.Collectors.toUnmodifiableList());
  }

  boolean isKnown() {
    return state != State.UNKNOWN;
  }
}
