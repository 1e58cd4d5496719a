// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.dns.DnsClient.AddressFamily;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CachingDnsClientTest {
  private final AtomicLong nanos = new AtomicLong(123_456_789L);

  @Test
  void answerIsKeptForItsLifetime() {
    FakeDns dns = new FakeDns().mx("example.com", 10, "mx.example.com");
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);

    DnsAnswer<MxRecord> first = cache.mx("example.com");
    advance(FakeDns.TTL.minusSeconds(1));
    assertThat(cache.mx("EXAMPLE.com.")).isEqualTo(first);
    assertThat(dns.requests()).hasSize(1);

    advance(Duration.ofSeconds(2));
    cache.mx("example.com");
    assertThat(dns.requests()).hasSize(2);
  }

  /** A stranger's records may be as long as names can be, and there may be thousands. */
  @Test
  void longNamesTakeTheRoomOfSeveral() {
    String name = ("a".repeat(60) + ".").repeat(4);
    FakeDns dns = new FakeDns();
    int domains = 40_000;
    for (int i = 0; i < domains; i++) {
      dns.mx("d" + i + ".example", 10, name + "example");
    }
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < domains; i++) {
        cache.mx("d" + i + ".example");
      }
    }

    assertThat(dns.requests()).hasSizeGreaterThan(domains + domains / 10);
  }

  @Test
  void listenerHearsWhatWasKnownAndWhatHadToBeAsked() {
    List<String> heard = new ArrayList<>();
    DnsListener listener =
        new DnsListener() {
          @Override
          public void dnsKnown() {
            heard.add("known");
          }

          @Override
          public void dnsAnswered(DnsAnswer<?> answer) {
            heard.add(answer.getClass().getSimpleName());
          }
        };
    FakeDns dns = new FakeDns().mx("example.com", 10, "mx.example.com");
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get, listener);

    assertThatThrownBy(() -> cache.atHand().mx("example.com"))
        .isInstanceOf(NotKnownException.class);
    cache.mx("example.com");
    cache.mx("example.com");
    cache.atHand().mx("example.com");
    cache.mx("no-such.example");

    assertThat(heard).containsExactly("Records", "known", "known", "NxDomain");
  }

  @Test
  void typesAreKeptApart() {
    FakeDns dns = new FakeDns().a("example.com", "192.0.2.1").aaaa("example.com", "2001:db8::1");
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);

    for (int i = 0; i < 2; i++) {
      assertThat(cache.mx("example.com")).isInstanceOf(DnsAnswer.NoData.class);
      assertThat(cache.addresses("example.com", AddressFamily.IPV4))
          .isInstanceOf(DnsAnswer.Records.class);
      assertThat(cache.addresses("example.com", AddressFamily.IPV6))
          .isInstanceOf(DnsAnswer.Records.class);
    }

    assertThat(dns.requests())
        .containsExactly("MX example.com", "A example.com", "AAAA example.com");
  }

  @Test
  void lifetimeIsAnHourAtTheMost() {
    Counted dns = new Counted(() -> records(Duration.ofDays(7)));
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);

    cache.mx("example.com");
    advance(Duration.ofHours(1).plusSeconds(1));
    cache.mx("example.com");

    assertThat(dns.asked).hasValue(2);
  }

  @Test
  void answerWithoutLifetimeIsKeptForASecond() {
    Counted dns = new Counted(() -> records(Duration.ZERO));
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);

    cache.mx("example.com");
    cache.mx("example.com");
    assertThat(dns.asked).hasValue(1);

    advance(Duration.ofSeconds(2));
    cache.mx("example.com");
    assertThat(dns.asked).hasValue(2);
  }

  @Test
  void negativeAnswerIsKeptAsLongAsItsSoaSays() {
    Counted dns = new Counted(() -> new DnsAnswer.NxDomain<>(Duration.ofSeconds(60), false));
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);

    cache.mx("example.com");
    advance(Duration.ofSeconds(59));
    cache.mx("example.com");
    assertThat(dns.asked).hasValue(1);

    advance(Duration.ofSeconds(2));
    cache.mx("example.com");
    assertThat(dns.asked).hasValue(2);
  }

  @Test
  void negativeAnswerIsKeptFiveMinutesAtTheMost() {
    Counted dns = new Counted(() -> new DnsAnswer.NoData<>(Duration.ofDays(1), false));
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);

    cache.mx("example.com");
    advance(Duration.ofMinutes(5).plusSeconds(1));
    cache.mx("example.com");

    assertThat(dns.asked).hasValue(2);
  }

  @Test
  void faultIsKeptForSecondsOnly() {
    FakeDns dns = new FakeDns().mx("example.com", 10, "mx.example.com").fail("example.com");
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);

    assertThat(cache.mx("example.com")).isInstanceOf(DnsAnswer.TryAgain.class);
    dns.heal("example.com");
    assertThat(cache.mx("example.com")).isInstanceOf(DnsAnswer.TryAgain.class);
    advance(Duration.ofSeconds(6));

    assertThat(cache.mx("example.com")).isInstanceOf(DnsAnswer.Records.class);
  }

  @Test
  void sizeIsBounded() {
    List<MxRecord> thousand = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      thousand.add(new MxRecord(i, "mx" + i));
    }
    Counted dns = new Counted(() -> new DnsAnswer.Records<>(thousand, Duration.ofHours(1), false));
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 500; i++) {
        cache.mx("d" + i + ".example");
      }
    }

    assertThat(dns.asked).hasValueGreaterThan(800);
  }

  @Test
  void thoseWhoAskTheSameAtOnceShareOneQuestion() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    Counted dns =
        new Counted(
            () -> {
              asked.countDown();
              awaitLatch(answer);
              return records(Duration.ZERO);
            });
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<DnsAnswer<MxRecord>>> answers = new ArrayList<>();
      List<Thread> waiting = new java.util.concurrent.CopyOnWriteArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(
            threads.submit(
                () -> {
                  waiting.add(Thread.currentThread());
                  return cache.mx("example.com");
                }));
      }
      awaitLatch(asked);
      await()
          .untilAsserted(
              () ->
                  assertThat(waiting)
                      .hasSize(8)
                      .allMatch(
                          thread ->
                              thread.getState() == Thread.State.WAITING
                                  || thread.getState() == Thread.State.TIMED_WAITING));
      answer.countDown();
      for (Future<DnsAnswer<MxRecord>> one : answers) {
        assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(DnsAnswer.Records.class);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(dns.asked).hasValue(1);
  }

  @Test
  void clientThatThrowsLeavesNobodyWaiting() {
    Counted dns =
        new Counted(
            () -> {
              throw new IllegalStateException("broken");
            });
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);

    for (int i = 0; i < 2; i++) {
      assertThatIllegalStateException().isThrownBy(() -> cache.mx("example.com"));
    }
    assertThat(dns.asked).hasValue(2);
  }

  @Test
  void listenerThatThrowsLeavesNobodyWaiting() {
    AtomicBoolean breaks = new AtomicBoolean(true);
    DnsListener listener =
        new DnsListener() {
          @Override
          public void dnsAnswered(DnsAnswer<?> answer) {
            if (breaks.getAndSet(false)) {
              throw new IllegalStateException("broken listener");
            }
          }
        };
    CachingDnsClient cache =
        new CachingDnsClient(new Counted(() -> records(FakeDns.TTL)), nanos::get, listener);
    DnsQuestion question = new DnsQuestion("example.com", DnsQuestion.Type.MX);

    assertThat(cache.ask(question, Runnable::run))
        .isCompletedWithValueMatching(
            answer ->
                answer instanceof DnsAnswer.TryAgain<?> again
                    && again.toString().contains("broken listener"));
    assertThat(cache.ask(question, Runnable::run))
        .isCompletedWithValueMatching(DnsAnswer.Records.class::isInstance);
  }

  /** Such as for want of memory. */
  @Test
  void answerThatCannotBeKeptLeavesNobodyWaiting() {
    AtomicBoolean breaks = new AtomicBoolean();
    Counted dns =
        new Counted(
            () -> {
              breaks.set(true);
              return records(FakeDns.TTL);
            });
    CachingDnsClient cache =
        new CachingDnsClient(
            dns,
            () -> {
              if (breaks.getAndSet(false)) {
                throw new OutOfMemoryError("of this test");
              }
              return nanos.get();
            });
    DnsQuestion question = new DnsQuestion("example.com", DnsQuestion.Type.MX);

    for (int i = 0; i < 2; i++) {
      assertThat(cache.ask(question, Runnable::run))
          .isCompletedWithValueMatching(DnsAnswer.TryAgain.class::isInstance);
    }
    assertThat(dns.asked).hasValue(2);
  }

  @Test
  void cacheStartsNoThread() {
    int before = Thread.getAllStackTraces().size();
    CachingDnsClient cache =
        new CachingDnsClient(new Counted(() -> records(Duration.ofSeconds(1))), nanos::get);

    for (int i = 0; i < 1_000; i++) {
      cache.mx("d" + i + ".example");
      advance(Duration.ofSeconds(1));
    }

    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("caffeine"));
    assertThat(Thread.getAllStackTraces()).hasSizeLessThanOrEqualTo(before + 1);
  }

  private void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static DnsAnswer<MxRecord> records(Duration ttl) {
    return new DnsAnswer.Records<>(List.of(new MxRecord(10, "mx.example.com")), ttl, false);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static final class Counted implements DnsClient {
    private final AtomicInteger asked = new AtomicInteger();
    private final Supplier<DnsAnswer<MxRecord>> answer;

    Counted(Supplier<DnsAnswer<MxRecord>> answer) {
      this.answer = answer;
    }

    @Override
    public DnsAnswer<MxRecord> mx(String name) {
      asked.incrementAndGet();
      return answer.get();
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
      throw new AssertionError("nobody asks for addresses");
    }
  }
}
