// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SmtpTimeoutsTest {
  @Test
  void hurryIsForWhatComesBeforeTheMessageOnly() {
    SmtpTimeouts usual = SmtpTimeouts.STANDARD;
    Duration soon = Duration.ofSeconds(10);

    assertThat(usual.hurried())
        .isEqualTo(
            new SmtpTimeouts(
                Duration.ofSeconds(5),
                soon,
                soon,
                soon,
                soon,
                soon,
                usual.block(),
                usual.finalDot(),
                usual.quit()));
  }

  @Test
  void hurryMakesNothingLonger() {
    Duration brief = Duration.ofSeconds(1);
    SmtpTimeouts own =
        new SmtpTimeouts(brief, brief, brief, brief, brief, brief, brief, brief, brief);

    assertThat(own.hurried()).isEqualTo(own);
  }
}
