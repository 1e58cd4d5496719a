// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Remembers answers for as long as they hold, an hour at the most, and lets all who ask the same at
 * the same time wait for one lookup. That the DNS did not answer is remembered for a few seconds,
 * so that a burst of mail to one dead domain does not ask a thousand times.
 */
public final class CachingDnsClient implements DnsClient {
  private static final int MAX_RECORDS = 100_000;

  /** What a record weighs may have a name of so many characters. */
  private static final int USUAL_NAME = 64;

  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(1);
  private static final Duration MOST_NEGATIVE = Duration.ofMinutes(5);
  private static final Duration FAILURE = Duration.ofSeconds(5);

  private final DnsClient dns;
  private final DnsListener listener;
  private final Cache<DnsQuestion, DnsAnswer<?>> answers;
  private final ConcurrentMap<DnsQuestion, CompletableFuture<DnsAnswer<?>>> underWay =
      new ConcurrentHashMap<>();

  /** A cache before another client. */
  public CachingDnsClient(DnsClient dns, LongSupplier nanoTicker) {
    this(dns, nanoTicker, DnsListener.NONE);
  }

  /** A cache before another client that tells what it is asked. */
  public CachingDnsClient(DnsClient dns, LongSupplier nanoTicker, DnsListener listener) {
    this.dns = dns;
    this.listener = listener;
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight(MAX_RECORDS)
            .weigher((DnsQuestion question, DnsAnswer<?> answer) -> weight(question, answer))
            .expireAfter(
                Expiry.creating((DnsQuestion question, DnsAnswer<?> answer) -> life(answer)))
            .ticker(nanoTicker::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return await(new DnsQuestion(name, DnsQuestion.Type.MX), () -> dns.mx(name));
  }

  @Override
  public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
    return await(DnsQuestion.addresses(host, family), () -> dns.addresses(host, family));
  }

  @Override
  public DnsAnswer<SrvRecord> services(String name) {
    return await(new DnsQuestion(name, DnsQuestion.Type.SRV), () -> dns.services(name));
  }

  @Override
  public DnsClient atHand() {
    return new DnsClient() {
      @Override
      public DnsAnswer<MxRecord> mx(String name) {
        return known(new DnsQuestion(name, DnsQuestion.Type.MX));
      }

      @Override
      public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
        return known(DnsQuestion.addresses(host, family));
      }

      @Override
      public DnsAnswer<SrvRecord> services(String name) {
        return known(new DnsQuestion(name, DnsQuestion.Type.SRV));
      }
    };
  }

  @SuppressWarnings("unchecked") // a question's type says which records its answer has
  private <T> DnsAnswer<T> known(DnsQuestion question) {
    DnsAnswer<?> known = answers.getIfPresent(question);
    if (known == null) {
      throw new NotKnownException(question);
    }
    listener.dnsKnown();
    return (DnsAnswer<T>) known;
  }

  @Override
  public CompletableFuture<DnsAnswer<?>> ask(DnsQuestion question, Executor elsewhere) {
    return ask(question, () -> dns.ask(question, elsewhere));
  }

  @SuppressWarnings("unchecked") // a question's type says which records its answer has
  private <T> DnsAnswer<T> await(DnsQuestion question, Supplier<DnsAnswer<T>> lookup) {
    return (DnsAnswer<T>)
        ask(question, () -> CompletableFuture.completedFuture(lookup.get())).join();
  }

  /** What is known, or else what comes of a look-up: of this one, or of one that is under way. */
  private CompletableFuture<DnsAnswer<?>> ask(
      DnsQuestion question, Supplier<CompletableFuture<DnsAnswer<?>>> lookup) {
    DnsAnswer<?> known = answers.getIfPresent(question);
    if (known != null) {
      listener.dnsKnown();
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<DnsAnswer<?>> mine = new CompletableFuture<>();
    CompletableFuture<DnsAnswer<?>> others = underWay.putIfAbsent(question, mine);
    if (others != null) {
      listener.dnsKnown();
      return others;
    }
    // Another look-up may have ended between our look and our turn.
    DnsAnswer<?> meanwhile = answers.getIfPresent(question);
    if (meanwhile != null) {
      end(question, mine, meanwhile);
      listener.dnsKnown();
      return mine;
    }
    try {
      var unused =
          lookup
              .get()
              .whenComplete(
                  (answer, failure) ->
                      end(
                          question,
                          mine,
                          failure == null ? kept(question, answer) : brokeOff(failure)));
    } catch (RuntimeException | Error e) {
      end(question, mine, brokeOff(e));
      throw e;
    }
    return mine;
  }

  /** The answer, or what broke as it was kept: those who wait must be told either. */
  private DnsAnswer<?> kept(DnsQuestion question, DnsAnswer<?> answer) {
    try {
      answers.put(question, answer);
      listener.dnsAnswered(answer);
      return answer;
    } catch (RuntimeException | Error e) {
      return brokeOff(e);
    }
  }

  private static DnsAnswer<?> brokeOff(Throwable failure) {
    return new DnsAnswer.TryAgain<>("the look-up broke off: " + failure);
  }

  private void end(
      DnsQuestion question, CompletableFuture<DnsAnswer<?>> mine, DnsAnswer<?> answer) {
    underWay.remove(question);
    mine.complete(answer);
  }

  private static Duration life(DnsAnswer<?> answer) {
    if (answer instanceof DnsAnswer.Records<?> records) {
      return between(records.ttl(), MOST);
    }
    if (answer instanceof DnsAnswer.NoData<?> none) {
      return between(none.ttl(), MOST_NEGATIVE);
    }
    if (answer instanceof DnsAnswer.NxDomain<?> none) {
      return between(none.ttl(), MOST_NEGATIVE);
    }
    return FAILURE;
  }

  private static Duration between(Duration ttl, Duration most) {
    if (ttl.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return ttl.compareTo(most) > 0 ? most : ttl;
  }

  /** By records, since a name may have thousands of them, and by how long the names are. */
  private static int weight(DnsQuestion question, DnsAnswer<?> answer) {
    int weight = 1 + weight(question.name());
    if (answer instanceof DnsAnswer.Records<?> records) {
      for (Object record : records.records()) {
        weight +=
            record instanceof MxRecord mx
                ? 1 + weight(mx.exchange())
                : record instanceof SrvRecord srv ? 1 + weight(srv.target()) : 1;
      }
      weight--;
    }
    return weight;
  }

  private static int weight(String name) {
    return name.length() / USUAL_NAME;
  }
}
