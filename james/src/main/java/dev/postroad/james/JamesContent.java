// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.message.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;

/**
 * The octets of a mail as James holds them, without the fields that JavaMail's transport withholds
 * too: {@code Bcc} and {@code Content-Length}.
 *
 * <p>They are streamed from James' own copy, in memory or in a file, and never rebuilt; only a
 * message whose body a mailet has changed since James read it is written by JavaMail.
 */
final class JamesContent implements MessageContent {
  private static final Set<String> WITHHELD = Set.of("bcc", "content-length");
  private static final String[] WITHHELD_BY_JAVAMAIL = {"Bcc", "Content-Length"};

  private final Mail mail;
  private final long size;

  /**
   * @throws MessagingException if James cannot tell the size of the message
   */
  JamesContent(Mail mail) throws MessagingException {
    this.mail = mail;
    this.size = Math.max(0, mail.getMessageSize());
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try {
      write(message(), out);
    } catch (MessagingException e) {
      throw new IOException("James cannot read the message of " + mail.getName(), e);
    }
  }

  private MimeMessage message() throws MessagingException {
    MimeMessage message = mail.getMessage();
    if (message == null) {
      throw new MessagingException("the mail has no message");
    }
    return message;
  }

  private static void write(MimeMessage message, OutputStream out)
      throws IOException, MessagingException {
    if (message instanceof MimeMessageWrapper wrapper && isStreamed(wrapper)) {
      HeaderFilter filter = new HeaderFilter(out, WITHHELD);
      try (InputStream octets = wrapper.getMessageInputStream()) {
        octets.transferTo(filter);
      }
      filter.finish();
    } else {
      message.writeTo(out, WITHHELD_BY_JAVAMAIL);
    }
  }

  /** Otherwise the wrapper would first build the whole message in memory. */
  private static boolean isStreamed(MimeMessageWrapper wrapper) {
    return wrapper.getSourceId() != null && !wrapper.isBodyModified();
  }
}
