// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class DeferralsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final RecordingQueue queue = new RecordingQueue();
  private final QueueDeferral deferral = new QueueDeferral(queue, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void jamesMemoryQueueHonoursDelaysAndAnUnknownOneIsNotTrusted() throws Exception {
    try (MailQueue memory =
        new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory())
            .createQueue(MailQueueName.of("outgoing"))) {
      assertThat(Deferrals.honoursDelays(memory)).isTrue();
    }
    assertThat(Deferrals.honoursDelays(queue)).isFalse();
  }

  @Test
  void theQueueIsToldHowLongToWait() throws Exception {
    deferral.defer(Mails.mail("m", "bob@x.example"), NOW.plus(Duration.ofMinutes(5)));

    assertThat(queue.delays).containsExactly(Duration.ofMinutes(5));
    assertThat(deferral.earlyMeansFlushed()).isTrue();
  }

  @Test
  void aTimeThatIsPastIsNow() throws Exception {
    deferral.defer(Mails.mail("m", "bob@x.example"), NOW.minus(Duration.ofMinutes(5)));

    assertThat(queue.delays).containsExactly(Duration.ZERO);
  }

  @Test
  void noDelayIsSoLongThatTheMemoryQueueLosesItsOrder() throws Exception {
    deferral.defer(Mails.mail("m", "bob@x.example"), NOW.plus(Duration.ofDays(100)));

    assertThat(queue.delays.get(0).toMillis()).isLessThan(Integer.MAX_VALUE);
  }

  /** Remembers delays. */
  private static final class RecordingQueue implements MailQueue {
    final List<Duration> delays = new ArrayList<>();

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
