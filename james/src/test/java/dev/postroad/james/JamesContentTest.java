// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.message.MessageContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.james.server.core.MailImpl;
import org.junit.jupiter.api.Test;

class JamesContentTest {
  private static final String WITHOUT_BCC = Mails.TEXT.replace("Bcc: eve@secret.example\r\n", "");

  @Test
  void theOctetsAreThoseOfJamesWithoutBcc() throws Exception {
    MailImpl mail = Mails.mail("m", "bob@partner.example");

    JamesContent content = new JamesContent(mail);

    assertThat(written(content)).isEqualTo(WITHOUT_BCC);
    assertThat(content.size()).isEqualTo(Mails.TEXT.length());
  }

  @Test
  void itCanBeReadAgain() throws Exception {
    JamesContent content = new JamesContent(Mails.mail("m", "bob@partner.example"));

    written(content);

    assertThat(written(content)).isEqualTo(WITHOUT_BCC);
  }

  @Test
  void aHeaderThatAMailetHasAddedIsThere() throws Exception {
    MailImpl mail = Mails.mail("m", "bob@partner.example");
    mail.getMessage().addHeader("X-Seen", "yes");

    assertThat(written(new JamesContent(mail)))
        .contains("X-Seen: yes\r\n")
        .doesNotContain("Bcc")
        .endsWith("\r\n\r\nGood morning.\r\n");
  }

  @Test
  void aBodyThatAMailetHasReplacedIsTheOneThatLeaves() throws Exception {
    MailImpl mail = Mails.mail("m", "bob@partner.example");
    mail.getMessage().setText("Good night.");
    mail.getMessage().saveChanges();

    assertThat(written(new JamesContent(mail))).contains("Good night.").doesNotContain("Bcc");
  }

  @Test
  void loneLineFeedsAndOctetsAreLeftAsTheyAre() throws Exception {
    String text = "A: 1\nB: \u00e9\n\nbody\0without end";
    MailImpl mail = Mails.mailFrom("amy@corp.example", text, "bob@partner.example");

    assertThat(written(new JamesContent(mail))).isEqualTo(text);
  }

  @Test
  void aMessageThatJamesCannotReadIsAnInputOutputError() throws Exception {
    MailImpl mail = Mails.mail("m", "bob@partner.example");
    JamesContent content = new JamesContent(mail);
    mail.dispose();

    assertThatThrownBy(() -> written(content)).isInstanceOf(IOException.class);
  }

  private static String written(MessageContent content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
