// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.mail.MessagingException;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageWrapper;

/** Mails as James' own spool makes them. */
final class Mails {
  static final String TEXT =
      """
      From: amy@corp.example
      Subject: hello
      Bcc: eve@secret.example
      Message-ID: <1@corp.example>

      Good morning.
      """
          .replace("\n", "\r\n");

  private Mails() {}

  static MailImpl mail(String name, String... recipients) {
    return mail(name, "amy@corp.example", TEXT, Arrays.asList(recipients));
  }

  static MailImpl mailFrom(String sender, String text, String... recipients) {
    return mail("m", sender, text, Arrays.asList(recipients));
  }

  private static MailImpl mail(String name, String sender, String text, List<String> recipients) {
    try {
      MailImpl mail =
          MailImpl.builder()
              .name(name)
              .sender(MaybeSender.getMailSender(sender))
              .addRecipients(recipients.stream().map(Mails::address).toList())
              .state("root")
              .build();
      mail.setMessageNoCopy(
          new MimeMessageWrapper(
              MimeMessageInputStreamSource.create(
                  name, new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))));
      return mail;
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<MailAddress> addresses(String... addresses) {
    return Arrays.stream(addresses).map(Mails::address).toList();
  }

  static MailAddress address(String address) {
    try {
      return new MailAddress(address);
    } catch (AddressException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
