// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class AwaitedAnswersTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AwaitedAnswers answers = new AwaitedAnswers(System::nanoTime, 3);

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void burstOfMoreQuestionsThanAreAskedAtOnceIsAnsweredWhole() {
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.zone("good.example").mx(10, "mx.good.example");

      List<CompletableFuture<Message>> asked =
          IntStream.range(0, 100).mapToObj(i -> ask(dns, "good.example.")).toList();

      assertThat(asked).allSatisfy(answer -> assertThat(answer.join()).isNotNull());
    }
  }

  @Test
  void whoIsNotAnsweredSoonMakesRoomForOthers() {
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.zone("good.example").mx(10, "mx.good.example");
      dns.fault("silent.example", "*", Fault.silence());
      List<CompletableFuture<Message>> silent =
          IntStream.range(0, 3).mapToObj(i -> ask(dns, "silent.example.")).toList();

      assertThat(ask(dns, "good.example.").join()).isNotNull();
      assertThat(silent).filteredOn(CompletableFuture::isDone).hasSize(1);
    }
  }

  private CompletableFuture<Message> ask(AuthoritativeDns dns, String name) {
    Record question = Record.newRecord(Name.fromConstantString(name), Type.MX, DClass.IN);
    return answers.ask(dns.address(), Message.newQuery(question), TIMEOUT, threads);
  }
}
