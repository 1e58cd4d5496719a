// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.outcome.DeliveryStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells senders of failures, in James' manner: the mail goes to the bounce processor with the
 * attributes that {@code DSNBounce} and the {@code IsRemoteDelivery…} matchers read, or to James'
 * own bounce where there is no such processor.
 */
public final class Bounces {
  /** The reply, as text. */
  public static final AttributeName DELIVERY_ERROR = AttributeName.of("delivery-error");

  /** The reply's code, as an integer. */
  public static final AttributeName DELIVERY_ERROR_CODE = AttributeName.of("delivery-error-code");

  /** Whether the failure is permanent by itself; false if only time ran out. */
  public static final AttributeName IS_PERMANENT = AttributeName.of("is-delivery-permanent-error");

  private static final int MOST_NOTICES = 8;
  private static final String OTHERS = "others";

  private static final Logger LOGGER = LoggerFactory.getLogger(Bounces.class);

  private final MailetContext james;
  private final Optional<String> processor;

  /**
   * @param processor the processor that bounces; empty to let James bounce
   */
  public Bounces(MailetContext james, Optional<String> processor) {
    this.james = james;
    this.processor = processor;
  }

  /**
   * Sorts failures into notices. A processor reads one reply per mail, so it gets one mail for each
   * different reply; James' own bounce tells each recipient's reply in one message. That a peer
   * repeats the recipient's address makes no difference, and since it may say whatever it likes,
   * there are {@value #MOST_NOTICES} notices at the most, the last of them for all others.
   *
   * @param prefix begins the names of the notices; unique in James
   * @param failures maybe empty, then there are no notices
   */
  public List<Bounce> sort(
      String prefix, Map<MailAddress, DeliveryStatus> failures, boolean permanent) {
    if (failures.isEmpty()) {
      return List.of();
    }
    if (processor.isEmpty()) {
      return List.of(new Bounce(prefix, failures, permanent));
    }
    Map<String, Map<MailAddress, DeliveryStatus>> byReply = new LinkedHashMap<>();
    failures.forEach(
        (address, status) -> {
          String own = Bounce.impersonal(address, status);
          boolean hasRoom = byReply.containsKey(own) || byReply.size() < MOST_NOTICES - 1;
          byReply
              .computeIfAbsent(hasRoom ? own : OTHERS, key -> new LinkedHashMap<>())
              .put(address, status);
        });
    List<Bounce> bounces = new ArrayList<>();
    for (Map<MailAddress, DeliveryStatus> group : byReply.values()) {
      bounces.add(new Bounce(prefix + "." + (bounces.size() + 1), group, permanent));
    }
    return bounces;
  }

  /**
   * Hands a notice over to James. A mail with the null sender reaches the processor too, which may
   * want to keep it, but nothing is ever sent to {@code <>}.
   *
   * @param mail the mail that failed; not changed
   * @throws MessagingException if James does not take it
   */
  public void handOver(Mail mail, Bounce bounce) throws MessagingException {
    if (processor.isPresent()) {
      Mail notice = MailViews.of(mail, bounce.name(), bounce.failures().keySet());
      RetryMarks.removeFrom(notice);
      DeliveryStatus reply = bounce.failures().values().iterator().next();
      notice.setErrorMessage(bounce.inLines());
      notice.setAttribute(new Attribute(DELIVERY_ERROR, AttributeValue.of(bounce.inOneLine())));
      notice.setAttribute(new Attribute(DELIVERY_ERROR_CODE, AttributeValue.of(reply.code())));
      notice.setAttribute(new Attribute(IS_PERMANENT, AttributeValue.of(bounce.permanent())));
      james.sendMail(notice, processor.get());
      return;
    }
    Map<MailAddress, DeliveryStatus> told = new LinkedHashMap<>(bounce.failures());
    told.keySet().removeAll(unwanted(mail));
    if (mail.hasSender() && !told.isEmpty()) {
      james.bounce(MailViews.of(mail, bounce.name(), told.keySet()), text(told));
    } else {
      LOGGER.info("Nobody wishes to hear that {} failed for {}", mail.getName(), bounce.failures());
    }
  }

  /** Recipients about whose failure the sender does not wish to hear (RFC 3461 §4.1). */
  private static List<MailAddress> unwanted(Mail mail) {
    return mail.dsnParameters().stream()
        .flatMap(wishes -> wishes.getRcptParameters().entrySet().stream())
        .filter(wish -> !wantsFailure(wish.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean wantsFailure(RecipientDsnParameters wish) {
    Optional<EnumSet<DsnParameters.Notify>> when = wish.getNotifyParameter();
    return when.isEmpty() || when.get().contains(DsnParameters.Notify.FAILURE);
  }

  private String text(Map<MailAddress, DeliveryStatus> failures) {
    StringBuilder text =
        new StringBuilder("This is the mail server of ")
            .append(james.getPostmaster().getDomain().asString())
            .append(".\n\nYour message, which is attached, did not reach these recipients:\n");
    failures.forEach(
        (address, status) ->
            text.append("\n  ").append(address).append("\n    ").append(status).append('\n'));
    return text.append("\nIt will not be tried again.\n").toString();
  }
}
