// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * Mail that goes from the outgoing queue back to the processor where a policy decided on it, since
 * only the policy can do what is to be done now: it could not decide before, or its answer for this
 * attempt is to hold the mail, to discard it or to keep it here. All in attributes of the mail, as
 * the queue may be older than this James.
 */
public final class Returns {
  /** The processor that the policy stands in, on mail that may have to go back there. */
  static final AttributeName PROCESSOR = AttributeName.of("postroad.processor");

  /** Why a policy could not decide; on mail that has not waited for that yet. */
  static final AttributeName UNDECIDED = AttributeName.of("postroad.undecided");

  /** Set on mail that has waited, and that the policy is to decide on anew. */
  static final AttributeName WAITED = AttributeName.of("postroad.waited");

  /** Set on its way from the queue to the processor. */
  static final AttributeName BACK = AttributeName.of("postroad.back");

  private Returns() {}

  /** Has a mail remember which processor it is in now. */
  public static void remember(Mail mail) {
    mail.setAttribute(new Attribute(PROCESSOR, AttributeValue.of(mail.getState())));
  }

  /**
   * Marks a mail for the outgoing queue, which lets it wait and then gives it back.
   *
   * @param why it cannot be decided now; temporary
   */
  public static void undecided(Mail mail, DeliveryStatus why) {
    remember(mail);
    mail.setAttribute(new Attribute(UNDECIDED, AttributeValue.of(why.toString())));
  }

  /** Why a mail is to wait now, which it is asked for once. */
  static Optional<DeliveryStatus> beginToWait(Mail mail) {
    Optional<String> why = AttributeUtils.getValueAndCastFromMail(mail, UNDECIDED, String.class);
    if (why.isEmpty()) {
      return Optional.empty();
    }
    mail.removeAttribute(UNDECIDED);
    mail.setAttribute(new Attribute(WAITED, AttributeValue.of(true)));
    String[] words = why.get().split(" ", 3);
    return Optional.of(
        new DeliveryStatus(Integer.parseInt(words[0]), EnhancedStatus.parse(words[1]), words[2]));
  }

  /** Whether a mail has waited for a decision. */
  static boolean hasWaited(Mail mail) {
    return mail.getAttribute(WAITED).isPresent();
  }

  /** Where the policy is that has to do what is to be done now; empty if that is for us to do. */
  static Optional<String> wayBack(Mail mail) {
    return processor(mail).filter(place -> hasWaited(mail) || Stamps.toBeDone(mail).isPresent());
  }

  /** Where a mail goes back to, if it can. */
  static Optional<String> processor(Mail mail) {
    return AttributeUtils.getValueAndCastFromMail(mail, PROCESSOR, String.class);
  }

  /** Marks a mail that is about to go back. */
  static void sendBack(Mail mail) {
    mail.setAttribute(new Attribute(BACK, AttributeValue.of(true)));
  }

  /**
   * Whether the outgoing queue gave this mail back, which is forgotten then.
   *
   * <p>James marks whatever it is given by a mailet as its own, and what it makes by itself needs
   * nobody's permission. A mail that comes back is no more James' own than it was when it came.
   */
  public static boolean take(Mail mail) {
    if (mail.getAttribute(BACK).isEmpty()) {
      return false;
    }
    mail.removeAttribute(BACK);
    mail.removeAttribute(WAITED);
    mail.removeAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE.getName());
    return true;
  }

  /** Lets a mail that came back begin anew: its attempts so far were none. */
  public static void beginAnew(Mail mail) {
    RetryMarks.removeFrom(mail);
    mail.removeAttribute(PROCESSOR);
  }
}
