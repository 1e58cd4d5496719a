// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
 */
public record JamesFolder(
    List<InetSocketAddress> dnsServers,
    boolean autodiscover,
    Set<DomainName> localDomains,
    Optional<DomainName> defaultDomain) {

  private static final int DNS_PORT = 53;

  public JamesFolder {
    dnsServers = List.copyOf(dnsServers);
    localDomains = Set.copyOf(localDomains);
  }

  /** Nothing is said. */
  public static JamesFolder empty() {
    return new JamesFolder(List.of(), true, Set.of(), Optional.empty());
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
          texts(root.at("autodiscover")).findFirst().flatMap(JamesFolder::truth).orElse(true);
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
    problems.throwIfErrors();
    return new JamesFolder(servers, autodiscover, local, standard);
  }

  /**
   * Whether users are called by whole addresses, if usersrepository.xml says so; what holds
   * otherwise depends on where James keeps them. A file that cannot be read is a warning, since it
   * is James' alone where the password of a database stands in it, and no mail goes by it.
   */
  static Optional<Boolean> usersAreAddresses(Path folder, Variables variables, Problems problems) {
    Path users = folder.resolve("usersrepository.xml");
    if (!Files.exists(users)) {
      return Optional.empty();
    }
    try {
      XmlElement root = XmlFile.read(users, variables);
      return isLdap(root)
          ? Optional.empty()
          : texts(root.at("enableVirtualHosting")).findFirst().flatMap(JamesFolder::truth);
    } catch (IOException e) {
      warnOfUsers(users, reason(e), problems);
    } catch (ConfigurationProblems e) {
      for (Problem problem : e.problems()) {
        if (problem.what().equals(XmlFile.DOCTYPE)) {
          warnOfUsers(users, problem.what(), problems);
        } else {
          problems.addAll(List.of(problem));
        }
      }
    }
    return Optional.empty();
  }

  private static String reason(IOException problem) {
    return problem instanceof AccessDeniedException
        ? "run this as James' user"
        : String.valueOf(problem.getMessage());
  }

  private static void warnOfUsers(Path users, String reason, Problems problems) {
    problems.warning(
        users.getFileName().toString(),
        "James' users",
        "it cannot be read, so users are not looked at",
        reason);
  }

  /** There James goes by another setting, and users log in by any key of the directory. */
  private static boolean isLdap(XmlElement root) {
    return root.attribute("class").orElse("").toUpperCase(Locale.ROOT).contains("LDAP")
        || root.attribute("ldapHost").isPresent()
        || Stream.of("ldapHost", "supportsVirtualHosting")
            .anyMatch(name -> root.at(name).findAny().isPresent());
  }

  /** As James reads it; nothing is known of what it does not, such as a variable left standing. */
  private static Optional<Boolean> truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "y", "t", "1" -> Optional.of(true);
      case "false", "no", "off", "n", "f", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
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
