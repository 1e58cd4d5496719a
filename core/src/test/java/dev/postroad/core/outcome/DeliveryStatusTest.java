// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryStatusTest {

  /** It is kept for each of thousands of recipients, logged, and told to senders. */
  @Test
  void textIsBounded() {
    DeliveryStatus status = DeliveryStatus.temporary("4.4.4", "no host: " + "x".repeat(100_000));

    assertThat(status.text()).startsWith("no host: xxx").endsWith("…").hasSize(2_000);
  }
}
