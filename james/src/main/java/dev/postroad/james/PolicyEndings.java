// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.By;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.Decision;
import java.time.Clock;
import java.util.Map;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * Tells {@linkplain Watch whoever watches} of mail that a policy has not let leave, which no queue
 * and no attempt ever sees: so that it is found where all other mail is.
 */
@Singleton
public final class PolicyEndings {
  /** Of a mail that has not come into one yet. */
  private static final String NO_QUEUE = "";

  private final Watch watch;
  private final Clock clock;

  @Inject
  public PolicyEndings(Watch watch, Clock clock) {
    this.watch = watch;
    this.clock = clock;
  }

  /**
   * A policy has done something with a mail for some of its recipients.
   *
   * @param mail under the name that it is found by from now on
   * @param outcome one that is {@linkplain Outcome#isByRule of a rule}
   * @param words what there is to be said of it, by recipient
   * @param decisions with the rule of each recipient
   */
  public void tell(
      Mail mail,
      Outcome outcome,
      Map<MailAddress, DeliveryStatus> words,
      Map<MailAddress, Decision> decisions) {
    if (words.isEmpty()) {
      return;
    }
    MailContext.run(
        mail,
        () ->
            watch.decided(
                NO_QUEUE,
                mail,
                AttemptEntries.byRule(
                    mail, outcome, words, address -> by(decisions, address), clock.instant())));
  }

  private static By by(Map<MailAddress, Decision> decisions, MailAddress address) {
    Decision decision = decisions.get(address);
    return decision == null ? By.NOBODY : new By(decision.rule().where(), decision.rule().text());
  }
}
