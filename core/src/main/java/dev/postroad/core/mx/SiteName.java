// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The post office a mail goes to: the identical set of MX hosts that many domains may share, or a
 * designated relay. Mail is scheduled, limited and shown by site.
 *
 * @param text unique and readable, such as {@code mx1|mx2.example.net}
 */
public record SiteName(String text) implements Comparable<SiteName> {
  private static final int LONGEST = 4_000;
  private static final int LONGEST_OF_HOSTS = 1_000;

  /** Hexadecimal digits: as many bits as make a chance meeting unheard of. */
  private static final int DIGEST = 32;

  private static final String RELAY = "via ";

  /** Hosts, or a relay; and maybe our own addresses. */
  private static final Pattern SYNTAX =
      Pattern.compile(
          "("
              + RELAY
              + "\\p{Graph}++( \\p{Graph}++)?"
              + "|([a-z0-9._|{}\\\\-]++|\\[(IPv6:)?[0-9a-f:.]++])++)"
              + "( from [0-9a-f.:%]++(, [0-9a-f.:%]++)*+)?");

  /**
   * The site of a set of hosts. It depends on which hosts there are and which are better, on
   * neither the numbers of the preferences nor the order within a preference.
   *
   * <p>The best hosts come first, by name where they are equally good. What all names end in is
   * written once: {@code mx1|mx2.example.net}; with braces where what remains of some name has
   * several labels: {@code {a.west|b.east}.example.net}. A host that is an address stands in
   * brackets. A name of one label has a final dot where it stands beside others, and characters
   * that could be mistaken for these signs are written as {@code \ddd}, so that different sets
   * never have the same text. Where that would be longer than {@value #LONGEST_OF_HOSTS}
   * characters, the first names are followed by a digest of all, in braces.
   *
   * @param hosts at least one; addresses and problems make no difference
   */
  public static SiteName of(List<MxHost> hosts) {
    if (hosts.size() == 1) {
      // That of most domains, asked for with every mail.
      return new SiteName(text(hosts.get(0).name()));
    }
    List<String> names =
        hosts.stream()
            .sorted(Comparator.comparingInt(MxHost::preference).thenComparing(MxHost::name))
            .map(host -> text(host.name()))
            .distinct()
            .toList();
    return new SiteName(names.size() == 1 ? names.get(0) : readable(factored(names)));
  }

  /** Whoever names fifty hosts would have us keep all names with each attempt, and log them. */
  private static String readable(String text) {
    return text.length() <= LONGEST_OF_HOSTS
        ? text
        : text.substring(0, text.lastIndexOf('|', LONGEST_OF_HOSTS - DIGEST) + 1)
            + "{"
            + digest(text).substring(0, DIGEST)
            + "}";
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /**
   * The site of a designated relay.
   *
   * @param relay its name, or whatever else the policy calls it by
   */
  public static SiteName ofRelay(String relay) {
    return new SiteName(RELAY + relay);
  }

  /** Whether it is that of a designated relay, rather than of a domain's hosts. */
  public boolean isRelay() {
    return text.startsWith(RELAY);
  }

  /**
   * Reads a name as an operator writes it: just as it is shown.
   *
   * @throws IllegalArgumentException if no site is called so, saying why
   */
  public static SiteName parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("no site has a name of " + text.length() + " characters");
    }
    if (text.indexOf('*') >= 0 || text.indexOf('?') >= 0) {
      throw new IllegalArgumentException("a site is named whole, not by a pattern");
    }
    boolean hasName = text.chars().anyMatch(Character::isLetterOrDigit);
    if (!hasName || !SYNTAX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a site is named as it is shown, such as mx1|mx2.example.net or via hub");
    }
    return new SiteName(text);
  }

  /** Reads a name as {@link #parse} does; empty if no site is called so. */
  public static Optional<SiteName> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The site as it is seen from some of our addresses.
   *
   * @param sources local addresses; if there are none, the system chooses, and the name stays
   */
  public SiteName from(List<InetAddress> sources) {
    return sources.isEmpty()
        ? this
        : new SiteName(
            text
                + " from "
                + sources.stream()
                    .map(InetAddress::getHostAddress)
                    .sorted()
                    .collect(Collectors.joining(", ")));
  }

  private static String factored(List<String> names) {
    List<List<String>> labels = names.stream().map(SiteName::labels).toList();
    int common = commonLabels(labels);
    if (common == 0) {
      return names.stream()
          .map(name -> name.indexOf('.') < 0 && !name.startsWith("[") ? name + "." : name)
          .collect(Collectors.joining("|"));
    }
    List<String> heads = new ArrayList<>();
    for (List<String> name : labels) {
      heads.add(String.join(".", name.subList(0, name.size() - common)));
    }
    List<String> first = labels.get(0);
    String tail = "." + String.join(".", first.subList(first.size() - common, first.size()));
    String joined = String.join("|", heads);
    return joined.indexOf('.') < 0 ? joined + tail : "{" + joined + "}" + tail;
  }

  /** How many labels at the end all have in common, leaving each at least one of its own. */
  private static int commonLabels(List<List<String>> names) {
    int most = names.stream().mapToInt(List::size).min().orElse(1) - 1;
    int common = 0;
    while (common < most && sameLabelFromEnd(names, common)) {
      common++;
    }
    return common;
  }

  private static boolean sameLabelFromEnd(List<List<String>> names, int back) {
    return names.stream().map(name -> name.get(name.size() - 1 - back)).distinct().count() == 1;
  }

  private static String text(String host) {
    return IpAddresses.tryParse(host)
        .map(address -> DomainName.ofLiteral(address).inAddress())
        .orElseGet(() -> escaped(host));
  }

  private static List<String> labels(String text) {
    return text.startsWith("[") ? List.of(text) : List.of(text.split("\\."));
  }

  private static String escaped(String name) {
    if (name.chars().allMatch(SiteName::isPlain)) {
      return name;
    }
    return name.chars()
        .mapToObj(c -> isPlain(c) ? Character.toString(c) : String.format(Locale.ROOT, "\\%03d", c))
        .collect(Collectors.joining());
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0;
  }

  @Override
  public int compareTo(SiteName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
