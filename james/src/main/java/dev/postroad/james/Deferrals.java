// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.DeferralPlace;
import dev.postroad.james.book.Book;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import javax.mail.MessagingException;
import org.apache.james.mailrepository.api.MailRepositoryPath;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.james.mailrepository.api.MailRepositoryStore.MailRepositoryStoreException;
import org.apache.james.mailrepository.api.MailRepositoryUrl;
import org.apache.james.mailrepository.api.Protocol;
import org.apache.james.queue.api.MailQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses who keeps deferred mail. James' queues do not say whether they honour a delay, so those
 * that do are known by their class; any other, RabbitMQ's above all, gets a mail repository beside
 * it, unless the operator says that it honours delays. So do the JMS queues (ActiveMQ's), although
 * they honour delays: there, mail that waits keeps mail that is due from coming out.
 *
 * <p>That repository has the same name at every start, whatever this machine is called: a container
 * that is made anew finds what the one before it has kept. Nodes of a cluster that share their
 * repositories need one each, which only the operator can name.
 */
final class Deferrals {
  private static final List<String> HONOUR_DELAYS =
      List.of(
          "org.apache.james.queue.memory.",
          "org.apache.james.queue.jms.",
          "org.apache.james.queue.activemq.",
          "org.apache.james.queue.file.",
          "org.apache.james.queue.pulsar.");

  /**
   * They ask the broker with a selector for a message that is due by now. ActiveMQ holds against it
   * the messages at the head of the queue only: as many as its page has, 200, and twice that after
   * its search for expired ones. When all of those are to wait, nobody sees what is behind them
   * until the first of them is due. Measured with James 3.8.1: after 600 mails deferred for an
   * hour, none of 50 that were due had come out in 200 seconds.
   */
  private static final List<String> HIDE_DUE_BEHIND_DEFERRED =
      List.of("org.apache.james.queue.jms.", "org.apache.james.queue.activemq.");

  private static final String IGNORES_DELAYS = "org.apache.james.queue.rabbitmq.";
  private static final Logger LOGGER = LoggerFactory.getLogger(Deferrals.class);
  private static final Protocol MEMORY = new Protocol("memory");
  private static final String PATH = "var/mail/postroad-deferred";

  /**
   * Who keeps mail of a queue.
   *
   * @param deferral keeps what is deferred
   * @param spool keeps what operators lay hands on; the same, where deferred mail is not left to
   *     the queue; empty if James has no repository
   */
  record Keeping(Deferral deferral, Optional<SpoolDeferral> spool) implements AutoCloseable {
    @Override
    public void close() {
      deferral.close();
      spool.ifPresent(SpoolDeferral::close);
    }
  }

  private final MailRepositoryStore repositories;
  private final Book book;
  private final Clock clock;

  Deferrals(MailRepositoryStore repositories, Book book, Clock clock) {
    this.repositories = repositories;
    this.book = book;
    this.clock = clock;
  }

  /** Whether deferred mail is to wait in a queue of that class. */
  static boolean inQueue(DeferralPlace place, String queueClass) {
    return switch (place) {
      case AUTO -> honoursDelays(queueClass) && !hidesDueBehindDeferred(queueClass);
      case QUEUE -> true;
      case REPOSITORY -> false;
    };
  }

  private static boolean honoursDelays(String queueClass) {
    return HONOUR_DELAYS.stream().anyMatch(queueClass::startsWith);
  }

  private static boolean hidesDueBehindDeferred(String queueClass) {
    return HIDE_DUE_BEHIND_DEFERRED.stream().anyMatch(queueClass::startsWith);
  }

  /**
   * Chooses who keeps mail of a queue.
   *
   * @param place where the operator wants it
   * @param named URL of the repository, if the operator names one
   * @param timer its threads may block
   * @throws MessagingException if a repository is needed and cannot be had, or if the queue is
   *     wanted and ignores delays
   */
  Keeping of(
      MailQueue queue, DeferralPlace place, Optional<String> named, ScheduledExecutorService timer)
      throws MessagingException {
    String queueClass = queue.getClass().getName();
    if (inQueue(place, queueClass)) {
      demandDelays(queue.getName().asString(), queueClass);
      return new Keeping(new QueueDeferral(queue, clock), forOperators(queue, named, timer));
    }
    SpoolDeferral spool = spool(queue, named, timer);
    tell(queue, url(queue, named), named.isPresent());
    warnOfMemory(queue, url(queue, named));
    return new Keeping(spool, Optional.of(spool));
  }

  /**
   * It also takes up what was deferred there, if deferred mail has not always waited in the queue.
   */
  private Optional<SpoolDeferral> forOperators(
      MailQueue queue, Optional<String> named, ScheduledExecutorService timer) {
    try {
      return Optional.of(spool(queue, named, timer));
    } catch (MessagingException e) {
      LOGGER.warn(
          "Operators cannot hold mail of the queue {}, nor act on any that waits: {}",
          queue.getName().asString(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Refuses a queue that ignores delays; one of which nothing is known is the operator's word.
   *
   * @throws MessagingException with what to write instead
   */
  static void demandDelays(String queue, String queueClass) throws MessagingException {
    if (queueClass.startsWith(IGNORES_DELAYS)) {
      throw new MessagingException(
          "<deferral>queue</deferral>: the queue \""
              + queue
              + "\" is RabbitMQ's, which ignores delays, so mail that failed would be tried again"
              + " at once and without end. Remove <deferral>, or write repository");
    }
    if (!honoursDelays(queueClass)) {
      LOGGER.warn(
          "<deferral> leaves the waiting to the queue {}, of which Postroad does not know whether it"
              + " honours delays ({}). If it does not, mail is tried again at once: remove"
              + " <deferral>",
          queue,
          queueClass);
    } else if (hidesDueBehindDeferred(queueClass)) {
      LOGGER.warn(
          "<deferral> leaves the waiting to the queue {} ({}), whose broker shows nothing of what is"
              + " behind some hundred mails that wait: all other mail then waits with them, however"
              + " due it is. Remove <deferral>, or write repository",
          queue,
          queueClass);
    }
  }

  private SpoolDeferral spool(
      MailQueue queue, Optional<String> named, ScheduledExecutorService timer)
      throws MessagingException {
    MailRepositoryUrl url = url(queue, named);
    try {
      SpoolDeferral deferral =
          new SpoolDeferral(repositories.select(url), queue, book, timer, clock);
      deferral.start();
      return deferral;
    } catch (MailRepositoryStoreException | RuntimeException e) {
      throw new MessagingException(
          "cannot open the repository for deferred mail, "
              + url.asString()
              + " (<deferralRepository>): "
              + e.getMessage(),
          e);
    }
  }

  private static void tell(MailQueue queue, MailRepositoryUrl url, boolean named) {
    if (named) {
      LOGGER.info(
          "Deferred mail of the queue {} waits in {}", queue.getName().asString(), url.asString());
    } else {
      LOGGER.warn(
          "Deferred mail of the queue {} waits in {}, which must be this James' alone. If others"
              + " share its repositories, name one for each in"
              + " <deferralRepository>, or mail is delivered more than once",
          queue.getName().asString(),
          url.asString());
    }
  }

  private static void warnOfMemory(MailQueue queue, MailRepositoryUrl url) {
    if (url.getProtocol().equals(MEMORY) && !isInMemory(queue.getClass().getName())) {
      LOGGER.warn(
          "Deferred mail of the queue {} waits in {}, in memory, and is lost when James ends, which"
              + " the queue itself outlives. Name another repository in <deferralRepository>, or"
              + " another <defaultProtocol> in mailrepositorystore.xml",
          queue.getName().asString(),
          url.asString());
    }
  }

  private static boolean isInMemory(String queueClass) {
    return queueClass.startsWith("org.apache.james.queue.memory.");
  }

  private MailRepositoryUrl url(MailQueue queue, Optional<String> named) throws MessagingException {
    return named.isPresent() ? url(named.get()) : standard(queue);
  }

  private static MailRepositoryUrl url(String named) throws MessagingException {
    try {
      return MailRepositoryUrl.from(named);
    } catch (IllegalArgumentException e) {
      throw new MessagingException("<deferralRepository> \"" + named + "\": " + e.getMessage(), e);
    }
  }

  private MailRepositoryUrl standard(MailQueue queue) throws MessagingException {
    Protocol protocol =
        repositories
            .defaultProtocol()
            .orElseThrow(
                () ->
                    new MessagingException(
                        "the queue "
                            + queue.getName().asString()
                            + " needs a mail repository for deferred mail, since it does not honour"
                            + " delays, or hides due mail behind mail that waits, or <deferral> says"
                            + " so; give mailrepositorystore.xml a <defaultProtocol>, or name a"
                            + " repository in <deferralRepository>"));
    return MailRepositoryUrl.fromPathAndProtocol(
        protocol, MailRepositoryPath.from(PATH).subPath(queue.getName().asString()));
  }
}
