// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.explain.Explanation;
import dev.postroad.core.history.By;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.james.Explanations;
import dev.postroad.james.Reloads;
import java.util.List;
import javax.inject.Inject;
import javax.inject.Singleton;

/** The policies and classes in use: whether they are what their files say, and what they decide. */
@Singleton
public final class Policies {
  private final Reloads reloads;
  private final Explanations explanations;
  private final ActionLog log;

  @Inject
  public Policies(Reloads reloads, Explanations explanations, ActionLog log) {
    this.reloads = reloads;
    this.explanations = explanations;
    this.log = log;
  }

  /** How each that is followed stands. */
  public List<Reloads.InUse> inUse() {
    return reloads.inUse();
  }

  /** Reads all of them anew at once; what cannot be used leaves in use what was. */
  public List<Reloads.InUse> reload(By by) {
    reloads.reload();
    List<Reloads.InUse> now = reloads.inUse();
    long rejected = now.stream().filter(each -> !each.status().isCurrent()).count();
    log.enter(
        by.who(),
        "reload",
        "all policies and classes",
        by.reason(),
        (now.size() - rejected) + " in use as their files are, " + rejected + " rejected");
    return now;
  }

  /**
   * Explains what would be done with a mail for one recipient now; asks the DNS, sends nothing.
   *
   * @throws IllegalStateException if it cannot be said, with the reason
   */
  public Explanation explain(MailFacts facts, Mailbox recipient) {
    return explanations.explain(facts, recipient);
  }
}
