// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

/**
 * Hears what a cache knew and what it had to ask for. Called on the threads that ask, which wait
 * for it: must be quick, and must not throw.
 */
public interface DnsListener {

  /** Hears nothing. */
  DnsListener NONE = new DnsListener() {};

  /** A question was answered from what was known, or by a look-up that was under way. */
  default void dnsKnown() {}

  /** A look-up has ended. */
  default void dnsAnswered(DnsAnswer<?> answer) {}
}
