// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import javax.mail.MessagingException;
import org.apache.mailet.base.GenericMatcher;
import org.jspecify.annotations.Nullable;

/** Reads its condition at the start, and fails there if it cannot be used. */
abstract class DomainMatcher extends GenericMatcher {
  private @Nullable DomainCondition condition;

  /**
   * Reads the condition.
   *
   * @throws MessagingException with everything that is wrong with it
   */
  abstract DomainCondition condition(String text, String matcher) throws MessagingException;

  @Override
  public void init() throws MessagingException {
    String text = getCondition();
    condition = condition(text == null ? "" : text, getClass().getSimpleName());
  }

  /** The condition, once it is read. */
  final DomainCondition condition() {
    if (condition == null) {
      throw new IllegalStateException(getClass().getSimpleName() + " is used before its start");
    }
    return condition;
  }
}
