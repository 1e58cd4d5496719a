// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import com.google.inject.ProvidedBy;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.james.Entrance;
import dev.postroad.james.MailetSettings;
import dev.postroad.james.Outbound;
import dev.postroad.james.OutboundDelivery;
import dev.postroad.james.Recipients;
import dev.postroad.james.WholeConfiguration;
import dev.postroad.james.observe.Metrics;
import dev.postroad.james.operations.Operations;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;

/**
 * Puts mail into James' queue for outgoing mail, and delivers what is in that queue: by the MX
 * records of the recipients' domains, or the way a {@link RelayPolicy} has stamped on the mail.
 *
 * <pre>{@code
 * <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
 *   <outgoing>outgoing</outgoing>
 *   <bounceProcessor>bounces</bounceProcessor>
 * </mailet>
 * }</pre>
 *
 * <p>It takes the place of James' RemoteDelivery and understands all its parameters. All keys:
 * {@link dev.postroad.core.config.DeliveryKeys}. What is not understood keeps James from starting,
 * and all of it is told at once.
 *
 * <p>Each mail is split by route and domain, for relays by route alone, and every part is put into
 * the queue under a name of its own; nothing is looked up here. Only when all parts are in the
 * queue does the original end. If the queue fails in between, the original keeps just the
 * recipients that are not in the queue yet, and the failure goes to James' handling of errors:
 * nobody is lost or doubled.
 *
 * <p>Several of these may share a queue if they have the same parameters. With queues of their own
 * each has its own policy; all deliver over one engine, so that its limits hold for all together
 * and what is known of hosts is known to all.
 */
@ProvidedBy(MxRemoteDelivery.Door.class)
public final class MxRemoteDelivery extends GenericMailet {
  private static final String WHERE = WholeConfiguration.DELIVERY;

  private final WholeConfiguration whole;
  private final Outbound outbound;
  private volatile @Nullable OutboundDelivery delivery;
  private @Nullable DeliverySettings settings;

  /**
   * Made by James.
   *
   * @param operations is there before the first mail, so that it misses none
   * @param metrics is there as early, for the same reason
   */
  @Inject
  public MxRemoteDelivery(
      WholeConfiguration whole,
      Outbound outbound,
      @SuppressWarnings("unused") Operations operations,
      @SuppressWarnings("unused") Metrics metrics) {
    this.whole = whole;
    this.outbound = outbound;
  }

  @Override
  public void init() throws MessagingException {
    whole.check();
    Map<String, String> raw = whole.complete(MailetSettings.raw(getMailetConfig()));
    try {
      DeliverySettings read = DeliverySettings.parse(raw, WHERE);
      settings = read;
      delivery = outbound.open(raw, read, WHERE, getMailetContext());
    } catch (ConfigurationProblems e) {
      throw MailetSettings.failure(WHERE, e);
    }
  }

  @Override
  public void service(Mail mail) throws MessagingException {
    OutboundDelivery to = delivery;
    DeliverySettings by = settings;
    if (to == null || by == null) {
      throw new MessagingException(
          "4.3.2 MxRemoteDelivery is not started, or stopped already; the mail was not queued");
    }
    Set<MailAddress> queued = new HashSet<>();
    try {
      for (Split split : Split.of(mail, by.gateway().isPresent())) {
        to.enQueue(split.part(mail));
        queued.addAll(split.recipients());
      }
    } catch (MessagingException | RuntimeException | Error e) {
      Recipients.remove(mail, queued);
      throw e;
    }
    mail.setState(Mail.GHOST);
  }

  /** James does not start if there are no such processors. */
  @Override
  public Collection<ProcessingState> requiredProcessingState() {
    return Stream.ofNullable(settings)
        .map(DeliverySettings::queue)
        .flatMap(
            queue -> Stream.concat(queue.bounceProcessor().stream(), queue.onSuccess().stream()))
        .map(ProcessingState::new)
        .toList();
  }

  /**
   * Leaves the queue. By then James has already ended all deliveries; until now, mail that still
   * came was put into the queue.
   */
  @Override
  public void destroy() {
    OutboundDelivery left = delivery;
    delivery = null;
    if (left != null) {
      outbound.release(left);
    }
  }

  @Override
  public String getMailetInfo() {
    return "MxRemoteDelivery: delivery to other post offices";
  }

  static final class Door extends Entrance<MxRemoteDelivery> {
    Door() {
      super(MxRemoteDelivery.class);
    }
  }
}
