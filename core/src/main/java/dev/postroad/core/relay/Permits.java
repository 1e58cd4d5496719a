// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.TooManyStepsException;
import dev.postroad.core.domain.Truth;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may relay: the lines of a table, any of which permits. What no line permits is denied, so
 * that a table without lines denies all.
 *
 * <p>Two kinds of mail need no line, since nothing is relayed for a stranger by them: mail to the
 * server's own domains, and mail that the server itself makes, such as notifications and forwards.
 */
public final class Permits {
  /** What a client is told at RCPT where a line cannot be decided. */
  public static final DeliveryStatus UNDECIDED =
      DeliveryStatus.temporary("4.3.5", "cannot say for now whether to relay");

  private static final SourceLine LOCAL = SourceLine.whole("a domain of this server", "");
  private static final SourceLine OWN = SourceLine.whole("made in this server", "");

  private final List<PermitRule> rules;
  private final RuleIndex index;
  private final SourceLine otherwise;
  private final Map<String, String> quotas;
  private final DomainClassifier classifier;

  /**
   * Some lines.
   *
   * @param where the table is written, for whoever none of its lines permits
   * @param quotas where each quota is named first
   */
  Permits(
      List<PermitRule> rules,
      String where,
      Map<String, String> quotas,
      DomainClassifier classifier) {
    this.quotas = new LinkedHashMap<>(quotas);
    this.rules = List.copyOf(rules);
    this.index = new RuleIndex(rules.stream().map(PermitRule::conditions).toList(), classifier);
    this.otherwise = SourceLine.whole(where, "no line permits it");
    this.classifier = classifier;
  }

  /** Where each quota is named first, in the order of the lines. */
  public Map<String, String> quotas() {
    return Collections.unmodifiableMap(quotas);
  }

  /**
   * Decides whether a mail is taken on for a recipient.
   *
   * @throws TooManyStepsException as {@link RelayRules#decide}
   */
  public Permission decide(MailFacts facts, Mailbox recipient) {
    Subject subject = new Subject(facts, recipient, classifier);
    Optional<SourceLine> without = needsNoLine(subject);
    if (without.isPresent()) {
      return new Permission.Granted(without.get(), Optional.empty());
    }
    Optional<PermitRule> open = Optional.empty();
    RuleIndex.Walk walk = index.walk(subject);
    for (int next = walk.next(); next >= 0; next = walk.next()) {
      PermitRule rule = rules.get(next);
      Truth permits = rule.permits(subject);
      if (permits.isYes()) {
        return new Permission.Granted(rule.place(), rule.quota());
      }
      if (permits == Truth.UNKNOWN && open.isEmpty()) {
        open = Optional.of(rule);
      }
    }
    return open.isPresent()
        ? new Permission.Denied(open.get().place(), notKnown(recipient))
        : new Permission.Denied(otherwise, denial(facts, recipient));
  }

  /** Why nothing is relayed for a stranger here, if so. */
  private static Optional<SourceLine> needsNoLine(Subject subject) {
    if (subject.classified(subject.recipient().domain()).isIn(DomainClass.LOCAL)) {
      return Optional.of(LOCAL);
    }
    return subject.mail().client().isEmpty() ? Optional.of(OWN) : Optional.empty();
  }

  /** Whoever is asked comes again, and then the DNS may answer. */
  private static DeliveryStatus notKnown(Mailbox recipient) {
    return new DeliveryStatus(
        450,
        EnhancedStatus.parse("4.4.3"),
        "the DNS does not say for now whether we relay to " + recipient.domain().inAddress());
  }

  private static DeliveryStatus denial(MailFacts facts, Mailbox recipient) {
    return DeliveryStatus.permanent(
        550,
        "5.7.1",
        "we do not relay to "
            + recipient.domain().inAddress()
            + (facts.authenticatedUser().isEmpty()
                ? " for strangers"
                : " for this user and sender"));
  }

  /**
   * The lines that are looked at for a recipient, in order, up to the one that permits, or of which
   * a regular expression cannot tell whether it does; none where no line is needed.
   */
  List<Look> looks(MailFacts facts, Mailbox recipient) {
    Optional<TooManyStepsException> end = Looks.endOf(() -> decide(facts, recipient));
    Looks looks = new Looks(facts, recipient, classifier);
    List<Look> all = new ArrayList<>();
    if (needsNoLine(looks.subject()).isPresent()) {
      return all;
    }
    for (PermitRule rule : rules) {
      Look look = rule.look(looks);
      all.add(look);
      if (look.matched() || looks.cameUpon(end)) {
        break;
      }
    }
    return all;
  }
}
