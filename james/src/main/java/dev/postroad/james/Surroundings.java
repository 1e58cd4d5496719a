// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Book;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this James and its machine are to delivery: names, addresses, name servers, stores. */
public final class Surroundings {
  private static final Logger LOGGER = LoggerFactory.getLogger(Surroundings.class);

  private final DNSService dns;
  private final DomainList domains;
  private final ConfigurationProvider configurations;
  private final MailRepositoryStore repositories;
  private final Watch watch;

  @Inject
  public Surroundings(
      DNSService dns,
      DomainList domains,
      ConfigurationProvider configurations,
      MailRepositoryStore repositories,
      Watch watch) {
    this.dns = dns;
    this.domains = domains;
    this.configurations = configurations;
    this.repositories = repositories;
    this.watch = watch;
  }

  /** James' default domain, as RemoteDelivery says after EHLO; else the machine's name. */
  String hostName() {
    try {
      return domains.getDefaultDomain().asString();
    } catch (DomainListException e) {
      LOGGER.warn("James has no default domain; using the machine's name", e);
      return machineName();
    }
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** The addresses of this machine that others can reach; loopback is no post office. */
  Set<InetAddress> ownAddresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .collect(Collectors.toCollection(HashSet::new));
    } catch (SocketException e) {
      LOGGER.warn("This machine does not tell its addresses; name them in <self>", e);
      return Set.of();
    }
  }

  JamesDns dns() {
    return new JamesDns(dns, configurations, watch);
  }

  Deferrals deferrals(Book book, Clock clock) {
    return new Deferrals(repositories, book, clock);
  }
}
