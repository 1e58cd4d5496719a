// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailContext.SentMail;

/** A James that remembers what it was given, and can be made to refuse it. */
final class James {
  final FakeMailContext taken =
      FakeMailContext.builder().postmaster(Mails.address("postmaster@corp.example")).build();
  final AtomicInteger refusals = new AtomicInteger();

  /** The very mails, since the fake keeps only parts of them. */
  final List<Mail> mails = new CopyOnWriteArrayList<>();

  /** The context as a mailet sees it. */
  MailetContext context() {
    return (MailetContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {MailetContext.class},
            (proxy, method, arguments) -> {
              boolean handedOver =
                  method.getName().equals("sendMail") || method.getName().equals("bounce");
              if (handedOver && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new MessagingException("the spool is full");
              }
              if (handedOver && arguments[0] instanceof Mail mail) {
                mails.add(mail);
              }
              try {
                return method.invoke(taken, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  static Map<String, Object> attributes(SentMail mail) {
    return mail.getAttributes().values().stream()
        .collect(
            Collectors.toMap(
                attribute -> attribute.getName().asString(),
                attribute -> attribute.getValue().value()));
  }
}
