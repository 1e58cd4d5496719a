// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import java.time.Duration;
import java.time.Instant;
import javax.mail.MessagingException;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/** Makes mail look as if it had been tried three times, and for the first time 25 hours ago. */
public class LongUnderWay extends GenericMailet {
  @Override
  public void service(Mail mail) throws MessagingException {
    Instant now = Instant.now();
    set(mail, "postroad.attempts", AttributeValue.of(3));
    set(mail, "postroad.first-attempt", millis(now.minus(Duration.ofHours(25))));
    set(mail, "postroad.next-attempt", millis(now));
  }

  private static AttributeValue<?> millis(Instant when) {
    return AttributeValue.of(when.toEpochMilli());
  }

  private static void set(Mail mail, String name, AttributeValue<?> value) {
    mail.setAttribute(new Attribute(AttributeName.of(name), value));
  }
}
