// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

/** Where mail waits for its next attempt. */
public enum DeferralPlace {
  /**
   * In the queue if that is known to honour delays and to give out what is due past what waits,
   * else in a mail repository.
   */
  AUTO,
  /** In the queue. */
  QUEUE,
  /** In a mail repository, whatever the queue honours. */
  REPOSITORY
}
