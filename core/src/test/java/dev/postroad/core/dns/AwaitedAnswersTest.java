// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import java.io.IOException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

  /** As the address of a server may be that this machine has no sockets for. */
  @ParameterizedTest
  @MethodSource("failures")
  void questionThatCannotBeAskedIsToldSoAndTakesNoOtherWithIt(Throwable failure) {
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.zone("good.example").mx(10, "mx.good.example");
      List<Runnable> threadToCome = new ArrayList<>();
      CompletableFuture<Message> before = ask(dns, query("good.example."), threadToCome::add);
      CompletableFuture<Message> broken =
          ask(dns, new Unwritable(query("good.example."), failure), threadToCome::add);
      CompletableFuture<Message> behind = ask(dns, query("good.example."), threadToCome::add);
      threadToCome.forEach(threads::execute);

      assertThat(broken)
          .failsWithin(TIMEOUT)
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(IOException.class)
          .withRootCauseInstanceOf(failure.getClass());
      assertThat(before).succeedsWithin(TIMEOUT);
      assertThat(behind).succeedsWithin(TIMEOUT);
      assertThat(threadToCome).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverKeepsTheThreadFromBeginningTheNextWhoAsksGetsOne(Throwable failure) {
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.zone("good.example").mx(10, "mx.good.example");

      assertThat(ask(dns, query("good.example."), task -> sneak(failure)))
          .failsWithin(TIMEOUT)
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(IOException.class)
          .withRootCauseInstanceOf(failure.getClass());

      assertThat(ask(dns, "good.example.")).succeedsWithin(TIMEOUT);
    }
  }

  static List<Throwable> failures() {
    return List.of(new UnsupportedAddressTypeException(), new InternalError("of this test"));
  }

  private static void sneak(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  /** A question that breaks when it is to be sent. */
  private static final class Unwritable extends Message {
    private final Throwable failure;

    Unwritable(Message query, Throwable failure) {
      super(query.getHeader().getID());
      this.failure = failure;
    }

    @Override
    public byte[] toWire() {
      sneak(failure);
      return new byte[0];
    }
  }

  private CompletableFuture<Message> ask(AuthoritativeDns dns, String name) {
    return ask(dns, query(name), threads);
  }

  private CompletableFuture<Message> ask(AuthoritativeDns dns, Message query, Executor thread) {
    return answers.ask(dns.address(), query, TIMEOUT, thread);
  }

  private static Message query(String name) {
    return Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.MX, DClass.IN));
  }
}
