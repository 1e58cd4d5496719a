// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.james.book.Entry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an attempt leaves to be handed over for one mail. Each part is handed over once; when one
 * cannot be, {@link #proceed} is called again later and goes on with what is left.
 *
 * <p>The order: notices of failure first, for whoever cannot be told of is kept to be tried again;
 * then what is kept goes back into James' hands, in one mail for each way that it takes next; then
 * the delivered ones go to the success processor. The queue item is acknowledged after that, by the
 * caller: an end of the process in between doubles a step and loses none.
 */
final class Settlement {
  /**
   * Who is to be tried again.
   *
   * @param recipients each with the words that deferred it
   * @param attempts how many there have been
   * @param due when; also for those of whose failure nobody can be told now
   */
  record Kept(Map<MailAddress, DeliveryStatus> recipients, int attempts, Instant due) {}

  /**
   * The mail that was attempted.
   *
   * @param entry what the book has of it
   */
  record Open(Mail mail, Entry entry) {}

  private static final Logger LOGGER = LoggerFactory.getLogger(Settlement.class);

  private final Open open;
  private final Mail mail;
  private final ReportApplier applier;
  private final Decided decided;
  private final Deque<Bounce> bounces;
  private final Map<MailAddress, DeliveryStatus> kept;
  private final int attempts;
  private final Instant due;
  private final List<RecipientOutcome> delivered;

  Settlement(
      Open open, ReportApplier applier, Decided decided, Collection<Bounce> bounces, Kept kept) {
    this.open = open;
    this.mail = open.mail();
    this.applier = applier;
    this.decided = decided;
    this.bounces = new ArrayDeque<>(bounces);
    this.kept = new LinkedHashMap<>(kept.recipients());
    this.attempts = kept.attempts();
    this.due = kept.due();
    this.delivered = new ArrayList<>(decided.delivered());
  }

  /** What was decided, whatever has been handed over of it. */
  Decided decided() {
    return decided;
  }

  /**
   * Hands over what is left.
   *
   * @throws MessagingException if James does not take some part; the rest is still to be done
   */
  void proceed() throws MessagingException {
    while (!bounces.isEmpty()) {
      // Off the list only when it is dealt with: whatever breaks in between, nobody is forgotten.
      bounce(bounces.element());
      bounces.remove();
    }
    Map<Integer, Map<MailAddress, DeliveryStatus>> ways =
        applier.byNextWay(mail, new LinkedHashMap<>(kept), attempts);
    for (Map.Entry<Integer, Map<MailAddress, DeliveryStatus>> way : ways.entrySet()) {
      Map<MailAddress, DeliveryStatus> together = way.getValue();
      if (!together.isEmpty()) {
        applier.keep(open, together, attempts, due, way.getKey());
        kept.keySet().removeAll(together.keySet());
      }
    }
    if (!delivered.isEmpty()) {
      applier.succeed(mail, delivered);
      delivered.clear();
    }
  }

  /** Recipients that must not be forgotten: neither reached, told of, nor kept by James yet. */
  List<MailAddress> outstanding() {
    List<MailAddress> addresses = new ArrayList<>(kept.keySet());
    bounces.forEach(bounce -> addresses.addAll(bounce.failures().keySet()));
    return addresses;
  }

  private void bounce(Bounce bounce) {
    try {
      applier.bounces().handOver(mail, bounce);
    } catch (MessagingException | RuntimeException e) {
      LOGGER.error(
          "Cannot tell the sender of {} that it failed for {}; it is kept and tried again",
          mail.getName(),
          bounce.failures(),
          e);
      kept.putAll(bounce.failures());
    }
  }
}
