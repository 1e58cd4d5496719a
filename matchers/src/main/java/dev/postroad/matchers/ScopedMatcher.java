// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import dev.postroad.james.Recipients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * Asks a condition of each recipient and returns exactly those for whom it holds; or, with {@code
 * any:}, {@code all:} or {@code none:} before the condition, all of them or nobody.
 */
abstract class ScopedMatcher extends GenericMatcher {
  private Scope scope = Scope.EACH;

  /** Answers for the recipients of one mail. */
  @FunctionalInterface
  interface Test {
    boolean holds(MailAddress recipient) throws MessagingException;
  }

  /**
   * Reads the condition.
   *
   * @param condition without its scope; maybe empty
   * @throws MessagingException with everything that is wrong with it
   */
  abstract void read(String condition) throws MessagingException;

  /** Begins to look at a mail. */
  abstract Test test(Mail mail) throws MessagingException;

  @Override
  public final void init() throws MessagingException {
    String text = getCondition();
    String condition = text == null ? "" : text.strip();
    scope = Scope.at(condition);
    read(scope.without(condition));
  }

  @Override
  public final Collection<MailAddress> match(Mail mail) throws MessagingException {
    Collection<MailAddress> all = Recipients.of(mail);
    Test test = test(mail);
    List<MailAddress> meant = new ArrayList<>();
    for (MailAddress recipient : all) {
      if (test.holds(recipient)) {
        meant.add(recipient);
      }
    }
    return scope.of(all, meant);
  }

  /** Its name, as problems tell it. */
  final String name() {
    return getClass().getSimpleName();
  }

  @Override
  public String getMatcherInfo() {
    return name() + ": see docs/operators/matchers.md";
  }
}
