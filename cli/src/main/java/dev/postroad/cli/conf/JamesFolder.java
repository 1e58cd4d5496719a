// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.ConfigurationProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
 */
public record JamesFolder(
    List<String> dnsServers, boolean autodiscover, List<String> localDomains) {

  public JamesFolder {
    dnsServers = List.copyOf(dnsServers);
    localDomains = List.copyOf(localDomains);
  }

  /** Nothing is said. */
  public static JamesFolder empty() {
    return new JamesFolder(List.of(), true, List.of());
  }

  /**
   * Reads the files of a {@code conf} folder; those that are not there say nothing.
   *
   * @throws ConfigurationProblems if one is not well-formed
   * @throws IOException if one cannot be read
   */
  public static JamesFolder read(Path folder, Variables variables)
      throws IOException, ConfigurationProblems {
    List<String> servers = List.of();
    boolean autodiscover = true;
    Path dns = folder.resolve("dnsservice.xml");
    if (Files.exists(dns)) {
      XmlElement root = XmlFile.read(dns, variables);
      servers = texts(root.at("servers", "server"));
      autodiscover = root.at("autodiscover").findFirst().map(JamesFolder::isTrue).orElse(true);
    }
    List<String> local = List.of();
    Path domains = folder.resolve("domainlist.xml");
    if (Files.exists(domains)) {
      XmlElement root = XmlFile.read(domains, variables);
      local = texts(Stream.concat(root.at("domainnames", "domainname"), root.at("defaultDomain")));
    }
    return new JamesFolder(servers, autodiscover, local);
  }

  private static boolean isTrue(XmlElement element) {
    return element.text().equalsIgnoreCase("true");
  }

  private static List<String> texts(Stream<XmlElement> elements) {
    return elements
        .map(XmlElement::text)
        .filter(Predicate.not(String::isEmpty))
        .distinct()
        .toList();
  }
}
