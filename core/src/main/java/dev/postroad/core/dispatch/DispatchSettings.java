// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

/**
 * How much is done at once, in all.
 *
 * @param deliveries most deliveries under way at once, 1 or more
 * @param window most mails in hand, waiting or under way, that whoever submits them will have; 1 or
 *     more
 * @param sites how much one site may be sent
 */
public record DispatchSettings(int deliveries, int window, SiteLimits sites) {
  private static final int LEAST_SHARE = 20;

  public DispatchSettings {
    if (deliveries < 1 || window < 1) {
      throw new IllegalArgumentException("nothing would be delivered");
    }
  }

  /**
   * Most deliveries at once to sites that are slow or not known yet: three quarters, so that others
   * always find a worker.
   */
  int unprovenDeliveries() {
    return Math.max(1, deliveries - deliveries / 4);
  }

  /**
   * Most of them to sites that are known to be slow: half, so that new ones can show themselves.
   */
  int slowDeliveries() {
    return Math.max(1, deliveries / 2);
  }

  /** Most mails that wait at sites that are slow or not known: half of the window. */
  int unprovenWaiting() {
    return Math.max(LEAST_SHARE, window / 2);
  }

  /** Most of them at sites that are known to be slow: a quarter of the window. */
  int slowWaiting() {
    return Math.max(LEAST_SHARE, window / 4);
  }

  /** Most mails that wait at one such site: a tenth of the window. */
  int share() {
    return Math.max(LEAST_SHARE, window / 10);
  }

  /** Most deliveries that ask the DNS at once, whatever it takes. */
  int planners() {
    return Math.max(1, deliveries / 4);
  }
}
