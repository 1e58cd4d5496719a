// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import javax.mail.MessagingException;
import org.apache.james.mailrepository.api.MailRepositoryPath;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.james.mailrepository.api.MailRepositoryStore.MailRepositoryStoreException;
import org.apache.james.mailrepository.api.MailRepositoryUrl;
import org.apache.james.mailrepository.api.Protocol;
import org.apache.james.queue.api.MailQueue;

/**
 * Chooses who keeps deferred mail. James' queues do not say whether they honour a delay, so those
 * that do are known by their class; any other, RabbitMQ's above all, gets a mail repository beside
 * it.
 */
final class Deferrals {
  private static final List<String> HONOUR_DELAYS =
      List.of(
          "org.apache.james.queue.memory.",
          "org.apache.james.queue.jms.",
          "org.apache.james.queue.activemq.",
          "org.apache.james.queue.file.",
          "org.apache.james.queue.pulsar.");
  private static final String PATH = "var/mail/postroad-deferred";

  private final MailRepositoryStore repositories;
  private final Clock clock;

  Deferrals(MailRepositoryStore repositories, Clock clock) {
    this.repositories = repositories;
    this.clock = clock;
  }

  static boolean honoursDelays(MailQueue queue) {
    String name = queue.getClass().getName();
    return HONOUR_DELAYS.stream().anyMatch(name::startsWith);
  }

  /**
   * Who keeps the deferred mail of a queue.
   *
   * @param timer its threads may block
   * @throws MessagingException if a repository is needed and cannot be had
   */
  Deferral of(MailQueue queue, ScheduledExecutorService timer) throws MessagingException {
    if (honoursDelays(queue)) {
      return new QueueDeferral(queue, clock);
    }
    try {
      SpoolDeferral deferral =
          new SpoolDeferral(repositories.select(url(queue)), queue, timer, clock);
      deferral.start();
      return deferral;
    } catch (MailRepositoryStoreException e) {
      throw new MessagingException("cannot open the repository for deferred mail", e);
    }
  }

  private MailRepositoryUrl url(MailQueue queue) throws MessagingException {
    Protocol protocol =
        repositories
            .defaultProtocol()
            .orElseThrow(
                () ->
                    new MessagingException(
                        "the queue "
                            + queue.getName().asString()
                            + " does not honour delays, so deferred mail needs a mail repository;"
                            + " give mailrepositorystore.xml a <defaultProtocol>"));
    MailRepositoryPath path =
        MailRepositoryPath.from(PATH).subPath(queue.getName().asString()).subPath(node());
    return MailRepositoryUrl.fromPathAndProtocol(protocol, path);
  }

  /** One path for each James of a cluster: removal from a repository is no compare-and-set. */
  private static String node() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "_");
    } catch (UnknownHostException e) {
      return "node";
    }
  }
}
