// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks another client on behalf of a thread that may not wait long: what is at hand is answered at
 * once, and all other answers together get so much time. What is not answered by then is {@link
 * DnsAnswer.TryAgain}; the look-up goes on elsewhere, so that a cache behind it knows the answer
 * when the next one asks. For one thread.
 */
public final class BudgetedDns implements DnsClient {
  private final DnsClient dns;
  private final Executor elsewhere;
  private final Duration budget;
  private final LongSupplier nanoTicker;
  private long left;

  /**
   * @param elsewhere runs look-ups; may refuse one, which then is not answered
   * @param budget how long this client waits in its life
   */
  public BudgetedDns(DnsClient dns, Executor elsewhere, Duration budget, LongSupplier nanoTicker) {
    this.dns = dns;
    this.elsewhere = elsewhere;
    this.budget = budget;
    this.nanoTicker = nanoTicker;
    this.left = budget.toNanos();
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return ask(client -> client.mx(name));
  }

  @Override
  public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
    return ask(client -> client.addresses(host, family));
  }

  @Override
  public DnsClient atHand() {
    return dns.atHand();
  }

  private <T> DnsAnswer<T> ask(Function<DnsClient, DnsAnswer<T>> question) {
    try {
      return question.apply(dns.atHand());
    } catch (NotKnownException notYet) {
      return left > 0 ? await(notYet.question()) : late();
    }
  }

  @SuppressWarnings("unchecked") // a question's type says which records its answer has
  private <T> DnsAnswer<T> await(DnsQuestion question) {
    long begun = nanoTicker.getAsLong();
    try {
      return (DnsAnswer<T>) dns.ask(question, elsewhere).get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      left = 0;
      return late();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a look-up broke off: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new DnsAnswer.TryAgain<>("whoever asked was interrupted");
    } finally {
      left -= nanoTicker.getAsLong() - begun;
    }
  }

  private <T> DnsAnswer<T> late() {
    return new DnsAnswer.TryAgain<>("no answer within " + budget.toMillis() + " ms");
  }
}
