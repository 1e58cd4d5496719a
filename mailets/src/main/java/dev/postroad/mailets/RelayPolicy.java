// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import com.google.inject.ProvidedBy;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Reloadable;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.Permission;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.relay.Route;
import dev.postroad.james.Bounce;
import dev.postroad.james.Bounces;
import dev.postroad.james.Entrance;
import dev.postroad.james.MailNames;
import dev.postroad.james.MailViews;
import dev.postroad.james.MailetSettings;
import dev.postroad.james.Outbound;
import dev.postroad.james.PolicyEndings;
import dev.postroad.james.Recipients;
import dev.postroad.james.RelayPolicies;
import dev.postroad.james.Returns;
import dev.postroad.james.Stamps;
import dev.postroad.james.WholeConfiguration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides for each recipient which way the mail goes, by an ordered table of rules, and stamps that
 * on the mail: directly, or through designated relay hosts. Whom a rule refuses, the sender is told
 * of at once; what a rule holds goes to a repository until an operator lets it go on.
 *
 * <pre>{@code
 * <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
 *   <relays>
 *     hub     smtp://hub.example.net:587  tls=verify  auth=file://conf/secrets/hub
 *   </relays>
 *   <classes>
 *     partner: example.net, .example.net
 *   </classes>
 *   <routes>
 *     to class:partner       via hub
 *     to .no-such.example    refuse 550 5.1.2 "that domain takes no mail"
 *     to *                   direct
 *   </routes>
 *   <bounceProcessor>bounces</bounceProcessor>
 * </mailet>
 * }</pre>
 *
 * <p>Each table may stand in a file instead: {@code <routes>file://conf/routes</routes>}, and is
 * then read anew when the file changes. All keys: {@link dev.postroad.core.config.RelayPolicyKeys}.
 *
 * <p>With a table {@code <permit>}, whoever none of its lines permits is refused as by a rule.
 * {@link dev.postroad.james.PermitRcptHook} asks the same table at RCPT, before mail is taken.
 *
 * <p>Where the DNS does not tell for now whether a line permits a recipient, the mail for that one
 * waits in the queue of an MxRemoteDelivery and comes back to this processor. So does mail for
 * which a rule says at a later attempt to hold it, to discard it or to keep it here.
 *
 * <p>Where no recipient is left, the mail ends here. If something fails on the way, the recipients
 * dealt with are no longer on the mail, so that whatever James then does with it does nothing
 * twice.
 */
@ProvidedBy(RelayPolicy.Door.class)
public final class RelayPolicy extends GenericMailet {
  private static final Logger LOGGER = LoggerFactory.getLogger(RelayPolicy.class);
  private static final String WHERE = WholeConfiguration.POLICY;
  private static final DeliveryStatus DISCARDED =
      DeliveryStatus.permanent(554, "5.7.0", "discarded, and nobody is told");

  private final WholeConfiguration whole;
  private final MailRepositoryStore repositories;
  private final RelayPolicies policies;
  private final Outbound outbound;
  private final PolicyEndings endings;
  private @Nullable Policy policy;

  @Inject
  public RelayPolicy(
      WholeConfiguration whole,
      MailRepositoryStore repositories,
      RelayPolicies policies,
      Outbound outbound,
      PolicyEndings endings) {
    this.whole = whole;
    this.repositories = repositories;
    this.policies = policies;
    this.outbound = outbound;
    this.endings = endings;
  }

  /** The rules as they are now, and what the mailet's own keys say, which stays. */
  private record Policy(
      Reloadable<RelayPolicyConfig> rules, Bounces bounces, HoldRepository hold) {}

  @Override
  public void init() throws MessagingException {
    whole.check();
    try {
      Reloadable<RelayPolicyConfig> rules = policies.open(MailetSettings.raw(getMailetConfig()));
      policy =
          new Policy(
              rules,
              new Bounces(getMailetContext(), rules.current().bounceProcessor()),
              new HoldRepository(repositories, rules.current().holdRepository()));
    } catch (ConfigurationProblems e) {
      throw MailetSettings.failure(WHERE, e);
    }
  }

  @Override
  public void service(Mail mail) throws MessagingException {
    Policy current = policy();
    RelayPolicyConfig config = current.rules().current();
    boolean cameBack = Returns.take(mail);
    Optional<Decision> toBeDone = cameBack ? Stamps.toBeDone(mail) : Optional.empty();
    Rulings rulings =
        toBeDone.isPresent() ? Rulings.of(mail, toBeDone.get()) : rulings(mail, config);
    boolean allLeave = rulings.allLeave();
    if (!allLeave) {
      await(mail, rulings.decisions(), cameBack);
    }
    if (cameBack) {
      Stamps.unite(mail, Optional.empty());
      Returns.beginAnew(mail);
    }
    if (!allLeave) {
      carryOut(mail, rulings.decisions(), current, config.localProcessor());
      rulings.decisions().keySet().retainAll(Set.copyOf(Recipients.of(mail)));
    }
    if (Recipients.of(mail).isEmpty()) {
      mail.setState(Mail.GHOST);
    } else {
      Stamps.write(mail, rulings.decisions());
      Stamps.writeQuotas(mail, rulings.quotas());
      Stamps.writePermits(mail, rulings.permits());
      if (rulings.mayComeBack()) {
        Returns.remember(mail);
      }
    }
  }

  /**
   * What the policy says of a mail's recipients.
   *
   * @param decisions by recipient
   * @param quotas that the mail counts to
   * @param permits the line that permits, by recipient
   */
  private record Rulings(
      Map<MailAddress, Decision> decisions, Set<String> quotas, Map<MailAddress, String> permits) {

    /** One decision for all. */
    static Rulings of(Mail mail, Decision decision) {
      Map<MailAddress, Decision> decisions = new LinkedHashMap<>();
      Recipients.of(mail).forEach(recipient -> decisions.put(recipient, decision));
      return new Rulings(decisions, Set.of(), Map.of());
    }

    /** Whether there is nothing to be done here but to say which way. */
    boolean allLeave() {
      return decisions.values().stream().allMatch(own -> own.route().leaves());
    }

    /** Whether a later attempt may have an answer that only this policy can give. */
    boolean mayComeBack() {
      return decisions.values().stream().anyMatch(own -> own.stamp().size() > 1);
    }
  }

  private Rulings rulings(Mail mail, RelayPolicyConfig config) throws MessagingException {
    Rulings rulings = new Rulings(new LinkedHashMap<>(), new TreeSet<>(), new LinkedHashMap<>());
    MailFacts facts = Facts.of(mail, policies.lookup());
    for (MailAddress recipient : Recipients.of(mail)) {
      Optional<RelayPolicyConfig.Ruling> ruling = Facts.decide(config, mail, facts, recipient);
      ruling.ifPresent(
          found -> {
            rulings.decisions().put(recipient, found.decision());
            found.quota().ifPresent(rulings.quotas()::add);
            found
                .permission()
                .filter(Permission::isGranted)
                .ifPresent(granted -> rulings.permits().put(recipient, granted.rule().toString()));
          });
    }
    return rulings;
  }

  /** Does all but to let mail leave. */
  private void carryOut(
      Mail mail, Map<MailAddress, Decision> decisions, Policy current, String localProcessor)
      throws MessagingException {
    refuse(mail, decisions, current.bounces());
    hold(mail, decisions, current.hold());
    discard(mail, decisions);
    keepHere(mail, decisions, localProcessor);
  }

  /**
   * Lets those wait in the outgoing queue of whom is not known for now whether they may be mailed
   * to. They come back to this processor, and no way leads from there to anywhere else.
   */
  private void await(Mail mail, Map<MailAddress, Decision> decisions, boolean again)
      throws MessagingException {
    Map<DeliveryStatus, List<MailAddress>> open = new LinkedHashMap<>();
    decisions.forEach(
        (address, decision) -> {
          if (decision.route() instanceof Route.Wait wait) {
            open.computeIfAbsent(wait.status(), why -> new ArrayList<>()).add(address);
          }
        });
    for (Map.Entry<DeliveryStatus, List<MailAddress>> group : open.entrySet()) {
      String name = again && open.size() == 1 ? mail.getName() : MailNames.derived(mail, "waits");
      Mail part = MailViews.of(mail, name, group.getValue());
      Returns.undecided(part, group.getKey());
      outbound.enQueueToWait(part);
      leave(mail, group.getValue(), decisions, "to wait (" + group.getKey() + ")");
    }
  }

  private Policy policy() {
    if (policy == null) {
      throw new IllegalStateException("RelayPolicy is used before its start");
    }
    return policy;
  }

  private void refuse(Mail mail, Map<MailAddress, Decision> decisions, Bounces bounces)
      throws MessagingException {
    Map<MailAddress, DeliveryStatus> refused = new LinkedHashMap<>();
    decisions.forEach(
        (address, decision) -> {
          if (decision.route() instanceof Route.Refuse refuse) {
            refused.put(address, refuse.status());
            LOGGER.info(
                "{} to {} is refused, {}: {}",
                mail.getName(),
                address,
                decision.rule(),
                refuse.status());
          }
        });
    for (Bounce bounce : bounces.sort(MailNames.derived(mail, "refused"), refused, true)) {
      bounces.handOver(mail, bounce);
      Recipients.remove(mail, bounce.failures().keySet());
      endings.tell(mail, Outcome.REFUSED, bounce.failures(), decisions);
    }
  }

  private void hold(Mail mail, Map<MailAddress, Decision> decisions, HoldRepository repository)
      throws MessagingException {
    List<MailAddress> held = goingBy(Route.Hold.class, decisions);
    if (!held.isEmpty()) {
      Mail kept = repository.store(mail, held);
      leave(mail, held, decisions, "held");
      DeliveryStatus status =
          DeliveryStatus.temporary(
              "4.7.0", "held in " + repository.address() + " until an operator sends it on");
      endings.tell(kept, Outcome.HELD, forAll(held, status), decisions);
    }
  }

  private void discard(Mail mail, Map<MailAddress, Decision> decisions) {
    List<MailAddress> gone = goingBy(Route.Discard.class, decisions);
    leave(mail, gone, decisions, "discarded");
    endings.tell(mail, Outcome.DISCARDED, forAll(gone, DISCARDED), decisions);
  }

  private static Map<MailAddress, DeliveryStatus> forAll(
      List<MailAddress> recipients, DeliveryStatus status) {
    Map<MailAddress, DeliveryStatus> words = new LinkedHashMap<>();
    recipients.forEach(recipient -> words.put(recipient, status));
    return words;
  }

  /** Hands over to the processor that fills the mailboxes of this server. */
  private void keepHere(Mail mail, Map<MailAddress, Decision> decisions, String processor)
      throws MessagingException {
    List<MailAddress> here = goingBy(Route.Local.class, decisions);
    if (!here.isEmpty()) {
      getMailetContext()
          .sendMail(MailViews.of(mail, MailNames.derived(mail, "local"), here), processor);
      leave(mail, here, decisions, "delivered locally");
    }
  }

  private static List<MailAddress> goingBy(
      Class<? extends Route> way, Map<MailAddress, Decision> decisions) {
    return decisions.entrySet().stream()
        .filter(decision -> way.isInstance(decision.getValue().route()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void leave(
      Mail mail, List<MailAddress> gone, Map<MailAddress, Decision> decisions, String how) {
    gone.forEach(
        address ->
            LOGGER.info(
                "{} to {} is {}, {}", mail.getName(), address, how, rule(decisions, address)));
    Recipients.remove(mail, gone);
  }

  private static String rule(Map<MailAddress, Decision> decisions, MailAddress address) {
    Decision decision = decisions.get(address);
    return decision == null ? "" : decision.rule().toString();
  }

  /** James does not start if there are no such processors. */
  @Override
  public Collection<ProcessingState> requiredProcessingState() {
    return policy().rules().current().processors().values().stream()
        .map(ProcessingState::new)
        .toList();
  }

  @Override
  public String getMailetInfo() {
    return "RelayPolicy: which way mail goes";
  }

  static final class Door extends Entrance<RelayPolicy> {
    Door() {
      super(RelayPolicy.class);
    }
  }
}
