// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/**
 * Reads one answer: follows the aliases in it from the name asked for, and counts only records of
 * the name where they end. Whatever else a server sends along is not believed.
 */
final class AnswerReader {
  /** For an answer that says "none" and not for how long. */
  private static final Duration NEGATIVE_TTL = Duration.ofMinutes(1);

  /** One after the other; nobody needs more. */
  static final int MAX_ALIASES = 10;

  private final Message message;
  private final int type;
  private final Name asked;
  private final Name end;
  private final boolean endless;
  private final boolean authentic;
  private Duration ttl;

  /**
   * @param ttl how long the aliases that led here hold
   * @param authentic whether those were authentic
   */
  AnswerReader(Message message, Name asked, int type, Duration ttl, boolean authentic) {
    this.message = message;
    this.asked = asked;
    this.type = type;
    this.ttl = ttl;
    this.authentic = authentic && message.getHeader().getFlag(Flags.AD);
    Set<Name> seen = new HashSet<>();
    Name name = asked;
    boolean again = false;
    for (List<CNAMERecord> alias = aliasOf(name); !alias.isEmpty(); alias = aliasOf(name)) {
      if (!seen.add(name) || seen.size() > MAX_ALIASES) {
        again = true;
        break;
      }
      hold(alias.get(0));
      name = alias.get(0).getTarget();
    }
    this.end = name;
    this.endless = again;
  }

  private List<CNAMERecord> aliasOf(Name name) {
    return message.getSection(Section.ANSWER).stream()
        .filter(record -> record instanceof CNAMERecord && record.getName().equals(name))
        .map(CNAMERecord.class::cast)
        .toList();
  }

  /** Whether the answer ends in an alias whose own records are still to be asked for. */
  boolean leadsElsewhere() {
    return !endless
        && message.getRcode() == Rcode.NOERROR
        && !end.equals(asked)
        && records().isEmpty()
        && soa().isEmpty();
  }

  /**
   * What makes the answer none at all, so that nothing may be concluded from it, least of all that
   * there are no records; empty if it can be read.
   */
  Optional<String> defect() {
    if (message.getHeader().getFlag(Flags.TC)) {
      return Optional.of("only a part of its answer, over TCP too");
    }
    if (message.getRcode() == Rcode.NXDOMAIN && !records().isEmpty()) {
      return Optional.of("NXDOMAIN, and gives records of the name");
    }
    boolean besideThePoint =
        !endless
            && !message.getSection(Section.ANSWER).isEmpty()
            && end.equals(asked)
            && records().isEmpty()
            && soa().isEmpty();
    return besideThePoint ? Optional.of("what was not asked for") : Optional.empty();
  }

  Name endOfChain() {
    return end;
  }

  Duration ttl() {
    return ttl;
  }

  boolean authentic() {
    return authentic;
  }

  <T> DnsAnswer<T> read(Function<Record, T> reader) {
    if (endless) {
      return new DnsAnswer.Bogus<>(asked + " is an alias without end");
    }
    List<Record> records = records();
    if (!records.isEmpty()) {
      records.forEach(this::hold);
      return new DnsAnswer.Records<>(records.stream().map(reader).toList(), ttl, authentic);
    }
    Duration negative = min(ttl, negativeTtl());
    return message.getRcode() == Rcode.NXDOMAIN
        ? new DnsAnswer.NxDomain<>(negative, authentic)
        : new DnsAnswer.NoData<>(negative, authentic);
  }

  private List<Record> records() {
    return message.getSection(Section.ANSWER).stream()
        .filter(
            record ->
                record.getType() == type
                    && record.getDClass() == DClass.IN
                    && record.getName().equals(end))
        .toList();
  }

  private void hold(Record record) {
    ttl = min(ttl, Duration.ofSeconds(record.getTTL()));
  }

  /** RFC 2308 §5: the lesser of the SOA's own TTL and its MINIMUM. */
  private Duration negativeTtl() {
    return soa()
        .map(soa -> Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum())))
        .orElse(NEGATIVE_TTL);
  }

  /** Of a zone that the name lies in; no other zone can say that there is nothing. */
  private Optional<SOARecord> soa() {
    return message.getSection(Section.AUTHORITY).stream()
        .filter(SOARecord.class::isInstance)
        .map(SOARecord.class::cast)
        .filter(soa -> end.subdomain(soa.getName()))
        .findFirst();
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
