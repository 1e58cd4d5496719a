// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks recursive servers, in the order given. A server that is silent, unreachable, refuses or
 * fails is followed by the next; only when none has an answer is the question told to try again.
 */
public final class DnsjavaClient implements DnsClient {
  /** DNS flag day 2020: what fits without fragments. */
  private static final int UDP_PAYLOAD = 1232;

  private static final int MAX_ALIASES = 10;

  private final DnsServers servers;
  private final DnsTransport transport;
  private final LongSupplier nanoTicker;
  private final DnsTrace trace;

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
        record -> new MxRecord(((MXRecord) record).getPriority(), host((MXRecord) record)));
  }

  @Override
  public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
    return switch (family) {
      case IPV4 -> lookup(host, Type.A, record -> ((ARecord) record).getAddress());
      case IPV6 -> lookup(host, Type.AAAA, record -> ((AAAARecord) record).getAddress());
    };
  }

  private static String host(MXRecord record) {
    Name target = record.getTarget();
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
    for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
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
    return new DnsAnswer.Bogus<>(name + " is an alias of an alias, without end");
  }

  /** What was heard: a usable answer, or why there is none. */
  private record Heard(Optional<Message> message, String problems) {}

  private Heard ask(Name name, int type) {
    List<InetSocketAddress> silent = new ArrayList<>(servers.addresses());
    List<String> problems = new ArrayList<>();
    for (int round = 0; round < servers.tries() && !silent.isEmpty(); round++) {
      for (InetSocketAddress server : List.copyOf(silent)) {
        try {
          Message answer = ask(server, name, type);
          if (isUsable(answer)) {
            return new Heard(Optional.of(answer), "");
          }
          silent.remove(server);
          problems.add(where(server) + " says " + describe(answer));
        } catch (SocketTimeoutException e) {
          tellUnanswered(
              name, type, server, "no answer within " + servers.timeout().toMillis() + " ms");
          problems.add(where(server) + " is silent");
        } catch (IOException e) {
          silent.remove(server);
          String why = e instanceof PortUnreachableException ? "nobody listens there" : reason(e);
          tellUnanswered(name, type, server, why);
          problems.add(where(server) + ": " + why);
        }
      }
    }
    return new Heard(
        Optional.empty(),
        problems.isEmpty()
            ? "no DNS server is configured"
            : String.join("; ", problems.stream().distinct().toList()));
  }

  private Message ask(InetSocketAddress server, Name name, int type) throws IOException {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    query.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7: tell us whether it is authentic
    query.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0, 0), Section.ADDITIONAL);
    Message answer = exchange(server, query);
    int status = answer.getRcode();
    if (status == Rcode.FORMERR || status == Rcode.NOTIMP) {
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
    return answer.getRcode() == Rcode.NOERROR ? "to ask others" : Rcode.string(answer.getRcode());
  }

  private static String where(InetSocketAddress server) {
    return server.getAddress() == null
        ? server.toString()
        : server.getAddress().getHostAddress() + ":" + server.getPort();
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
