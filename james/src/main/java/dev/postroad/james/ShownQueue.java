// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.queue.api.ManageableMailQueue.MailQueueIterator;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of James' queues as far as it can be looked into: not every queue can, and not every one
 * shows all that it has.
 *
 * @param queue what is looked into
 * @param isLeftover whether what it shows is no mail any more; that is not seen
 */
record ShownQueue(MailQueue queue, Predicate<Mail> isLeftover) {
  private static final Logger LOGGER = LoggerFactory.getLogger(ShownQueue.class);

  /** A mail as the queue has it, which the queue may still give out; empty if it does not show. */
  Optional<Mail> find(String name) throws MailQueueException {
    if (!(queue instanceof ManageableMailQueue shown)) {
      return Optional.empty();
    }
    MailQueueIterator items = shown.browse();
    try {
      while (items.hasNext()) {
        Mail mail = items.next().getMail();
        if (mail.getName().equals(name) && !isLeftover.test(mail)) {
          return Optional.of(mail);
        }
      }
      return Optional.empty();
    } finally {
      items.close();
    }
  }

  /**
   * Removes a mail that was found, and counts no more; if the queue fails, that is logged.
   *
   * @return whether the queue says that it has removed it; if not, it gives it out yet
   */
  boolean remove(Mail found) {
    if (!(queue instanceof ManageableMailQueue shown)) {
      return false;
    }
    try {
      boolean removed = shown.remove(ManageableMailQueue.Type.Name, found.getName()) > 0;
      if (removed) {
        // James disposes of none that it removes. Whoever has been given it, as James' memory queue
        // counts it all the same, drops it as a leftover, and reads no message.
        LifecycleUtil.dispose(found);
      }
      return removed;
    } catch (MailQueueException | RuntimeException e) {
      LOGGER.warn(
          "{} is not removed from its queue; it is dropped when it comes", found.getName(), e);
      return false;
    }
  }

  /**
   * Whether the queue shows the mail of a name: looked into once, when first asked, however many
   * mails are asked for. A queue that fails shows none.
   */
  Predicate<String> shown() {
    return new Predicate<>() {
      private Set<String> names = Set.of();
      private boolean asked;

      @Override
      public synchronized boolean test(String name) {
        if (!asked) {
          asked = true;
          names = names();
        }
        return names.contains(name);
      }
    };
  }

  private Set<String> names() {
    Set<String> names = new HashSet<>();
    if (queue instanceof ManageableMailQueue shown) {
      try {
        MailQueueIterator items = shown.browse();
        try {
          items.forEachRemaining(
              item -> {
                if (!isLeftover.test(item.getMail())) {
                  names.add(item.getMail().getName());
                }
              });
        } finally {
          items.close();
        }
      } catch (MailQueueException | RuntimeException e) {
        LOGGER.warn("James' queue {} cannot be looked into", queue.getName().asString(), e);
      }
    }
    return names;
  }
}
