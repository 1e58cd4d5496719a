// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

/**
 * How much is done at once, in all.
 *
 * @param deliveries most deliveries under way at once, 1 or more
 * @param connections how many connections there may be for them, from one address of ours; 1 or
 *     more
 * @param window most mails in hand, waiting or under way, that whoever submits them will have; 1 or
 *     more
 * @param sites how much one site may be sent
 */
public record DispatchSettings(int deliveries, int connections, int window, SiteLimits sites) {
  private static final int LEAST_SHARE = 20;

  public DispatchSettings {
    if (deliveries < 1 || connections < 1 || window < 1) {
      throw new IllegalArgumentException("nothing would be delivered");
    }
  }

  /** Settings for whoever has a connection for each delivery. */
  public DispatchSettings(int deliveries, int window, SiteLimits sites) {
    this(deliveries, deliveries, window, sites);
  }

  /** Most mails that wait at sites that take none now, or are not known yet: half of the window. */
  int unprovenWaiting() {
    return Math.max(LEAST_SHARE, window / 2);
  }

  /**
   * Most of them at sites that are known to be slow, and most at those that take mail in their own
   * time: a quarter of the window each.
   */
  int slowWaiting() {
    return Math.max(LEAST_SHARE, window / 4);
  }

  /** Most mails that wait at one such site: a tenth of the window. */
  int share() {
    return Math.max(LEAST_SHARE, window / 10);
  }
}
