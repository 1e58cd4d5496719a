// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All that one search needs, gathered question by question: whoever searches begins anew with each
 * answer, and never waits. What has been answered once stays so until the end of the search,
 * however short it holds. For one thread after another.
 */
public final class GatheredAnswers implements DnsClient {
  /** After so long nothing more is asked. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DnsClient dns;
  private final DnsClient atHand;
  private final LongSupplier nanoTicker;
  private final long begun;
  private final Map<DnsQuestion, DnsAnswer<?>> answers = new HashMap<>();

  /** Nothing has been asked yet, and the time begins. */
  public GatheredAnswers(DnsClient dns, LongSupplier nanoTicker) {
    this.dns = dns;
    this.atHand = dns.atHand();
    this.nanoTicker = nanoTicker;
    this.begun = nanoTicker.getAsLong();
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return known(new DnsQuestion(name, DnsQuestion.Type.MX), () -> atHand.mx(name));
  }

  @Override
  public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
    return known(DnsQuestion.addresses(host, family), () -> atHand.addresses(host, family));
  }

  @Override
  public DnsAnswer<SrvRecord> services(String name) {
    return known(new DnsQuestion(name, DnsQuestion.Type.SRV), () -> atHand.services(name));
  }

  @SuppressWarnings("unchecked") // a question's type says which records its answer has
  private <T> DnsAnswer<T> known(DnsQuestion question, Supplier<DnsAnswer<T>> lookup) {
    DnsAnswer<?> gathered = answers.get(question);
    if (gathered != null) {
      return (DnsAnswer<T>) gathered;
    }
    DnsAnswer<T> answer;
    try {
      answer = lookup.get();
    } catch (NotKnownException e) {
      if (nanoTicker.getAsLong() - begun <= PATIENCE.toNanos()) {
        throw e;
      }
      return new DnsAnswer.TryAgain<>("not asked for, since the answers for others took so long");
    }
    answers.put(question, answer);
    return answer;
  }

  /**
   * Has asked what was found not to be known.
   *
   * @param elsewhere runs what may block
   * @return completes when it is known
   */
  public CompletableFuture<Void> gather(DnsQuestion question, Executor elsewhere) {
    return dns.ask(question, elsewhere).thenAccept(answer -> answers.put(question, answer));
  }
}
