// SPDX-License-Identifier: Apache-2.0
package org.apache.james.transport.mailets;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/** Stands in for the mailet of James' rate limiter, as far as a count for each sender goes. */
public class PerSenderRateLimit extends GenericMailet {
  private static final Map<String, Integer> COUNTS = new ConcurrentHashMap<>();

  @Override
  public void service(Mail mail) throws MessagingException {
    String key = getInitParameter("keyPrefix") + " " + mail.getMaybeSender().asString();
    if (COUNTS.merge(key, 1, Integer::sum) > Integer.parseInt(getInitParameter("count"))) {
      mail.setState(getInitParameter("exceededProcessor"));
    }
  }
}
