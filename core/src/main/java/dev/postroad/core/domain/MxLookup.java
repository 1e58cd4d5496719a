// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import dev.postroad.core.domain.MxFacts.Addresses;
import java.net.InetAddress;

/**
 * Tells classes of domains what the DNS says. Asked only for what a class goes by, and never fails:
 * what cannot be told is unknown.
 */
public interface MxLookup {

  /** Where a domain's mail goes. */
  MxFacts mx(DomainName domain);

  /**
   * The addresses of a host that takes mail.
   *
   * @param host as {@link MxFacts.Exchanger#name}
   */
  Addresses addresses(String host);

  /** Whether a host of that name is this server. */
  boolean isSelf(String host);

  /** Whether a host with that address is this server. */
  boolean isSelf(InetAddress address);

  /** Knows nothing. */
  MxLookup NOTHING =
      new MxLookup() {
        @Override
        public MxFacts mx(DomainName domain) {
          return MxFacts.UNKNOWN;
        }

        @Override
        public Addresses addresses(String host) {
          return Addresses.UNKNOWN;
        }

        @Override
        public boolean isSelf(String host) {
          return false;
        }

        @Override
        public boolean isSelf(InetAddress address) {
          return false;
        }
      };
}
