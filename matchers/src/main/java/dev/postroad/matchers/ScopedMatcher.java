// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problems;
import dev.postroad.core.setup.MatcherConditions;
import dev.postroad.core.setup.Scope;
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
   * @param conditions reads it, and notes what is wrong with it
   * @throws ConfigurationProblems with what is wrong with all that it refers to
   */
  abstract void read(String condition, MatcherConditions conditions) throws ConfigurationProblems;

  /** Begins to go by the condition, with which nothing is wrong. */
  void begin() {}

  /** Begins to look at a mail. */
  abstract Test test(Mail mail) throws MessagingException;

  @Override
  public final void init() throws MessagingException {
    String text = getCondition();
    String condition = text == null ? "" : text.strip();
    scope = Scope.at(condition);
    Problems problems = new Problems();
    try {
      read(
          scope.without(condition),
          new MatcherConditions(name(), "mailetcontainer.xml " + name(), problems));
    } catch (ConfigurationProblems e) {
      problems.addAll(e.problems());
    }
    try {
      problems.throwIfErrors();
    } catch (ConfigurationProblems e) {
      throw new MessagingException(e.getMessage(), e);
    }
    begin();
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
