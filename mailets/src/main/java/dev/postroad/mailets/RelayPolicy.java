// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import com.google.inject.ProvidedBy;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problem;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.relay.Route;
import dev.postroad.james.Bounce;
import dev.postroad.james.Bounces;
import dev.postroad.james.DomainListLocal;
import dev.postroad.james.Entrance;
import dev.postroad.james.JamesFiles;
import dev.postroad.james.MailNames;
import dev.postroad.james.MailetSettings;
import dev.postroad.james.Recipients;
import dev.postroad.james.ServerRelays;
import dev.postroad.james.Stamps;
import dev.postroad.james.WholeConfiguration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;
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
 * <p>Each table may stand in a file instead: {@code <routes>file://conf/routes</routes>}. All keys:
 * {@link dev.postroad.core.config.RelayPolicyKeys}.
 *
 * <p>Where no recipient is left, the mail ends here. If something fails on the way, the recipients
 * dealt with are no longer on the mail, so that whatever James then does with it does nothing
 * twice.
 */
@ProvidedBy(RelayPolicy.Door.class)
public final class RelayPolicy extends GenericMailet {
  private static final Logger LOGGER = LoggerFactory.getLogger(RelayPolicy.class);
  private static final String WHERE = WholeConfiguration.POLICY;

  private final WholeConfiguration whole;
  private final FileSystem files;
  private final DomainList domains;
  private final MailRepositoryStore repositories;
  private final ServerRelays relays;
  private @Nullable Policy policy;

  @Inject
  public RelayPolicy(
      WholeConfiguration whole,
      FileSystem files,
      DomainList domains,
      MailRepositoryStore repositories,
      ServerRelays relays) {
    this.whole = whole;
    this.files = files;
    this.domains = domains;
    this.repositories = repositories;
    this.relays = relays;
  }

  private record Policy(RelayPolicyConfig config, Bounces bounces, HoldRepository hold) {}

  @Override
  public void init() throws MessagingException {
    whole.check();
    try {
      RelayPolicyConfig config =
          RelayPolicyConfig.parse(
              MailetSettings.raw(getMailetConfig()),
              WHERE,
              RelayPolicyConfig.Surroundings.of(
                  new JamesFiles(files), new DomainListLocal(domains)));
      config.warnings().stream().map(Problem::toString).forEach(LOGGER::warn);
      relays.add(config.relays(), WHERE);
      policy =
          new Policy(
              config,
              new Bounces(getMailetContext(), config.bounceProcessor()),
              new HoldRepository(repositories, config.holdRepository()));
    } catch (ConfigurationProblems e) {
      throw MailetSettings.failure(WHERE, e);
    }
  }

  @Override
  public void service(Mail mail) throws MessagingException {
    Policy current = policy();
    Map<MailAddress, Decision> decisions = new LinkedHashMap<>();
    for (MailAddress recipient : Recipients.of(mail)) {
      Facts.decide(current.config().rules(), mail, recipient)
          .ifPresent(decision -> decisions.put(recipient, decision));
    }
    refuse(mail, decisions, current.bounces());
    hold(mail, decisions, current.hold());
    decisions.keySet().retainAll(Set.copyOf(Recipients.of(mail)));
    if (Recipients.of(mail).isEmpty()) {
      mail.setState(Mail.GHOST);
    } else {
      Stamps.write(mail, decisions);
    }
  }

  private Policy policy() {
    if (policy == null) {
      throw new IllegalStateException("RelayPolicy is used before its start");
    }
    return policy;
  }

  private static void refuse(Mail mail, Map<MailAddress, Decision> decisions, Bounces bounces)
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
    }
  }

  private static void hold(
      Mail mail, Map<MailAddress, Decision> decisions, HoldRepository repository)
      throws MessagingException {
    List<MailAddress> held =
        decisions.entrySet().stream()
            .filter(decision -> decision.getValue().route() instanceof Route.Hold)
            .map(Map.Entry::getKey)
            .toList();
    if (!held.isEmpty()) {
      repository.store(mail, held);
      held.forEach(
          address ->
              LOGGER.info(
                  "{} to {} is held, {}", mail.getName(), address, rule(decisions, address)));
      Recipients.remove(mail, held);
    }
  }

  private static String rule(Map<MailAddress, Decision> decisions, MailAddress address) {
    Decision decision = decisions.get(address);
    return decision == null ? "" : decision.rule().toString();
  }

  /** James does not start if there is no such processor. */
  @Override
  public Collection<ProcessingState> requiredProcessingState() {
    return policy().config().bounceProcessor().map(ProcessingState::new).stream().toList();
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
