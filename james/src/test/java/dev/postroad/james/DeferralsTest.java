// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.config.DeferralPlace;
import dev.postroad.james.Deferrals.Keeping;
import dev.postroad.james.book.Book;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.james.mailrepository.api.MailRepositoryPath;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.james.mailrepository.api.MailRepositoryUrl;
import org.apache.james.mailrepository.api.Protocol;
import org.apache.james.mailrepository.memory.MemoryMailRepository;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class DeferralsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final RecordingQueue queue = new RecordingQueue();
  private final Repositories repositories = new Repositories();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final QueueDeferral deferral = new QueueDeferral(queue, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void inJamesMemoryQueueDeferredMailWaitsByItselfAndInAnUnknownOneItDoesNot() throws Exception {
    try (MailQueue memory =
        new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory())
            .createQueue(MailQueueName.of("outgoing"))) {
      assertThat(Deferrals.inQueue(DeferralPlace.AUTO, memory.getClass().getName())).isTrue();
    }
    assertThat(Deferrals.inQueue(DeferralPlace.AUTO, queue.getClass().getName())).isFalse();
  }

  @ParameterizedTest(name = "{0}: auto means in the queue {1}")
  @CsvSource({
    "org.apache.james.queue.memory.MemoryMailQueueFactory$MemoryCacheableMailQueue, true",
    "org.apache.james.queue.file.FileCacheableMailQueue, true",
    "org.apache.james.queue.pulsar.PulsarMailQueue, true",
    "org.apache.james.queue.activemq.ActiveMQCacheableMailQueue, false",
    "org.apache.james.queue.jms.JMSCacheableMailQueue, false",
    "org.apache.james.queue.rabbitmq.RabbitMQMailQueue, false",
    "com.example.TheirQueue, false"
  })
  void deferredMailWaitsInAQueueOnlyWhereItHidesNoMailThatIsDue(
      String queueClass, boolean inQueue) {
    assertThat(Deferrals.inQueue(DeferralPlace.AUTO, queueClass)).isEqualTo(inQueue);
    assertThat(Deferrals.inQueue(DeferralPlace.QUEUE, queueClass)).isTrue();
    assertThat(Deferrals.inQueue(DeferralPlace.REPOSITORY, queueClass)).isFalse();
  }

  @Test
  void theOperatorMayHaveMailWaitInActiveMqNevertheless() {
    assertThatCode(
            () ->
                Deferrals.demandDelays(
                    "outgoing", "org.apache.james.queue.activemq.ActiveMQCacheableMailQueue"))
        .doesNotThrowAnyException();
  }

  @Test
  void theQueueIsToldHowLongToWait() throws Exception {
    defer(deferral, NOW.plus(Duration.ofMinutes(5)));

    assertThat(queue.delays).containsExactly(Duration.ofMinutes(5));
    assertThat(deferral.earlyMeansFlushed()).isTrue();
  }

  @Test
  void aTimeThatIsPastIsNow() throws Exception {
    defer(deferral, NOW.minus(Duration.ofMinutes(5)));

    assertThat(queue.delays).containsExactly(Duration.ZERO);
  }

  @Test
  void noDelayIsSoLongThatTheMemoryQueueLosesItsOrder() throws Exception {
    defer(deferral, NOW.plus(Duration.ofDays(100)));

    assertThat(queue.delays.get(0).toMillis()).isLessThan(Integer.MAX_VALUE);
  }

  @Test
  void whatASpoolHasKeptIsFoundAgainByTheNextStartWhateverTheMachineIsCalled() throws Exception {
    Instant due = Instant.now().minusSeconds(1);
    MailImpl mail = Mails.mail("m", "bob@x.example");
    new RetryMarks(1, due, due).writeTo(mail);
    new SpoolDeferral(
            repositories.select(
                MailRepositoryUrl.from("memory://var/mail/postroad-deferred/outgoing")),
            new RecordingQueue(),
            new Book(),
            timer,
            Clock.systemUTC())
        .defer(mail, due, Kept.entry(mail));

    try (Keeping next = deferrals().of(queue, DeferralPlace.AUTO, Optional.empty(), timer)) {
      await().until(() -> queue.delays.size() == 1);
      assertThat(next.deferral().earlyMeansFlushed()).isFalse();
    }
  }

  @Test
  void theOperatorMayNameTheSpoolSoThatNodesDoNotShareOne() throws Exception {
    String url = "memory://var/mail/deferred/node-1";
    try (Keeping deferral = deferrals().of(queue, DeferralPlace.AUTO, Optional.of(url), timer)) {
      defer(deferral, Instant.now().plusSeconds(600));
    }

    assertThat(repositories.select(MailRepositoryUrl.from(url)).size()).isEqualTo(1);
  }

  @Test
  void theOperatorMayHaveMailWaitInARepositoryBesideAQueueThatHonoursDelays() throws Exception {
    String url = "memory://var/mail/deferred/node-1";
    try (MailQueue memory =
            new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory())
                .createQueue(MailQueueName.of("outgoing"));
        Keeping deferral =
            deferrals().of(memory, DeferralPlace.REPOSITORY, Optional.of(url), timer)) {
      defer(deferral, Instant.now().plusSeconds(600));
    }

    assertThat(repositories.select(MailRepositoryUrl.from(url)).size()).isEqualTo(1);
  }

  @Test
  void theOperatorMaySayThatAQueueOfAnotherMakeHonoursDelays() throws Exception {
    try (Keeping deferral = deferrals().of(queue, DeferralPlace.QUEUE, Optional.empty(), timer)) {
      defer(deferral, Instant.now().plusSeconds(600));
    }

    assertThat(queue.delays).singleElement().satisfies(delay -> assertThat(delay).isPositive());
  }

  @Test
  void aQueueThatIsKnownToIgnoreDelaysIsRefusedWithWhatToWriteInstead() {
    assertThatThrownBy(
            () ->
                Deferrals.demandDelays(
                    "outgoing", "org.apache.james.queue.rabbitmq.RabbitMQMailQueue"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("<deferral>queue</deferral>")
        .hasMessageContaining("\"outgoing\"")
        .hasMessageContaining("Remove <deferral>, or write repository");
  }

  @Test
  void aSpoolThatIsNoRepositoryIsToldByItsKey() {
    assertThatThrownBy(
            () -> deferrals().of(queue, DeferralPlace.AUTO, Optional.of("nowhere"), timer))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("deferralRepository")
        .hasMessageContaining("nowhere");
  }

  private static void defer(Keeping keeping, Instant due) throws MessagingException {
    defer(keeping.deferral(), due);
  }

  private static void defer(Deferral deferral, Instant due) throws MessagingException {
    MailImpl mail = Mails.mail("m", "bob@x.example");
    deferral.defer(mail, due, Kept.entry(mail));
  }

  private Deferrals deferrals() {
    return new Deferrals(repositories, new Book(), Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  /** Repositories in memory, which outlive the James that uses them. */
  private static final class Repositories implements MailRepositoryStore {
    private final Map<MailRepositoryUrl, MailRepository> repositories = new ConcurrentHashMap<>();

    @Override
    public MailRepository select(MailRepositoryUrl url) {
      return repositories.computeIfAbsent(url, any -> new MemoryMailRepository());
    }

    @Override
    public Optional<Protocol> defaultProtocol() {
      return Optional.of(new Protocol("memory"));
    }

    @Override
    public Optional<MailRepository> get(MailRepositoryUrl url) {
      return Optional.ofNullable(repositories.get(url));
    }

    @Override
    public Stream<MailRepository> getByPath(MailRepositoryPath path) {
      return Stream.empty();
    }

    @Override
    public Stream<MailRepositoryUrl> getUrls() {
      return repositories.keySet().stream();
    }
  }

  /** Remembers delays. */
  private static final class RecordingQueue implements MailQueue {
    final List<Duration> delays = new CopyOnWriteArrayList<>();

    @Override
    public MailQueueName getName() {
      return MailQueueName.of("outgoing");
    }

    @Override
    public void enQueue(Mail mail, Duration delay) {
      delays.add(delay);
    }

    @Override
    public void enQueue(Mail mail) {
      delays.add(Duration.ZERO);
    }

    @Override
    public Publisher<Void> enqueueReactive(Mail mail) {
      return Mono.empty();
    }

    @Override
    public Publisher<MailQueueItem> deQueue() {
      return Flux.never();
    }

    @Override
    public void close() {}
  }
}
