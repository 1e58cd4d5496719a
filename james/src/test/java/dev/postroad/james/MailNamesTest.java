// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.message.MailFamily;
import org.junit.jupiter.api.Test;

class MailNamesTest {
  @Test
  void whatIsDerivedTwiceHasTwoNamesThatBelongToTheMail() {
    String one = MailNames.derived(Mails.mail("m", "bob@x.example"), "way-2");
    String two = MailNames.derived(Mails.mail("m", "bob@x.example"), "way-2");

    assertThat(one).isNotEqualTo(two);
    assertThat(MailFamily.origin(one)).isEqualTo("m");
    assertThat(MailFamily.origin(two)).isEqualTo("m");
  }
}
