// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import dev.postroad.core.domain.IpAddresses;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * One question on its way from server to server: says whom to ask next, and learns what came of
 * that, until there is an answer. Whoever does the asking may wait or not. For one thread after
 * another.
 */
final class Inquiry<T> {
  /** DNS flag day 2020: what fits without fragments. */
  private static final int UDP_PAYLOAD = 1232;

  /** What to ask whom. */
  record Step(InetSocketAddress server, Message query) {}

  private final DnsServers servers;
  private final SilentServers silence;
  private final DnsTrace trace;
  private final String name;
  private final int type;
  private final Function<Record, T> reader;

  private Name asked;
  private boolean authentic = true;
  private Duration ttl = Duration.ofSeconds(Integer.MAX_VALUE);
  private int aliases;

  /** Servers that may still answer, and those of them whose turn in this round is to come. */
  private List<InetSocketAddress> able = List.of();

  private final Deque<InetSocketAddress> round = new ArrayDeque<>();
  private int rounds;
  private boolean withoutEdns;
  private final List<String> problems = new ArrayList<>();
  private Optional<DnsAnswer<T>> answer = Optional.empty();

  Inquiry(
      DnsServers servers,
      SilentServers silence,
      DnsTrace trace,
      Name asked,
      int type,
      Function<Record, T> reader) {
    this.servers = servers;
    this.silence = silence;
    this.trace = trace;
    this.name = asked.toString(true);
    this.type = type;
    this.reader = reader;
    this.asked = asked;
    begin();
  }

  private void begin() {
    able = silence.last(servers.addresses());
    rounds = 0;
    round.clear();
    problems.clear();
    withoutEdns = false;
  }

  /** Whom to ask next; empty if there is an answer. */
  Optional<Step> next() {
    if (answer.isEmpty() && round.isEmpty()) {
      if (rounds++ < servers.tries() && !able.isEmpty()) {
        round.addAll(able);
      } else {
        answer = Optional.of(new DnsAnswer.TryAgain<>(words()));
      }
    }
    return answer.isPresent() ? Optional.empty() : Optional.of(new Step(round.element(), query()));
  }

  /** What it came to, once there is nobody to ask any more. */
  DnsAnswer<T> answer() {
    return answer.orElseThrow();
  }

  private String words() {
    return problems.isEmpty()
        ? "no DNS server is configured"
        : question() + ": " + String.join("; ", problems.stream().distinct().toList());
  }

  private Message query() {
    Message query = Message.newQuery(Record.newRecord(asked, type, DClass.IN));
    query.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7: tell us whether it is authentic
    if (!withoutEdns) {
      query.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0, 0), Section.ADDITIONAL);
    }
    return query;
  }

  /** Whoever was to be asked has answered. */
  void heard(DnsTransport.Received received, Duration took) {
    InetSocketAddress server = round.element();
    Message message = received.message();
    tell(server, received, took);
    int status = message.getRcode();
    if (!withoutEdns
        && (status == Rcode.FORMERR || status == Rcode.NOTIMP || status == Rcode.BADVERS)) {
      // RFC 6891 §7: an old server may not know EDNS.
      withoutEdns = true;
      return;
    }
    passOn();
    silence.broken(server);
    Optional<String> defect = defect(message);
    if (defect.isPresent()) {
      drop(server, where(server) + " says " + defect.get());
      return;
    }
    AnswerReader read = new AnswerReader(message, asked, type, ttl, authentic);
    if (!read.leadsElsewhere()) {
      answer = Optional.of(read.read(reader));
    } else if (aliases++ == AnswerReader.MAX_ALIASES) {
      answer = Optional.of(new DnsAnswer.Bogus<>(name + " is an alias without end"));
    } else {
      asked = read.endOfChain();
      ttl = read.ttl();
      authentic = read.authentic();
      begin();
    }
  }

  /** Whoever was to be asked has not answered. */
  void failed(IOException why) {
    InetSocketAddress server = passOn();
    if (why instanceof SocketTimeoutException silent) {
      String words = silence(silent);
      silence.began(server);
      trace.unanswered(question(), server, words);
      problems.add(where(server) + " gives " + words);
    } else {
      String words = reason(why);
      trace.unanswered(question(), server, words);
      drop(server, where(server) + ": " + words);
    }
  }

  private InetSocketAddress passOn() {
    withoutEdns = false;
    return round.remove();
  }

  private void drop(InetSocketAddress server, String problem) {
    able.remove(server);
    problems.add(problem);
  }

  private String silence(SocketTimeoutException e) {
    String none = "no answer within " + servers.timeout().toMillis() + " ms";
    return e.getCause() == null ? none : none + ", " + e.getMessage();
  }

  private void tell(InetSocketAddress server, DnsTransport.Received received, Duration took) {
    if (trace != DnsTrace.NONE) {
      Message message = received.message();
      trace.answered(
          new DnsTrace.Answered(
              question(),
              server,
              received.tcp(),
              took,
              Rcode.string(message.getRcode()),
              message.getHeader().printFlags().strip(),
              texts(message, Section.ANSWER),
              texts(message, Section.AUTHORITY),
              texts(message, Section.ADDITIONAL)));
    }
  }

  private String question() {
    return Type.string(type) + " " + asked;
  }

  private static List<String> texts(Message answer, int section) {
    return answer.getSection(section).stream().map(Record::toString).toList();
  }

  /** Why an answer does not count, and the next server is asked; empty if it does. */
  private Optional<String> defect(Message answered) {
    return isUsable(answered)
        ? new AnswerReader(answered, asked, type, Duration.ZERO, false).defect()
        : Optional.of(describe(answered));
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
