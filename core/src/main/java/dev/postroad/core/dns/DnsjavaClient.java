// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks recursive servers, in the order given. A server that is silent, unreachable, refuses or
 * fails is followed by the next; only when none has an answer is the question told to try again.
 * One that was silent comes last for a while, so that not every question waits for it.
 *
 * <p>An answer is authentic if the server says so by its AD bit: as good as the server, and the way
 * to it, can be trusted. Safe for use by several threads; {@link #ask} needs one for all answers
 * that are awaited together, so that names nobody answers for keep no others from being asked for.
 */
public final class DnsjavaClient implements DnsClient {
  private final DnsServers servers;
  private final DnsTransport transport;
  private final AwaitedAnswers awaited;
  private final SilentServers silence;
  private final LongSupplier nanoTicker;
  private final DnsTrace trace;

  /** A client without cache; see {@link CachingDnsClient}. */
  public DnsjavaClient(DnsServers servers, LongSupplier nanoTicker, DnsTrace trace) {
    this.servers = servers;
    this.transport = new DnsTransport(nanoTicker);
    this.awaited = new AwaitedAnswers(nanoTicker);
    this.silence = new SilentServers(nanoTicker);
    this.nanoTicker = nanoTicker;
    this.trace = trace;
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return lookUp(name, Type.MX, DnsjavaClient::mxRecord);
  }

  @Override
  public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
    return switch (family) {
      case IPV4 -> lookUp(host, Type.A, DnsjavaClient::ipv4);
      case IPV6 -> lookUp(host, Type.AAAA, DnsjavaClient::ipv6);
    };
  }

  @Override
  public DnsAnswer<SrvRecord> services(String name) {
    return lookUp(name, Type.SRV, DnsjavaClient::srvRecord);
  }

  @Override
  public CompletableFuture<DnsAnswer<?>> ask(DnsQuestion question, Executor elsewhere) {
    String name = question.name();
    return switch (question.type()) {
      case MX -> begin(name, Type.MX, DnsjavaClient::mxRecord, elsewhere);
      case A -> begin(name, Type.A, DnsjavaClient::ipv4, elsewhere);
      case AAAA -> begin(name, Type.AAAA, DnsjavaClient::ipv6, elsewhere);
      case SRV -> begin(name, Type.SRV, DnsjavaClient::srvRecord, elsewhere);
    };
  }

  private static MxRecord mxRecord(Record record) {
    return new MxRecord(((MXRecord) record).getPriority(), host(((MXRecord) record).getTarget()));
  }

  private static InetAddress ipv4(Record record) {
    return unnamed(((ARecord) record).getAddress());
  }

  private static InetAddress ipv6(Record record) {
    return unnamed(((AAAARecord) record).getAddress());
  }

  private static SrvRecord srvRecord(Record record) {
    SRVRecord srv = (SRVRecord) record;
    return new SrvRecord(srv.getPriority(), srv.getWeight(), srv.getPort(), host(srv.getTarget()));
  }

  /** dnsjava's addresses carry the name they were asked for by. */
  private static InetAddress unnamed(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }

  private static String host(Name target) {
    return target.equals(Name.root) ? "" : target.toString(true).toLowerCase(Locale.ROOT);
  }

  private <T> Inquiry<T> inquiry(String name, int type, Function<Record, T> reader)
      throws TextParseException {
    Name asked = Name.fromString(name, Name.root);
    return new Inquiry<>(servers, silence, trace, asked, type, reader);
  }

  private static <T> DnsAnswer<T> noName(TextParseException e) {
    return new DnsAnswer.Bogus<>("not a name the DNS can be asked for: " + e.getMessage());
  }

  /** Asks, and waits. */
  private <T> DnsAnswer<T> lookUp(String name, int type, Function<Record, T> reader) {
    Inquiry<T> inquiry;
    try {
      inquiry = inquiry(name, type, reader);
    } catch (TextParseException e) {
      return noName(e);
    }
    for (Optional<Inquiry.Step> step = inquiry.next(); step.isPresent(); step = inquiry.next()) {
      long asked = nanoTicker.getAsLong();
      try {
        DnsTransport.Received received =
            transport.ask(step.get().server(), step.get().query(), servers.timeout());
        inquiry.heard(received, since(asked));
      } catch (IOException e) {
        inquiry.failed(e);
      }
    }
    return inquiry.answer();
  }

  private Duration since(long asked) {
    return Duration.ofNanos(nanoTicker.getAsLong() - asked);
  }

  /** Asks, and does not wait. */
  private <T> CompletableFuture<DnsAnswer<?>> begin(
      String name, int type, Function<Record, T> reader, Executor elsewhere) {
    try {
      CompletableFuture<DnsAnswer<?>> answer = new CompletableFuture<>();
      goOn(inquiry(name, type, reader), elsewhere, answer);
      return answer;
    } catch (TextParseException e) {
      return CompletableFuture.completedFuture(noName(e));
    }
  }

  private <T> void goOn(
      Inquiry<T> inquiry, Executor elsewhere, CompletableFuture<DnsAnswer<?>> answer) {
    Optional<Inquiry.Step> next = inquiry.next();
    if (next.isEmpty()) {
      answer.complete(inquiry.answer());
      return;
    }
    long asked = nanoTicker.getAsLong();
    var unused =
        exchange(next.get(), elsewhere)
            .whenComplete(
                (received, failure) -> {
                  try {
                    if (failure == null) {
                      inquiry.heard(received, since(asked));
                    } else {
                      inquiry.failed(reason(failure));
                    }
                    goOn(inquiry, elsewhere, answer);
                  } catch (RuntimeException | Error e) {
                    answer.completeExceptionally(e);
                  }
                });
  }

  private static IOException reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof IOException broken) {
      return broken;
    }
    if (cause instanceof RejectedExecutionException) {
      return new IOException("there is no thread to ask it over TCP", cause);
    }
    throw new IllegalStateException("a question could not be asked", cause);
  }

  private CompletableFuture<DnsTransport.Received> exchange(Inquiry.Step step, Executor elsewhere) {
    return awaited
        .ask(step.server(), step.query(), servers.timeout(), elsewhere)
        .thenCompose(
            message ->
                DnsTransport.isWhole(message)
                    ? CompletableFuture.completedFuture(new DnsTransport.Received(message, false))
                    : overTcp(step, elsewhere));
  }

  private CompletableFuture<DnsTransport.Received> overTcp(Inquiry.Step step, Executor elsewhere) {
    CompletableFuture<DnsTransport.Received> received = new CompletableFuture<>();
    elsewhere.execute(
        () -> {
          try {
            received.complete(transport.askOverTcp(step.server(), step.query(), servers.timeout()));
          } catch (IOException | RuntimeException | Error e) {
            received.completeExceptionally(e);
          }
        });
    return received;
  }
}
