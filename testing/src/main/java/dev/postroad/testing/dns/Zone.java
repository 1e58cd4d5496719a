// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;

/**
 * The records of one zone; they may be changed while the server answers from them.
 *
 * <p>Names are absolute, with or without the final dot; owners must lie in the zone. {@code
 * *.example.com} is a wildcard (RFC 4592). A SOA record is there from the start, so that negative
 * answers can be cached (RFC 2308).
 *
 * <pre>{@code
 * dns.zone("example.com")
 *     .mx(10, "mx1.example.com")
 *     .a("mx1.example.com", "127.0.0.2")
 *     .nullMx("nomail.example.com");
 * }</pre>
 */
public final class Zone {
  private final Name origin;
  private final Map<Name, List<Record>> records = new ConcurrentHashMap<>();
  // Empty non-terminals exist too (RFC 8020): how many owners lie below each name.
  private final Map<Name, Integer> namesBelow = new ConcurrentHashMap<>();
  private volatile SOARecord soa;
  private volatile long ttl = 300;
  private volatile boolean signed;

  Zone(Name origin) {
    this.origin = origin;
    this.soa = soaWithMinimum(60);
  }

  /** The zone's name, in lower case and without the final dot. */
  public String name() {
    return Names.plain(origin);
  }

  /** The time to live of records added from now on; 300 s unless set. */
  public Zone ttl(Duration ttl) {
    this.ttl = ttl.toSeconds();
    return this;
  }

  /** How long clients may keep a NODATA or NXDOMAIN answer (RFC 2308); 60 s unless set. */
  public Zone negativeTtl(Duration ttl) {
    this.soa = soaWithMinimum(ttl.toSeconds());
    return this;
  }

  /**
   * Says that answers from this zone passed DNSSEC validation: the AD bit is set for clients that
   * ask for it by AD or DO. There are no signatures: the server plays the validating resolver.
   */
  public Zone signed(boolean signed) {
    this.signed = signed;
    return this;
  }

  /** Adds an MX record at the zone's own name. */
  public Zone mx(int preference, String exchange) {
    return mx(name(), preference, exchange);
  }

  /** Adds an MX record at a name in the zone. */
  public Zone mx(String owner, int preference, String exchange) {
    return add(new MXRecord(owner(owner), DClass.IN, ttl, preference, Names.absolute(exchange)));
  }

  /** Says that the name takes no mail: {@code MX 0 .} (RFC 7505). */
  public Zone nullMx(String owner) {
    return mx(owner, 0, ".");
  }

  /** Adds IPv4 addresses. */
  public Zone a(String owner, String... addresses) {
    for (String address : addresses) {
      add(new ARecord(owner(owner), DClass.IN, ttl, literal(address)));
    }
    return this;
  }

  /** Adds IPv6 addresses. */
  public Zone aaaa(String owner, String... addresses) {
    for (String address : addresses) {
      add(new AAAARecord(owner(owner), DClass.IN, ttl, literal(address)));
    }
    return this;
  }

  /** Makes the owner an alias; the target is chased through all zones of this server. */
  public Zone cname(String owner, String target) {
    return add(new CNAMERecord(owner(owner), DClass.IN, ttl, Names.absolute(target)));
  }

  /** Adds one TXT record made of the given character-strings, each of at most 255 octets. */
  public Zone txt(String owner, String... strings) {
    return add(new TXTRecord(owner(owner), DClass.IN, ttl, List.of(strings)));
  }

  /** Adds a name server record. */
  public Zone ns(String owner, String server) {
    return add(new NSRecord(owner(owner), DClass.IN, ttl, Names.absolute(server)));
  }

  /**
   * Adds a TLSA record (RFC 6698).
   *
   * @param owner such as {@code _25._tcp.mx1.example.com}
   * @param hexData the certificate association data, in hexadecimal digits
   */
  public Zone tlsa(String owner, int usage, int selector, int matchingType, String hexData) {
    byte[] data = HexFormat.of().parseHex(hexData);
    return add(new TLSARecord(owner(owner), DClass.IN, ttl, usage, selector, matchingType, data));
  }

  /**
   * Adds a record given as in a zone file.
   *
   * <p>For types that have no method of their own: {@code record("x.example.com", "SRV", "0 0 25
   * mx.example.com.")}.
   *
   * @throws IllegalArgumentException if the data does not fit the type
   */
  public Zone record(String owner, String type, String data) {
    try {
      Name name = owner(owner);
      return add(Record.fromString(name, Names.type(type), DClass.IN, ttl, data, origin));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read the data of " + owner + " " + type + ": " + e.getMessage(), e);
    }
  }

  /**
   * Adds records written as a zone file (RFC 1035 section 5); names without a final dot are
   * relative to the zone. A SOA record replaces the zone's own.
   *
   * @throws IllegalArgumentException naming the line that could not be read
   */
  public Zone load(String zoneFile) {
    var text = new ByteArrayInputStream(zoneFile.getBytes(StandardCharsets.UTF_8));
    try (Master master = new Master(text, origin, ttl)) {
      for (Record next = master.nextRecord(); next != null; next = master.nextRecord()) {
        add(next);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("zone " + name() + ": " + e.getMessage(), e);
    }
    return this;
  }

  /** Removes the records of one type at a name. */
  public synchronized Zone remove(String owner, String type) {
    int number = Names.type(type);
    Name name = owner(owner);
    List<Record> present = records.get(name);
    if (present == null) {
      return this;
    }
    List<Record> kept = present.stream().filter(r -> r.getType() != number).toList();
    if (kept.isEmpty()) {
      records.remove(name);
      countAncestors(name, -1);
    } else {
      records.put(name, kept);
    }
    return this;
  }

  /** Removes every record but the SOA. */
  public synchronized Zone clear() {
    records.clear();
    namesBelow.clear();
    return this;
  }

  Name origin() {
    return origin;
  }

  boolean isSigned() {
    return signed;
  }

  SOARecord soa() {
    return soa;
  }

  /** The SOA for the authority section of a negative answer, with its TTL as RFC 2308 wants. */
  SOARecord negativeSoa() {
    SOARecord current = soa;
    return soaLike(current, Math.min(current.getTTL(), current.getMinimum()), current.getMinimum());
  }

  /** What is at the name, wildcards applied; empty if the name exists without records. */
  Lookup find(Name name) {
    List<Record> exact = records.get(name);
    if (exact != null || exists(name)) {
      return new Lookup(true, withApex(name, exact == null ? List.of() : exact));
    }
    // RFC 4592: only the wildcard just below the closest encloser may match.
    Name encloser = new Name(name, 1);
    while (!exists(encloser)) {
      encloser = new Name(encloser, 1);
    }
    List<Record> wild = records.get(wildcardOf(encloser));
    if (wild == null) {
      return new Lookup(false, List.of());
    }
    return new Lookup(true, wild.stream().map(r -> r.withName(name)).toList());
  }

  /**
   * What a zone holds at a name.
   *
   * @param exists false means NXDOMAIN
   */
  record Lookup(boolean exists, List<Record> records) {}

  private synchronized Zone add(Record added) {
    Name name = added.getName();
    if (!name.subdomain(origin)) {
      throw new IllegalArgumentException(Names.plain(name) + " does not lie in the zone " + name());
    }
    if (added instanceof SOARecord replacement) {
      soa = replacement;
      return this;
    }
    List<Record> present = records.get(name);
    List<Record> all = new ArrayList<>(present == null ? List.of() : present);
    all.add(added);
    records.put(name, List.copyOf(all));
    if (present == null) {
      countAncestors(name, 1);
    }
    return this;
  }

  private void countAncestors(Name name, int difference) {
    for (Name above = name; !above.equals(origin); ) {
      above = new Name(above, 1);
      namesBelow.merge(above, difference, (was, by) -> was + by == 0 ? null : was + by);
    }
  }

  private boolean exists(Name name) {
    return name.equals(origin) || records.containsKey(name) || namesBelow.containsKey(name);
  }

  private Name owner(String text) {
    Name name = text.equals("@") ? origin : Names.absolute(text);
    if (!name.subdomain(origin)) {
      throw new IllegalArgumentException(text + " does not lie in the zone " + name());
    }
    return name;
  }

  private List<Record> withApex(Name name, List<Record> found) {
    if (!name.equals(origin)) {
      return List.copyOf(found);
    }
    List<Record> all = new ArrayList<>(found);
    all.add(soa);
    return all;
  }

  private static Name wildcardOf(Name encloser) {
    return Names.absolute("*." + (encloser.equals(Name.root) ? "" : encloser.toString()));
  }

  private SOARecord soaWithMinimum(long minimum) {
    Name host = Names.absolute(origin.equals(Name.root) ? "ns" : "ns." + origin);
    Name admin = Names.absolute(origin.equals(Name.root) ? "admin" : "admin." + origin);
    return new SOARecord(
        origin, DClass.IN, Math.max(minimum, 300), host, admin, 1, 3600, 600, 86_400, minimum);
  }

  private static SOARecord soaLike(SOARecord soa, long ttl, long minimum) {
    return new SOARecord(
        soa.getName(),
        DClass.IN,
        ttl,
        soa.getHost(),
        soa.getAdmin(),
        soa.getSerial(),
        soa.getRefresh(),
        soa.getRetry(),
        soa.getExpire(),
        minimum);
  }

  private static InetAddress literal(String address) {
    if (!address.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      throw new IllegalArgumentException("not an address literal: \"" + address + "\"");
    }
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address literal: \"" + address + "\"", e);
    }
  }
}
