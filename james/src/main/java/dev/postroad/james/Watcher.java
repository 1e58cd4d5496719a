// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.dns.DnsListener;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.history.AttemptEntry;
import java.time.Instant;
import java.util.List;
import org.apache.mailet.Mail;

/**
 * Hears what becomes of mail, from the queue to its ending: what the engine does, what it asks the
 * DNS, and what is decided of it here. Called on whatever thread does it, before what follows is
 * done; must be quick, must not change the mail, and must not keep it, since it is disposed of.
 * What it throws is caught and touches nobody.
 *
 * <p>A mail keeps its name from the queue to its ending; what it is split into has names of its
 * own.
 */
public interface Watcher extends DeliveryListener, DnsListener {

  /** A mail is being put into a queue, from where it is delivered. */
  default void queueing(String queue, Mail mail) {}

  /** The queue did not take it. */
  default void notQueued(String queue, Mail mail) {}

  /** A mail has come out of a queue: new, or to be tried again. */
  default void arrived(String queue, Mail mail) {}

  /**
   * What became of an attempt is decided, and what follows is not handed over yet; or an operator
   * has ended a mail, or a policy has not let it leave, which is done already.
   *
   * @param queue where it came from; empty text for what a policy has not let leave
   * @param entries every recipient that this concerns once
   */
  default void decided(String queue, Mail mail, List<AttemptEntry> entries) {}

  /**
   * A mail, or what is left of it, is being kept to be tried again.
   *
   * @param rest with the recipients that are left; carries its attempts
   * @param due when it comes out of the queue again
   */
  default void keeping(String queue, Mail rest, Instant due) {}

  /**
   * What came out of the queue could not be given where it is to go. It is tried again until that
   * goes, for as long as James runs, and its item is not acknowledged until then.
   *
   * @param mail its name, as far as that is known
   */
  default void stuck(String queue, String mail, Throwable why) {}

  /**
   * What came out of the queue is dealt with.
   *
   * @param givenBack whether the queue still has it, as it was or with the recipients that are left
   */
  default void ended(String queue, String mail, boolean givenBack) {}

  /**
   * Files that are followed have changed and were read anew.
   *
   * @param accepted whether what they say counts from now on; if not, what was read before does
   */
  default void reloaded(String name, boolean accepted) {}
}
