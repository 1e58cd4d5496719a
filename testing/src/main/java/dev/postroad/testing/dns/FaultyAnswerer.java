// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Turns a question, its right answer and a fault into what goes over the wire. */
final class FaultyAnswerer {
  private static final int MOST_OCTETS = 65_535;
  private static final long TTL = 300;
  private static final Name FORGED_HOST = Names.absolute("forged.invalid");
  private static final Name WRONG_QUESTION = Names.absolute("wrong.question.invalid");

  private final InetSocketAddress server;
  private final DnsAnswerer zones;

  FaultyAnswerer(InetSocketAddress server, DnsAnswerer zones) {
    this.server = server;
    this.zones = zones;
  }

  /** What to send, in order; nothing means silence. */
  List<Emission> emissions(Message query, Fault fault, Transport transport) {
    Message right = zones.answer(query);
    int limit = transport == Transport.TCP ? MOST_OCTETS : DnsAnswerer.udpLimit(query);
    byte[] rightBytes = right.toWire(limit);
    List<Emission> emissions = new ArrayList<>();
    if (fault.kind() == Fault.Kind.SILENCE || fault.kind() == Fault.Kind.CLOSED) {
      return emissions;
    }
    if (fault.kind() == Fault.Kind.WRONG_SOURCE && transport == Transport.TCP) {
      return List.of(new Emission(rightBytes));
    }
    emissions.add(wrong(query, right, fault, transport, limit));
    if (fault.followedByRight()) {
      emissions.add(new Emission(rightBytes));
    }
    return emissions;
  }

  private Emission wrong(
      Message query, Message right, Fault fault, Transport transport, int limit) {
    Record question = query.getQuestion();
    if (question == null) {
      return new Emission(right.toWire(limit));
    }
    return switch (fault.kind()) {
      case NONE, SILENCE, CLOSED -> new Emission(right.toWire(limit));
      case RCODE -> new Emission(rcode(query, fault.number()).toWire(limit));
      case WRONG_ID -> {
        Message forged = forged(query, question);
        forged.getHeader().setID(query.getHeader().getID() ^ 0x5555);
        yield new Emission(forged.toWire(limit));
      }
      case WRONG_QUESTION ->
          new Emission(
              forged(query, Record.newRecord(WRONG_QUESTION, question.getType(), DClass.IN))
                  .toWire(limit));
      case WRONG_SOURCE ->
          new Emission(forged(query, question).toWire(limit), Optional.of(source(fault)));
      case TRUNCATED -> new Emission(truncated(query, right, transport).toWire(limit));
      case GARBAGE -> new Emission(fault.bytes());
      case EMPTY -> new Emission(DnsAnswerer.responseTo(query).toWire(limit));
      case LAME -> new Emission(lame(query).toWire(limit));
      case AUTHENTIC -> new Emission(withAd(right, true).toWire(limit));
      case NOT_AUTHENTIC -> new Emission(withAd(right, false).toWire(limit));
      case HUGE -> new Emission(huge(query, question, fault.number()).toWire(limit));
      case CNAME_LOOP -> new Emission(loop(query, question.getName()).toWire(limit));
    };
  }

  private Message rcode(Message query, int rcode) {
    Message response = DnsAnswerer.responseTo(query);
    response.getHeader().setRcode(rcode);
    if (rcode == Rcode.NXDOMAIN) {
      response.getHeader().setFlag(Flags.AA);
      zones
          .zoneOf(query.getQuestion().getName())
          .ifPresent(zone -> response.addRecord(zone.negativeSoa(), Section.AUTHORITY));
    }
    return response;
  }

  private InetSocketAddress source(Fault fault) {
    return fault
        .source()
        .map(
            asked ->
                asked.getPort() == 0 && !asked.getAddress().equals(server.getAddress())
                    ? new InetSocketAddress(asked.getAddress(), server.getPort())
                    : asked)
        .orElseGet(() -> new InetSocketAddress(server.getAddress(), 0));
  }

  private static Message forged(Message query, Record question) {
    Message response = DnsAnswerer.responseTo(query);
    response.removeAllRecords(Section.QUESTION);
    response.addRecord(question, Section.QUESTION);
    response.getHeader().setFlag(Flags.AA);
    Optional<Record> lie = lie(question.getName(), question.getType());
    lie.ifPresentOrElse(
        record -> response.addRecord(record, Section.ANSWER),
        () -> response.getHeader().setRcode(Rcode.NXDOMAIN));
    return response;
  }

  private static Optional<Record> lie(Name name, int type) {
    return switch (type) {
      case Type.MX -> Optional.of(new MXRecord(name, DClass.IN, TTL, 0, FORGED_HOST));
      case Type.A -> Optional.of(new ARecord(name, DClass.IN, TTL, address(127, 66, 66, 66)));
      case Type.AAAA ->
          Optional.of(
              new AAAARecord(
                  name,
                  DClass.IN,
                  TTL,
                  address(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x66, 0x66)));
      default -> Optional.empty();
    };
  }

  private static Message truncated(Message query, Message right, Transport transport) {
    if (transport == Transport.TCP) {
      return right;
    }
    Message response = DnsAnswerer.responseTo(query);
    response.getHeader().setFlag(Flags.AA);
    response.getHeader().setFlag(Flags.TC);
    return response;
  }

  private static Message lame(Message query) {
    Message response = DnsAnswerer.responseTo(query);
    response.getHeader().unsetFlag(Flags.RA);
    Name elsewhere = Names.absolute("ns.elsewhere.invalid");
    response.addRecord(
        new NSRecord(Names.absolute("invalid"), DClass.IN, TTL, elsewhere), Section.AUTHORITY);
    return response;
  }

  private static Message withAd(Message right, boolean ad) {
    if (ad) {
      right.getHeader().setFlag(Flags.AD);
    } else {
      right.getHeader().unsetFlag(Flags.AD);
    }
    return right;
  }

  private static Message huge(Message query, Record question, int records) {
    Message response = DnsAnswerer.responseTo(query);
    response.getHeader().setFlag(Flags.AA);
    for (int i = 0; i < records; i++) {
      response.addRecord(filler(question.getName(), question.getType(), i), Section.ANSWER);
    }
    return response;
  }

  private static Record filler(Name name, int type, int i) {
    int high = i >> 8 & 0xff;
    int low = i & 0xff;
    return switch (type) {
      case Type.MX ->
          new MXRecord(name, DClass.IN, TTL, 10 + i % 60_000, Names.absolute("mx" + i + ".huge"));
      case Type.A -> new ARecord(name, DClass.IN, TTL, address(127, 99, high, low));
      case Type.AAAA ->
          new AAAARecord(
              name,
              DClass.IN,
              TTL,
              address(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x99, i >> 16 & 0xff, high, low));
      default -> new TXTRecord(name, DClass.IN, TTL, "filler " + i + " " + "x".repeat(200));
    };
  }

  private static Message loop(Message query, Name name) {
    Name other = Names.absolute("loop-of." + name);
    Message response = DnsAnswerer.responseTo(query);
    response.getHeader().setFlag(Flags.AA);
    response.addRecord(new CNAMERecord(name, DClass.IN, TTL, other), Section.ANSWER);
    response.addRecord(new CNAMERecord(other, DClass.IN, TTL, name), Section.ANSWER);
    return response;
  }

  private static InetAddress address(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("neither 4 nor 16 octets: " + octets.length, e);
    }
  }
}
