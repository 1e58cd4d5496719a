// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Envelope.ReturnContent;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.message.Recipient.Notify;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.XText;
import org.apache.mailet.Mail;

/** Reads James' mails: envelope and delivery-notification wishes. */
final class JamesMails {
  private JamesMails() {}

  /**
   * Reads the envelope of a mail.
   *
   * @param usePriority whether it has the priority that its attribute says, or none
   * @throws IllegalArgumentException if its sender cannot stand in a MAIL command, saying why
   */
  static QueuedMail read(Mail mail, boolean usePriority) {
    Optional<Mailbox> reversePath =
        mail.getMaybeSender()
            .asOptional()
            .map(MailAddress::asString)
            .map(
                sender -> {
                  try {
                    return Mailbox.parse(sender);
                  } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("unusable sender: " + e.getMessage(), e);
                  }
                });
    Optional<DsnParameters> wishes = mail.dsnParameters();
    Map<Recipient, List<MailAddress>> addresses = new LinkedHashMap<>();
    Map<MailAddress, String> unusable = new LinkedHashMap<>();
    for (MailAddress address : Recipients.of(mail)) {
      try {
        addresses
            .computeIfAbsent(recipient(address, wishes), key -> new ArrayList<>())
            .add(address);
      } catch (IllegalArgumentException e) {
        unusable.put(address, String.valueOf(e.getMessage()));
      }
    }
    return new QueuedMail(
        envelope(
            reversePath,
            wishes,
            List.copyOf(addresses.keySet()),
            usePriority ? Priorities.of(mail).orElse(0) : 0),
        addresses,
        unusable);
  }

  private static Optional<Envelope> envelope(
      Optional<Mailbox> reversePath,
      Optional<DsnParameters> wishes,
      List<Recipient> recipients,
      int priority) {
    if (recipients.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Envelope(
            reversePath,
            recipients,
            wishes.flatMap(DsnParameters::getRetParameter).map(JamesMails::returnContent),
            wishes.flatMap(DsnParameters::getEnvIdParameter).map(id -> xtext(id.asString())),
            priority));
  }

  private static Recipient recipient(MailAddress address, Optional<DsnParameters> wishes) {
    Optional<RecipientDsnParameters> own =
        wishes.flatMap(all -> Optional.ofNullable(all.getRcptParameters().get(address)));
    return new Recipient(
        Mailbox.parse(address.asString()),
        own.flatMap(RecipientDsnParameters::getNotifyParameter)
            .map(JamesMails::notifyOn)
            .orElse(Set.of()),
        own.flatMap(RecipientDsnParameters::getOrcptParameter)
            .map(original -> DsnParameters.RFC_822_PREFIX + xtext(original.asString())));
  }

  private static Set<Notify> notifyOn(EnumSet<DsnParameters.Notify> wishes) {
    Set<Notify> notify = EnumSet.noneOf(Notify.class);
    for (DsnParameters.Notify wish : wishes) {
      notify.add(
          switch (wish) {
            case NEVER -> Notify.NEVER;
            case SUCCESS -> Notify.SUCCESS;
            case FAILURE -> Notify.FAILURE;
            case DELAY -> Notify.DELAY;
          });
    }
    return notify;
  }

  private static ReturnContent returnContent(DsnParameters.Ret ret) {
    return switch (ret) {
      case FULL -> ReturnContent.FULL;
      case HDRS -> ReturnContent.HDRS;
    };
  }

  /** James keeps ENVID and ORCPT as they came over the wire, unless a mailet has set them. */
  private static String xtext(String text) {
    return XText.isValid(text) ? text : XText.encode(text);
  }
}
