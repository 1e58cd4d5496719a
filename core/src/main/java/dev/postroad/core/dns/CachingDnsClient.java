// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Remembers answers for as long as they hold, an hour at the most, and lets all who ask the same at
 * the same time wait for one lookup. That the DNS did not answer is remembered for a few seconds,
 * so that a burst of mail to one dead domain does not ask a thousand times.
 */
public final class CachingDnsClient implements DnsClient {
  private static final int MAX_RECORDS = 100_000;
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(1);
  private static final Duration MOST_NEGATIVE = Duration.ofMinutes(5);
  private static final Duration FAILURE = Duration.ofSeconds(5);

  private final DnsClient dns;
  private final DnsListener listener;
  private final Cache<Question, DnsAnswer<?>> answers;
  private final ConcurrentMap<Question, CompletableFuture<DnsAnswer<?>>> underWay =
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
            .weigher((Question question, DnsAnswer<?> answer) -> weight(answer))
            .expireAfter(Expiry.creating((Question question, DnsAnswer<?> answer) -> life(answer)))
            .ticker(nanoTicker::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return ask(Question.of(name, "MX"), () -> dns.mx(name));
  }

  @Override
  public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
    return ask(Question.of(host, family.name()), () -> dns.addresses(host, family));
  }

  @Override
  public DnsAnswer<SrvRecord> services(String name) {
    return ask(Question.of(name, "SRV"), () -> dns.services(name));
  }

  @Override
  public DnsClient atHand() {
    return new DnsClient() {
      @Override
      public DnsAnswer<MxRecord> mx(String name) {
        return known(Question.of(name, "MX"));
      }

      @Override
      public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
        return known(Question.of(host, family.name()));
      }

      @Override
      public DnsAnswer<SrvRecord> services(String name) {
        return known(Question.of(name, "SRV"));
      }
    };
  }

  @SuppressWarnings("unchecked") // a question's type says which records its answer has
  private <T> DnsAnswer<T> known(Question question) {
    DnsAnswer<?> known = answers.getIfPresent(question);
    if (known == null) {
      throw new NotKnownException(question.name());
    }
    listener.dnsKnown();
    return (DnsAnswer<T>) known;
  }

  @SuppressWarnings("unchecked") // a question's type says which records its answer has
  private <T> DnsAnswer<T> ask(Question question, Supplier<DnsAnswer<T>> lookup) {
    DnsAnswer<?> known = answers.getIfPresent(question);
    if (known != null) {
      listener.dnsKnown();
      return (DnsAnswer<T>) known;
    }
    CompletableFuture<DnsAnswer<?>> mine = new CompletableFuture<>();
    CompletableFuture<DnsAnswer<?>> others = underWay.putIfAbsent(question, mine);
    if (others != null) {
      listener.dnsKnown();
      return (DnsAnswer<T>) others.join();
    }
    DnsAnswer<T> answer = new DnsAnswer.TryAgain<>("the lookup broke off");
    try {
      // Another lookup may have ended between our look and our turn.
      DnsAnswer<T> meanwhile = (DnsAnswer<T>) answers.getIfPresent(question);
      if (meanwhile == null) {
        answer = lookup.get();
        answers.put(question, answer);
        listener.dnsAnswered(answer);
      } else {
        answer = meanwhile;
        listener.dnsKnown();
      }
    } finally {
      underWay.remove(question);
      mine.complete(answer);
    }
    return answer;
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

  /** By records, since a name may have thousands of them. */
  private static int weight(DnsAnswer<?> answer) {
    return answer instanceof DnsAnswer.Records<?> records ? records.records().size() : 1;
  }

  private record Question(String name, String type) {
    static Question of(String name, String type) {
      String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      return new Question(bare.toLowerCase(Locale.ROOT), type);
    }
  }
}
