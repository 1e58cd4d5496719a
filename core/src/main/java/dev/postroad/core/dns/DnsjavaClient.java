// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import dev.postroad.core.domain.IpAddresses;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks recursive servers, in the order given. A server that is silent, unreachable, refuses or
 * fails is followed by the next; only when none has an answer is the question told to try again.
 * One that was silent comes last for a while, so that not every question waits for it.
 *
 * <p>An answer is authentic if the server says so by its AD bit: as good as the server, and the way
 * to it, can be trusted. Safe for use by several threads.
 */
public final class DnsjavaClient implements DnsClient {
  /** DNS flag day 2020: what fits without fragments. */
  private static final int UDP_PAYLOAD = 1232;

  private static final Duration LAST_AFTER_SILENCE = Duration.ofSeconds(30);

  private final DnsServers servers;
  private final DnsTransport transport;
  private final LongSupplier nanoTicker;
  private final DnsTrace trace;

  /** Servers that were silent, and until which tick they come last. */
  private final Map<InetSocketAddress, Long> silentUntil = new ConcurrentHashMap<>();

  /** A client without cache; see {@link CachingDnsClient}. */
  public DnsjavaClient(DnsServers servers, LongSupplier nanoTicker, DnsTrace trace) {
    this.servers = servers;
    this.transport = new DnsTransport(nanoTicker);
    this.nanoTicker = nanoTicker;
    this.trace = trace;
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return lookup(
        name,
        Type.MX,
        record ->
            new MxRecord(((MXRecord) record).getPriority(), host(((MXRecord) record).getTarget())));
  }

  @Override
  public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
    return switch (family) {
      case IPV4 -> lookup(host, Type.A, record -> unnamed(((ARecord) record).getAddress()));
      case IPV6 -> lookup(host, Type.AAAA, record -> unnamed(((AAAARecord) record).getAddress()));
    };
  }

  @Override
  public DnsAnswer<SrvRecord> services(String name) {
    return lookup(
        name,
        Type.SRV,
        record -> {
          SRVRecord srv = (SRVRecord) record;
          return new SrvRecord(
              srv.getPriority(), srv.getWeight(), srv.getPort(), host(srv.getTarget()));
        });
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

  private <T> DnsAnswer<T> lookup(String name, int type, Function<Record, T> reader) {
    Name asked;
    try {
      asked = Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      return new DnsAnswer.Bogus<>("not a name the DNS can be asked for: " + e.getMessage());
    }
    boolean authentic = true;
    Duration ttl = Duration.ofSeconds(Integer.MAX_VALUE);
    for (int aliases = 0; aliases <= AnswerReader.MAX_ALIASES; aliases++) {
      Heard heard = ask(asked, type);
      if (heard.message().isEmpty()) {
        return new DnsAnswer.TryAgain<>(heard.problems());
      }
      AnswerReader answer = new AnswerReader(heard.message().get(), asked, type, ttl, authentic);
      if (!answer.leadsElsewhere()) {
        return answer.read(reader);
      }
      asked = answer.endOfChain();
      ttl = answer.ttl();
      authentic = answer.authentic();
    }
    return new DnsAnswer.Bogus<>(name + " is an alias without end");
  }

  /** What was heard: a usable answer, or why there is none. */
  private record Heard(Optional<Message> message, String problems) {}

  private Heard ask(Name name, int type) {
    List<InetSocketAddress> silent = silentOnesLast();
    List<String> problems = new ArrayList<>();
    for (int round = 0; round < servers.tries() && !silent.isEmpty(); round++) {
      for (InetSocketAddress server : List.copyOf(silent)) {
        try {
          Message answer = ask(server, name, type);
          silentUntil.remove(server);
          Optional<String> defect = defect(answer, name, type);
          if (defect.isEmpty()) {
            return new Heard(Optional.of(answer), "");
          }
          silent.remove(server);
          problems.add(where(server) + " says " + defect.get());
        } catch (SocketTimeoutException e) {
          String why = silence(e);
          silentUntil.put(server, nanoTicker.getAsLong() + LAST_AFTER_SILENCE.toNanos());
          tellUnanswered(name, type, server, why);
          problems.add(where(server) + " gives " + why);
        } catch (IOException e) {
          silent.remove(server);
          String why = reason(e);
          tellUnanswered(name, type, server, why);
          problems.add(where(server) + ": " + why);
        }
      }
    }
    return new Heard(
        Optional.empty(),
        problems.isEmpty()
            ? "no DNS server is configured"
            : question(name, type)
                + ": "
                + String.join("; ", problems.stream().distinct().toList()));
  }

  private List<InetSocketAddress> silentOnesLast() {
    long now = nanoTicker.getAsLong();
    silentUntil.values().removeIf(until -> until - now <= 0);
    List<InetSocketAddress> ordered = new ArrayList<>(servers.addresses());
    List<InetSocketAddress> last = ordered.stream().filter(silentUntil::containsKey).toList();
    ordered.removeAll(last);
    ordered.addAll(last);
    return ordered;
  }

  private String silence(SocketTimeoutException e) {
    String none = "no answer within " + servers.timeout().toMillis() + " ms";
    return e.getCause() == null ? none : none + ", " + e.getMessage();
  }

  private Message ask(InetSocketAddress server, Name name, int type) throws IOException {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    query.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7: tell us whether it is authentic
    query.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0, 0), Section.ADDITIONAL);
    Message answer = exchange(server, query);
    int status = answer.getRcode();
    if (status == Rcode.FORMERR || status == Rcode.NOTIMP || status == Rcode.BADVERS) {
      // RFC 6891 §7: an old server may not know EDNS.
      query.removeAllRecords(Section.ADDITIONAL);
      return exchange(server, query);
    }
    return answer;
  }

  private Message exchange(InetSocketAddress server, Message query) throws IOException {
    long asked = nanoTicker.getAsLong();
    DnsTransport.Received received = transport.ask(server, query, servers.timeout());
    Message answer = received.message();
    if (trace != DnsTrace.NONE) {
      trace.answered(
          new DnsTrace.Answered(
              question(query.getQuestion().getName(), query.getQuestion().getType()),
              server,
              received.tcp(),
              Duration.ofNanos(nanoTicker.getAsLong() - asked),
              Rcode.string(answer.getRcode()),
              answer.getHeader().printFlags().strip(),
              texts(answer, Section.ANSWER),
              texts(answer, Section.AUTHORITY),
              texts(answer, Section.ADDITIONAL)));
    }
    return answer;
  }

  private void tellUnanswered(Name name, int type, InetSocketAddress server, String why) {
    trace.unanswered(question(name, type), server, why);
  }

  private static String question(Name name, int type) {
    return Type.string(type) + " " + name;
  }

  private static List<String> texts(Message message, int section) {
    return message.getSection(section).stream().map(Record::toString).toList();
  }

  /** Why an answer does not count, and the next server is asked; empty if it does. */
  private static Optional<String> defect(Message answer, Name name, int type) {
    return isUsable(answer)
        ? new AnswerReader(answer, name, type, Duration.ZERO, false).defect()
        : Optional.of(describe(answer));
  }

  /** An answer that says something of the name, rather than of the server's own trouble. */
  private static boolean isUsable(Message answer) {
    return switch (answer.getRcode()) {
      case Rcode.NXDOMAIN -> true;
      case Rcode.NOERROR -> !isReferral(answer);
      default -> false;
    };
  }

  /**
   * A server that sends us to others does not know. Taken for "no such record" it would turn a
   * domain with MX records into its own implicit MX.
   */
  private static boolean isReferral(Message answer) {
    return answer.getSection(Section.ANSWER).isEmpty()
        && !answer.getHeader().getFlag(Flags.AA)
        && has(answer, Type.NS)
        && !has(answer, Type.SOA);
  }

  private static boolean has(Message answer, int type) {
    return answer.getSection(Section.AUTHORITY).stream()
        .anyMatch(record -> record.getType() == type);
  }

  private static String describe(Message answer) {
    return answer.getRcode() == Rcode.NOERROR
        ? "to ask others (it is no resolver)"
        : Rcode.string(answer.getRcode()) + extendedErrors(answer);
  }

  /** What a resolver may add to its SERVFAIL (RFC 8914), such as that validation failed. */
  private static String extendedErrors(Message answer) {
    OPTRecord opt = answer.getOPT();
    if (opt == null) {
      return "";
    }
    List<String> errors =
        opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
            .filter(ExtendedErrorCodeOption.class::isInstance)
            .map(error -> ((ExtendedErrorCodeOption) error).getErrorCode())
            .map(ExtendedErrorCodeOption::text)
            .toList();
    return errors.isEmpty() ? "" : " (" + String.join(", ", errors) + ")";
  }

  private static String where(InetSocketAddress server) {
    if (server.isUnresolved()) {
      return server.toString();
    }
    String address = IpAddresses.format(server.getAddress());
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + server.getPort();
  }

  private static String reason(IOException e) {
    if (e instanceof PortUnreachableException || e instanceof ConnectException) {
      return "nobody listens there";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
