// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problems;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What James' other files say that bears on routing: which name servers it asks, which domains are
 * its own.
 *
 * @param dnsServers the addresses of dnsservice.xml, in order; empty if it names none
 * @param autodiscover whether James asks the system's own name servers first
 * @param localDomains the domains of domainlist.xml; those added while James runs are in its
 *     database and cannot be seen from here
 * @param defaultDomain the one of these that James calls itself by
 * @param usersAreAddresses whether users are called by whole addresses, if usersrepository.xml says
 *     so; what holds otherwise depends on where James keeps them
 */
public record JamesFolder(
    List<InetSocketAddress> dnsServers,
    boolean autodiscover,
    Set<DomainName> localDomains,
    Optional<DomainName> defaultDomain,
    Optional<Boolean> usersAreAddresses) {

  private static final int DNS_PORT = 53;

  public JamesFolder {
    dnsServers = List.copyOf(dnsServers);
    localDomains = Set.copyOf(localDomains);
  }

  /** Nothing is said. */
  public static JamesFolder empty() {
    return new JamesFolder(List.of(), true, Set.of(), Optional.empty(), Optional.empty());
  }

  /**
   * Reads the files of a {@code conf} folder; those that are not there say nothing.
   *
   * @throws ConfigurationProblems if one is not well-formed, or what it says is not
   * @throws IOException if one cannot be read
   */
  public static JamesFolder read(Path folder, Variables variables)
      throws IOException, ConfigurationProblems {
    Problems problems = new Problems();
    List<InetSocketAddress> servers = new ArrayList<>();
    boolean autodiscover = true;
    Path dns = folder.resolve("dnsservice.xml");
    if (Files.exists(dns)) {
      XmlElement root = XmlFile.read(dns, variables);
      texts(root.at("servers", "server"))
          .forEach(
              server ->
                  parsed(server, IpAddresses::parse, dns, problems)
                      .ifPresent(ip -> servers.add(new InetSocketAddress(ip, DNS_PORT))));
      autodiscover =
          root.at("autodiscover").findFirst().map(element -> isTrue(element.text())).orElse(true);
    }
    Set<DomainName> local = new LinkedHashSet<>();
    Optional<DomainName> standard = Optional.empty();
    Path domains = folder.resolve("domainlist.xml");
    if (Files.exists(domains)) {
      XmlElement root = XmlFile.read(domains, variables);
      texts(root.at("domainnames", "domainname"))
          .forEach(
              domain -> parsed(domain, DomainName::parse, domains, problems).ifPresent(local::add));
      standard =
          texts(root.at("defaultDomain"))
              .findFirst()
              .flatMap(domain -> parsed(domain, DomainName::parse, domains, problems));
      standard.ifPresent(local::add);
    }
    Optional<Boolean> addresses = Optional.empty();
    Path users = folder.resolve("usersrepository.xml");
    if (Files.exists(users)) {
      addresses =
          texts(XmlFile.read(users, variables).at("enableVirtualHosting"))
              .findFirst()
              .map(JamesFolder::isTrue);
    }
    problems.throwIfErrors();
    return new JamesFolder(servers, autodiscover, local, standard, addresses);
  }

  private static boolean isTrue(String text) {
    return text.equalsIgnoreCase("true");
  }

  private static Stream<String> texts(Stream<XmlElement> elements) {
    return elements.map(XmlElement::text).filter(Predicate.not(String::isEmpty));
  }

  private static <T> Optional<T> parsed(
      String text, Function<String, T> parser, Path file, Problems problems) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException malformed) {
      problems.error(
          file.getFileName().toString(),
          '"' + text + '"',
          String.valueOf(malformed.getMessage()),
          "mend it");
      return Optional.empty();
    }
  }
}
