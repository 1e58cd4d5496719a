// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.Test;

class MailViewsTest {

  @Test
  void aViewDiffersInNameAndRecipientsOnlyAndCopiesNoMessage() throws Exception {
    MailImpl original = Mails.mail("m", "bob@partner.example", "eve@x.example");
    original.setRemoteAddr("192.0.2.7");
    original.setAttribute(new Attribute(AttributeName.of("a"), AttributeValue.of(1)));

    MailImpl view = MailViews.of(original, "m-1", Mails.addresses("eve@x.example"));

    assertThat(view.getName()).isEqualTo("m-1");
    assertThat(view.getRecipients()).containsExactly(Mails.address("eve@x.example"));
    assertThat(view.getMaybeSender()).isEqualTo(original.getMaybeSender());
    assertThat(view.getRemoteAddr()).isEqualTo("192.0.2.7");
    assertThat(view.attributesMap()).isEqualTo(original.attributesMap());
    assertThat(view.getMessage()).isSameAs(original.getMessage());
    assertThat(original.getRecipients()).hasSize(2);
  }

  @Test
  void whatIsSetOnAViewIsNotSetOnTheOriginal() throws Exception {
    MailImpl original = Mails.mail("m", "bob@partner.example");

    MailViews.of(original, "m-1", original.getRecipients())
        .setAttribute(new Attribute(AttributeName.of("a"), AttributeValue.of(1)));

    assertThat(original.hasAttributes()).isFalse();
  }
}
