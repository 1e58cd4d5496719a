// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

/**
 * How much one attempt may try before the mail waits for the next attempt. Counted at each next hop
 * anew: a relay that has many addresses takes nothing from the one after it.
 *
 * @param addresses most addresses tried, 1 or more
 * @param sessions most sessions that came as far as MAIL, 1 or more; failures before that count as
 *     addresses only
 */
public record TryLimits(int addresses, int sessions) {
  public TryLimits {
    if (addresses < 1 || sessions < 1) {
      throw new IllegalArgumentException("at least one address and one session must be tried");
    }
  }
}
