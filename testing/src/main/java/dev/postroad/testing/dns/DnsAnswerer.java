// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Finds the right answer to a question in the zones (RFC 1034 section 4.3.2). */
final class DnsAnswerer {
  private static final int MOST_ALIASES = 16;
  private static final int UDP_PAYLOAD = 1232;

  private final ConcurrentSkipListMap<Name, Zone> zones = new ConcurrentSkipListMap<>();
  private volatile boolean additional;

  Zone zone(Name origin) {
    return zones.computeIfAbsent(origin, Zone::new);
  }

  void addAdditional(boolean wanted) {
    additional = wanted;
  }

  /** The zone that holds the name: the one with the longest matching origin. */
  Optional<Zone> zoneOf(Name name) {
    for (Name origin = name; ; origin = new Name(origin, 1)) {
      Zone zone = zones.get(origin);
      if (zone != null) {
        return Optional.of(zone);
      }
      if (origin.equals(Name.root)) {
        return Optional.empty();
      }
    }
  }

  Message answer(Message query) {
    Message response = responseTo(query);
    Record question = query.getQuestion();
    int rcode = rcodeOfOddQuestions(query);
    if (rcode != Rcode.NOERROR) {
      response.getHeader().setRcode(rcode);
      return response;
    }
    Optional<Zone> zone = zoneOf(question.getName());
    if (zone.isEmpty()) {
      response.getHeader().setRcode(Rcode.REFUSED);
      return response;
    }
    response.getHeader().setFlag(Flags.AA);
    boolean authentic = fill(response, zone.get(), question);
    if (authentic && wantsAuthenticity(query)) {
      response.getHeader().setFlag(Flags.AD);
    }
    if (additional) {
      fillAdditional(response);
    }
    return response;
  }

  /** An empty response with the question, the id and the flags that repeat the query's. */
  static Message responseTo(Message query) {
    Message response = new Message(query.getHeader().getID());
    Header header = response.getHeader();
    header.setOpcode(query.getHeader().getOpcode());
    header.setFlag(Flags.QR);
    // It plays the resolver to stubs, so it does not deny the recursion that they desire.
    for (int flag : new int[] {Flags.RD, Flags.CD}) {
      if (query.getHeader().getFlag(flag)) {
        header.setFlag(flag);
      }
    }
    if (header.getFlag(Flags.RD)) {
      header.setFlag(Flags.RA);
    }
    if (query.getQuestion() != null) {
      response.addRecord(query.getQuestion(), Section.QUESTION);
    }
    OPTRecord opt = query.getOPT();
    if (opt != null) {
      response.addRecord(
          new OPTRecord(UDP_PAYLOAD, 0, 0, opt.getFlags() & ExtendedFlags.DO), Section.ADDITIONAL);
    }
    return response;
  }

  /** The greatest response over UDP that the client takes (RFC 6891 section 6.2.3). */
  static int udpLimit(Message query) {
    OPTRecord opt = query.getOPT();
    return opt == null ? 512 : Math.max(512, Math.min(opt.getPayloadSize(), 4096));
  }

  static boolean wantsAuthenticity(Message query) {
    OPTRecord opt = query.getOPT();
    return query.getHeader().getFlag(Flags.AD)
        || (opt != null && (opt.getFlags() & ExtendedFlags.DO) != 0);
  }

  private static int rcodeOfOddQuestions(Message query) {
    Record question = query.getQuestion();
    if (query.getHeader().getOpcode() != Opcode.QUERY) {
      return Rcode.NOTIMP;
    }
    if (question == null || query.getHeader().getCount(Section.QUESTION) != 1) {
      return Rcode.FORMERR;
    }
    boolean served = question.getDClass() == DClass.IN || question.getDClass() == DClass.ANY;
    boolean transfer = question.getType() == Type.AXFR || question.getType() == Type.IXFR;
    return served && !transfer ? Rcode.NOERROR : Rcode.REFUSED;
  }

  /** Fills answer and authority; returns whether every zone that took part is signed. */
  private boolean fill(Message response, Zone first, Record question) {
    Zone zone = first;
    Name name = question.getName();
    boolean authentic = zone.isSigned();
    List<Name> seen = new ArrayList<>();
    while (true) {
      seen.add(name);
      Zone.Lookup found = zone.find(name);
      List<Record> wanted = ofType(found.records(), question.getType());
      List<Record> aliases = ofType(found.records(), Type.CNAME);
      if (!wanted.isEmpty() || aliases.isEmpty()) {
        wanted.forEach(r -> response.addRecord(r, Section.ANSWER));
        if (wanted.isEmpty()) {
          response.addRecord(zone.negativeSoa(), Section.AUTHORITY);
          response.getHeader().setRcode(found.exists() ? Rcode.NOERROR : Rcode.NXDOMAIN);
        }
        return authentic;
      }
      response.addRecord(aliases.get(0), Section.ANSWER);
      name = ((CNAMERecord) aliases.get(0)).getTarget();
      Optional<Zone> next = zoneOf(name);
      if (next.isEmpty() || seen.contains(name) || seen.size() >= MOST_ALIASES) {
        return authentic;
      }
      zone = next.get();
      authentic &= zone.isSigned();
    }
  }

  private void fillAdditional(Message response) {
    for (Record record : response.getSection(Section.ANSWER)) {
      Name target = record.getAdditionalName();
      if (target == null) {
        continue;
      }
      zoneOf(target).stream()
          .flatMap(zone -> zone.find(target).records().stream())
          .filter(r -> r.getType() == Type.A || r.getType() == Type.AAAA)
          .filter(r -> !response.findRecord(r, Section.ADDITIONAL))
          .forEach(r -> response.addRecord(r, Section.ADDITIONAL));
    }
  }

  private static List<Record> ofType(List<Record> records, int type) {
    return type == Type.ANY ? records : records.stream().filter(r -> r.getType() == type).toList();
  }
}
