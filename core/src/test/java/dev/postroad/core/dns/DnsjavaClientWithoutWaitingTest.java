// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All that holds for a client that waits holds for one that does not. */
class DnsjavaClientWithoutWaitingTest extends DnsjavaClientTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Override
  DnsClient asked(DnsjavaClient client) {
    return new DnsClient() {
      @Override
      public DnsAnswer<MxRecord> mx(String name) {
        return answer(new DnsQuestion(name, DnsQuestion.Type.MX));
      }

      @Override
      public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
        return answer(DnsQuestion.addresses(host, family));
      }

      @Override
      public DnsAnswer<SrvRecord> services(String name) {
        return answer(new DnsQuestion(name, DnsQuestion.Type.SRV));
      }

      @SuppressWarnings("unchecked") // a question's type says which records its answer has
      private <T> DnsAnswer<T> answer(DnsQuestion question) {
        return (DnsAnswer<T>) client.ask(question, threads).join();
      }
    };
  }

  @Test
  void namesThatNobodyAnswersForKeepNoOtherFromBeingAnswered() {
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.zone("good.example").mx(10, "mx.good.example");
      dns.fault("*", "AAAA", Fault.silence());
      DnsjavaClient client = client(dns, Duration.ofSeconds(20));
      List<CompletableFuture<DnsAnswer<?>>> silent =
          IntStream.range(0, 1_500).mapToObj(i -> client.ask(silent(i), threads)).toList();

      long begun = System.nanoTime();
      DnsAnswer<?> answer =
          client.ask(new DnsQuestion("good.example", DnsQuestion.Type.MX), threads).join();

      assertThat(answer).isInstanceOf(DnsAnswer.Records.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(silent).noneMatch(CompletableFuture::isDone);
    }
  }

  @Test
  void whoHasWaitedLongestIsGivenUpWhenThereAreTooMany() {
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.fault("*", "*", Fault.silence());
      DnsjavaClient client = client(dns, Duration.ofSeconds(20));
      List<CompletableFuture<DnsAnswer<?>>> silent = new ArrayList<>();
      for (int i = 0; i < 2_010; i++) {
        silent.add(client.ask(silent(i), threads));
      }

      await()
          .untilAsserted(
              () -> {
                assertThat(silent.subList(0, 10)).allMatch(CompletableFuture::isDone);
                assertThat(silent.subList(10, 2_010)).noneMatch(CompletableFuture::isDone);
              });
    }
  }

  @Test
  void clientThatGetsNoThreadSaysSoAndAsksWhenItGetsOne() {
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.zone("good.example").mx(10, "mx.good.example");
      DnsQuestion question = new DnsQuestion("good.example", DnsQuestion.Type.MX);
      DnsjavaClient client = client(dns, Duration.ofSeconds(20));

      assertThat(
              client
                  .ask(
                      question,
                      task -> {
                        throw new RejectedExecutionException("none");
                      })
                  .join())
          .isInstanceOf(DnsAnswer.TryAgain.class);

      assertThat(client.ask(question, threads).join()).isInstanceOf(DnsAnswer.Records.class);
    }
  }

  @Test
  void whoeverWaitsIsToldWhatBreaksTheQuestionOverTcp() {
    ThreadLocal<Boolean> isOverTcp = ThreadLocal.withInitial(() -> false);
    AtomicInteger threadsGiven = new AtomicInteger();
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.zone("large.example").mx(10, "mx.large.example");
      dns.fault("*", "*", Fault.truncated());
      DnsjavaClient client =
          new DnsjavaClient(
              new DnsServers(List.of(dns.address()), Duration.ofSeconds(20), 1),
              () -> {
                if (isOverTcp.get()) {
                  throw new OutOfMemoryError("of this test");
                }
                return System.nanoTime();
              },
              DnsTrace.NONE);

      CompletableFuture<DnsAnswer<?>> answer =
          client.ask(
              new DnsQuestion("large.example", DnsQuestion.Type.MX),
              task -> {
                boolean isSecond = threadsGiven.incrementAndGet() > 1;
                threads.execute(
                    () -> {
                      isOverTcp.set(isSecond);
                      task.run();
                    });
              });

      assertThat(answer)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableOfType(ExecutionException.class)
          .withRootCauseInstanceOf(OutOfMemoryError.class);
    }
  }

  @Test
  void whoeverWaitsIsToldWhenTheThreadIsEnded() {
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.fault("*", "*", Fault.silence());
      CompletableFuture<DnsAnswer<?>> answer =
          client(dns, Duration.ofMinutes(5)).ask(silent(1), threads);
      await().until(() -> !dns.queries().isEmpty());

      threads.shutdownNow();

      assertThat(answer.join()).isInstanceOf(DnsAnswer.TryAgain.class);
    }
  }

  private static DnsQuestion silent(int number) {
    return new DnsQuestion("silent" + number + ".example", DnsQuestion.Type.AAAA);
  }

  private static DnsjavaClient client(AuthoritativeDns dns, Duration timeout) {
    return new DnsjavaClient(
        new DnsServers(List.of(dns.address()), timeout, 1), System::nanoTime, DnsTrace.NONE);
  }
}
