// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import dev.postroad.core.domain.IpAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The whole DNS in memory, for tests. A name that was never mentioned does not exist; a name that
 * was, or that has names below it, and has no record of the type asked for, is no-data.
 *
 * <p>Names may be given in any case, with or without trailing dot. Safe for use by several threads.
 */
public final class FakeDns implements DnsClient {
  /** The lifetime of every answer. */
  public static final Duration TTL = Duration.ofMinutes(5);

  private static final int MOST_CNAMES = 8;

  private final Map<String, List<MxRecord>> mx = new HashMap<>();
  private final Map<String, List<SrvRecord>> srv = new HashMap<>();
  private final Map<String, List<InetAddress>> ipv4 = new HashMap<>();
  private final Map<String, List<InetAddress>> ipv6 = new HashMap<>();
  private final Map<String, String> cnames = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> failing = new LinkedHashMap<>();
  private final Set<String> bogus = new HashSet<>();
  private final Set<String> insecure = new HashSet<>();
  private final List<String> requests = new ArrayList<>();
  private boolean authentic;

  /** Adds an MX record; {@code "."} as exchange is the null MX. */
  public synchronized FakeDns mx(String domain, int preference, String exchange) {
    mx.computeIfAbsent(named(domain), name -> new ArrayList<>())
        .add(new MxRecord(preference, canonical(exchange)));
    return this;
  }

  /** Adds an SRV record. */
  public synchronized FakeDns srv(
      String service, int priority, int weight, int port, String target) {
    srv.computeIfAbsent(named(service), name -> new ArrayList<>())
        .add(new SrvRecord(priority, weight, port, canonical(target)));
    return this;
  }

  /** The domain takes no mail: {@code MX 0 .} (RFC 7505). */
  public FakeDns nullMx(String domain) {
    return mx(domain, 0, ".");
  }

  /** Adds A records. */
  public synchronized FakeDns a(String host, String... addresses) {
    return add(ipv4, host, addresses);
  }

  /** Adds AAAA records. */
  public synchronized FakeDns aaaa(String host, String... addresses) {
    return add(ipv6, host, addresses);
  }

  /** Makes a name an alias of another. */
  public synchronized FakeDns cname(String alias, String target) {
    cnames.put(named(alias), canonical(target));
    return this;
  }

  /** The name exists, with no record that mail asks for. */
  public synchronized FakeDns exists(String name) {
    named(name);
    return this;
  }

  /** Every question about the name is answered by SERVFAIL, until it is healed. */
  public synchronized FakeDns fail(String name) {
    failing.put(canonical(name), "SERVFAIL");
    return this;
  }

  /**
   * Questions for one type fail, until the name is healed.
   *
   * @param type {@code MX}, {@code A} or {@code AAAA}
   */
  public synchronized FakeDns fail(String name, String type) {
    failing.put(type + " " + canonical(name), "SERVFAIL");
    return this;
  }

  /** Answers about the name cannot be used. */
  public synchronized FakeDns bogus(String name) {
    bogus.add(canonical(name));
    return this;
  }

  /** Undoes {@code fail} and {@code bogus} for a name. */
  public synchronized FakeDns heal(String name) {
    String healed = canonical(name);
    failing.keySet().removeIf(key -> key.equals(healed) || key.endsWith(" " + healed));
    bogus.remove(healed);
    return this;
  }

  /** The name does not exist, whatever was said of it before. */
  public synchronized FakeDns nxdomain(String name) {
    String gone = canonical(name);
    mx.remove(gone);
    ipv4.remove(gone);
    ipv6.remove(gone);
    cnames.remove(gone);
    names.remove(gone);
    return this;
  }

  /** From now on all answers are vouched for by DNSSEC, but for the names given. */
  public synchronized FakeDns authenticExcept(String... unsigned) {
    authentic = true;
    for (String name : unsigned) {
      insecure.add(canonical(name));
    }
    return this;
  }

  /** All that was asked so far, in order: {@code MX example.com}, {@code A mx1.example.com}, …. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** As {@link #requests}, and forgets them. */
  public synchronized List<String> takeRequests() {
    List<String> taken = List.copyOf(requests);
    requests.clear();
    return taken;
  }

  @Override
  public synchronized DnsAnswer<MxRecord> mx(String name) {
    return answer("MX", name, mx);
  }

  @Override
  public synchronized DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
    return family == AddressFamily.IPV4 ? answer("A", host, ipv4) : answer("AAAA", host, ipv6);
  }

  @Override
  public synchronized DnsAnswer<SrvRecord> services(String name) {
    return answer("SRV", name, srv);
  }

  private FakeDns add(Map<String, List<InetAddress>> zone, String host, String... addresses) {
    List<InetAddress> list = zone.computeIfAbsent(named(host), name -> new ArrayList<>());
    for (String address : addresses) {
      list.add(IpAddresses.parse(address));
    }
    return this;
  }

  private <T> DnsAnswer<T> answer(String type, String asked, Map<String, List<T>> zone) {
    String name = canonical(asked);
    requests.add(type + " " + name);
    boolean secure = authentic && !insecure.contains(name);
    for (int links = 0; cnames.containsKey(name); links++) {
      if (links == MOST_CNAMES) {
        return new DnsAnswer.Bogus<>("CNAME loop at " + name);
      }
      name = cnames.get(name);
      secure &= !insecure.contains(name);
    }
    if (failing.containsKey(name) || failing.containsKey(type + " " + name)) {
      return new DnsAnswer.TryAgain<>("SERVFAIL for " + type + " " + name);
    }
    if (bogus.contains(name)) {
      return new DnsAnswer.Bogus<>("unusable answer for " + type + " " + name);
    }
    List<T> records = zone.getOrDefault(name, List.of());
    if (!records.isEmpty()) {
      return new DnsAnswer.Records<>(records, TTL, secure);
    }
    return exists(name, names)
        ? new DnsAnswer.NoData<>(TTL, secure)
        : new DnsAnswer.NxDomain<>(TTL, secure);
  }

  private static boolean exists(String name, Set<String> names) {
    return names.contains(name) || names.stream().anyMatch(known -> known.endsWith("." + name));
  }

  private String named(String name) {
    String canonical = canonical(name);
    names.add(canonical);
    return canonical;
  }

  private static String canonical(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return bare.toLowerCase(Locale.ROOT);
  }
}
