// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import com.google.inject.ProvidedBy;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Reloadable;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.TooManyStepsException;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.Permission;
import dev.postroad.core.relay.Permits;
import dev.postroad.core.relay.RelayPolicyConfig;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.core.Username;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the {@code permit} tables of the server's relay policies at RCPT, so that strangers are
 * refused before their mail is taken, and not bounced after.
 *
 * <pre>{@code
 * <handlerchain>
 *   <handler class="dev.postroad.james.PermitRcptHook"/>
 *   <handler class="org.apache.james.smtpserver.fastfail.ValidRcptHandler"/>
 *   <handler class="org.apache.james.smtpserver.CoreCmdHandlerLoader"/>
 * </handlerchain>
 * }</pre>
 *
 * <p>It has nothing to set: it goes by the policies of {@code mailetcontainer.xml} as they are now,
 * and lets in what any of them permits. Recipients of the server's own domains are left to the
 * hooks behind it. It stands before {@code CoreCmdHandlerLoader}, which refuses all whom James
 * itself does not know.
 */
@ProvidedBy(PermitRcptHook.Door.class)
public final class PermitRcptHook implements RcptHook {
  private static final Logger LOGGER = LoggerFactory.getLogger(PermitRcptHook.class);

  private final WholeConfiguration whole;
  private final RelayPolicies policies;
  private final DomainListLocal local;
  private final List<Reloadable<RelayPolicyConfig>> asked = new ArrayList<>();

  @Inject
  public PermitRcptHook(WholeConfiguration whole, RelayPolicies policies, DomainListLocal local) {
    this.whole = whole;
    this.policies = policies;
    this.local = local;
  }

  /**
   * Reads the policies.
   *
   * @throws ConfigurationException if there is none that says who may relay, or one cannot be used
   */
  @Override
  public void init(Configuration unused) throws ConfigurationException {
    try {
      for (Map<String, String> raw : whole.relayPolicies()) {
        Reloadable<RelayPolicyConfig> policy = policies.open(raw);
        if (policy.current().permits().isPresent()) {
          asked.add(policy);
        }
      }
    } catch (ConfigurationProblems e) {
      throw new ConfigurationException(
          WholeConfiguration.POLICY + " cannot be used, " + e.getMessage(), e);
    }
    if (asked.isEmpty()) {
      throw new ConfigurationException(
          "smtpserver.xml: the handler "
              + PermitRcptHook.class.getName()
              + " has nobody to ask: no RelayPolicy of mailetcontainer.xml has a table <permit>;"
              + " add one, or remove the handler");
    }
  }

  @Override
  public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
    try {
      return decide(session, sender, recipient);
    } catch (TooManyStepsException e) {
      LOGGER.warn("Cannot say whether a mail to {} may be relayed: {}", recipient, e.getMessage());
      return notForNow();
    } catch (RuntimeException e) {
      LOGGER.error("Cannot say whether a mail to {} may be relayed", recipient, e);
      return notForNow();
    }
  }

  private static HookResult notForNow() {
    return answer(HookReturnCode.denySoft(), Permits.UNDECIDED);
  }

  private HookResult decide(SMTPSession session, MaybeSender sender, MailAddress recipient) {
    Optional<Mailbox> mailbox = Recipients.mailbox(recipient);
    if (mailbox.isEmpty()) {
      return isLocal(recipient)
          ? HookResult.DECLINED
          : answer(
              HookReturnCode.deny(),
              DeliveryStatus.permanent(553, "5.1.3", "this is no address that mail can go to"));
    }
    if (local.test(mailbox.get().domain())) {
      return HookResult.DECLINED;
    }
    Permission permission =
        permission(facts(session, sender).with(policies.lookup()), mailbox.get());
    if (permission instanceof Permission.Denied denied) {
      LOGGER.info(
          "{} is refused at RCPT, from {} at {}: {}; {}",
          recipient,
          sender.asString(),
          session.getRemoteAddress(),
          denied.status(),
          denied.rule());
      return answer(
          denied.status().isPermanent() ? HookReturnCode.deny() : HookReturnCode.denySoft(),
          denied.status());
    }
    return HookResult.OK;
  }

  /** Of several policies the one that permits; else one that does not know; else any. */
  private Permission permission(MailFacts facts, Mailbox recipient) {
    List<Permission> found = new ArrayList<>();
    for (Reloadable<RelayPolicyConfig> policy : asked) {
      Optional<Permits> permits = policy.current().permits();
      permits.ifPresent(table -> found.add(table.decide(facts, recipient)));
    }
    return found.stream()
        .filter(Permission::isGranted)
        .findFirst()
        .or(() -> found.stream().filter(PermitRcptHook::isTemporary).findFirst())
        .orElseGet(() -> found.get(0));
  }

  private static boolean isTemporary(Permission permission) {
    return permission instanceof Permission.Denied denied && !denied.status().isPermanent();
  }

  private boolean isLocal(MailAddress recipient) {
    try {
      return local.test(DomainName.parse(recipient.getDomain().asString()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static MailFacts facts(SMTPSession session, MaybeSender sender) {
    InetSocketAddress client = session.getRemoteAddress();
    return new MailFacts(
        sender.asOptional().flatMap(Recipients::mailbox),
        Optional.ofNullable(session.getUsername()).map(Username::asString),
        Optional.of(client.getAddress()));
  }

  private static HookResult answer(HookReturnCode code, DeliveryStatus status) {
    return HookResult.builder()
        .hookReturnCode(code)
        .smtpReturnCode(Integer.toString(status.code()))
        .smtpDescription(status.enhanced() + " " + status.text())
        .build();
  }

  static final class Door extends Entrance<PermitRcptHook> {
    Door() {
      super(PermitRcptHook.class);
    }
  }
}
