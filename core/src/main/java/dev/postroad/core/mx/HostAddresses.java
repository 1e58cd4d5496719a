// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.DnsClient.AddressFamily;
import dev.postroad.core.dns.MxRecord;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Network;
import dev.postroad.core.mx.MxHost.State;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From a host's name to the addresses mail may be sent to. */
final class HostAddresses {
  private static final int MOST_PROBLEMS = 8;

  private final DnsClient dns;
  private final MxSettings settings;
  private final HostOrder order;

  HostAddresses(DnsClient dns, MxSettings settings, HostOrder order) {
    this.dns = dns;
    this.settings = settings;
    this.order = order;
  }

  /** A host, or the news that it is ourselves. */
  record Found(MxHost host, boolean isSelf) {}

  /**
   * Looks a host up.
   *
   * @param seen addresses of hosts before it, which are not tried again; this host's are added
   */
  Found of(MxRecord mx, boolean mxAuthentic, Set<InetAddress> seen) {
    Lookup lookup = new Lookup(mxAuthentic);
    Optional<InetAddress> literal = IpAddresses.tryParse(mx.exchange());
    if (literal.isPresent()) {
      // Against the rules and seen all the same; Postfix and stock James deliver there too.
      lookup.problems.add("an IP address where a host name belongs (RFC 5321 §5.1)");
      lookup.found.add(literal.get());
    } else {
      lookup.ask(mx.exchange());
    }
    if (lookup.found.stream().anyMatch(settings::isSelf)) {
      return new Found(lookup.host(mx, List.of()), true);
    }
    List<InetAddress> usable =
        order.addresses(lookup.found).stream()
            .filter(address -> lookup.permits(address) && lookup.isNew(address, seen))
            .toList();
    return new Found(lookup.host(mx, usable), false);
  }

  /** A host that is not asked for, and why. */
  static MxHost unasked(MxRecord mx, String why) {
    return new MxHost(
        mx.exchange(),
        mx.preference(),
        List.of(),
        false,
        State.UNANSWERED,
        "not asked for, since " + why);
  }

  /** An address literal as a host. */
  MxHost ofLiteral(String text, InetAddress address) {
    Lookup lookup = new Lookup(false);
    List<InetAddress> usable = lookup.permits(address) ? List.of(address) : List.of();
    return lookup.host(new MxRecord(0, text), usable);
  }

  private final class Lookup {
    private final List<InetAddress> found = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private boolean authentic;
    private boolean unanswered;
    private boolean forbidden;

    Lookup(boolean authentic) {
      this.authentic = authentic;
    }

    void ask(String host) {
      for (AddressFamily family : AddressFamily.values()) {
        if (settings.preference().uses(family)) {
          DnsAnswer<InetAddress> answer = dns.addresses(host, family);
          add(family, answer);
          if (answer instanceof DnsAnswer.NxDomain) {
            // Then it has no records of any type (RFC 8020).
            problems.add("does not exist");
            return;
          }
        }
      }
      if (found.isEmpty() && !unanswered) {
        askForUnusedFamilies(host);
      }
    }

    /** A host must not seem to have no address because of a setting of ours. */
    private void askForUnusedFamilies(String host) {
      for (AddressFamily family : AddressFamily.values()) {
        if (!settings.preference().uses(family)
            && !(dns.addresses(host, family) instanceof DnsAnswer.NoData)) {
          forbidden = true;
          problems.add("has only addresses of a family that is not used here");
        }
      }
    }

    private void add(AddressFamily family, DnsAnswer<InetAddress> answer) {
      String type = family == AddressFamily.IPV4 ? "A" : "AAAA";
      if (answer instanceof DnsAnswer.Records<InetAddress> records) {
        found.addAll(records.records());
        authentic &= records.authentic();
      } else if (answer instanceof DnsAnswer.TryAgain<InetAddress> again) {
        unanswered = true;
        problems.add("no " + type + " records for now: " + again.why());
      } else if (answer instanceof DnsAnswer.Bogus<InetAddress> bogus) {
        unanswered = true;
        problems.add("no usable " + type + " records: " + bogus.why());
      }
    }

    boolean permits(InetAddress address) {
      Optional<Network> forbidding = settings.forbiddenBy(address);
      if (forbidding.isEmpty()) {
        return true;
      }
      // A stranger's host on our own loopback is nobody's post office, whatever an operator allows
      // or forbids; in any other network it may be, and the setting may be a mistake.
      forbidden |= !address.isLoopbackAddress() && !address.isAnyLocalAddress();
      problems.add(
          "%s is in a forbidden network, %s (allowNetwork permits it)"
              .formatted(IpAddresses.format(address), forbidding.get()));
      return false;
    }

    boolean isNew(InetAddress address, Set<InetAddress> seen) {
      boolean fresh = seen.add(address);
      if (!fresh) {
        problems.add(IpAddresses.format(address) + " is already planned");
      }
      return fresh;
    }

    MxHost host(MxRecord mx, List<InetAddress> usable) {
      if (usable.isEmpty() && problems.isEmpty()) {
        problems.add("has no address");
      }
      return new MxHost(
          mx.exchange(),
          mx.preference(),
          usable,
          authentic && !usable.isEmpty(),
          state(usable),
          summary());
    }

    /** A host may have thousands of addresses, and all of them the same problem. */
    private String summary() {
      int more = problems.size() - MOST_PROBLEMS;
      return more <= 0
          ? String.join("; ", problems)
          : String.join("; ", problems.subList(0, MOST_PROBLEMS)) + "; and " + more + " more";
    }

    private State state(List<InetAddress> usable) {
      if (!usable.isEmpty()) {
        return State.USABLE;
      }
      if (unanswered) {
        return State.UNANSWERED;
      }
      return forbidden ? State.FORBIDDEN : State.NOWHERE;
    }
  }
}
