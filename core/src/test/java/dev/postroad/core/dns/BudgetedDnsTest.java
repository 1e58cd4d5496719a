// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetedDnsTest {
  private static final Duration BUDGET = Duration.ofMillis(50);

  private final FakeDns dns = new FakeDns().mx("a.example", 10, "mx.a.example");
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void whatIsAtHandIsAnsweredWithoutAThread() {
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);
    assertThat(cache.mx("a.example")).isInstanceOf(DnsAnswer.Records.class);
    Executor none =
        task -> {
          throw new RejectedExecutionException();
        };

    assertThat(new BudgetedDns(cache, none, BUDGET, nanos::get).mx("a.example"))
        .isInstanceOf(DnsAnswer.Records.class);
    assertThat(new BudgetedDns(cache, none, BUDGET, nanos::get).mx("b.example"))
        .isInstanceOf(DnsAnswer.TryAgain.class);
  }

  @Test
  void whatIsAnsweredInTimeIsTakenOver() {
    BudgetedDns budgeted = new BudgetedDns(dns, Runnable::run, BUDGET, nanos::get);

    assertThat(budgeted.mx("a.example")).isInstanceOf(DnsAnswer.Records.class);
    assertThat(budgeted.addresses("gone.example", DnsClient.AddressFamily.IPV4))
        .isInstanceOf(DnsAnswer.NxDomain.class);
  }

  @Test
  void allWaitsTogetherLastNoLongerThanTheBudget() {
    List<Runnable> neverRun = new ArrayList<>();
    BudgetedDns budgeted = new BudgetedDns(dns, neverRun::add, BUDGET, System::nanoTime);

    assertThat(budgeted.mx("a.example"))
        .isEqualTo(new DnsAnswer.TryAgain<MxRecord>("no answer within 50 ms"));
    for (int i = 0; i < 1_000; i++) {
      assertThat(budgeted.mx("b" + i + ".example")).isInstanceOf(DnsAnswer.TryAgain.class);
    }
    assertThat(neverRun).as("nothing more is asked once the time is spent").hasSize(1);
  }

  @Test
  void lookUpThatComesTooLateFillsTheCacheForTheNext() {
    CachingDnsClient cache = new CachingDnsClient(dns, nanos::get);
    List<Runnable> later = new ArrayList<>();
    assertThat(new BudgetedDns(cache, later::add, BUDGET, System::nanoTime).mx("a.example"))
        .isInstanceOf(DnsAnswer.TryAgain.class);

    later.forEach(Runnable::run);

    assertThat(new BudgetedDns(cache, later::add, BUDGET, System::nanoTime).mx("a.example"))
        .isInstanceOf(DnsAnswer.Records.class);
  }

  @Test
  void timeThatAnAnswerTookIsGoneForTheOthers() {
    DnsClient slow =
        new DnsClient() {
          @Override
          public DnsAnswer<MxRecord> mx(String name) {
            nanos.addAndGet(BUDGET.toNanos());
            return dns.mx(name);
          }

          @Override
          public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
            return dns.addresses(host, family);
          }
        };
    BudgetedDns budgeted = new BudgetedDns(slow, Runnable::run, BUDGET, nanos::get);

    assertThat(budgeted.mx("a.example")).isInstanceOf(DnsAnswer.Records.class);
    assertThat(budgeted.mx("a.example")).isInstanceOf(DnsAnswer.TryAgain.class);
  }
}
