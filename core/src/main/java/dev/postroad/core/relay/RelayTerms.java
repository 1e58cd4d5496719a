// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Rate;
import dev.postroad.core.smtp.SessionTerms;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an operator says of one relay beyond the usual.
 *
 * @param service whose SRV records lead to its hosts and ports, such as {@code _submission._tcp};
 *     empty to go to its host or its MX hosts
 * @param session how its sessions differ; without the certificate, which is read anew for each
 * @param certificate where the certificate is by which we prove who we are
 * @param heloName what to say after EHLO; empty for the name of whoever delivers
 * @param sources local addresses that share the load, of either family; each mail keeps its own;
 *     empty for those of whoever delivers
 * @param maxSize the most octets a message to this relay may have; empty for no limit of ours
 * @param messageRate most mails in a time; empty for that of all sites
 * @param connectionRate most new connections in a time; empty for that of all sites
 */
public record RelayTerms(
    Optional<String> service,
    SessionTerms session,
    Optional<CertificateSource> certificate,
    Optional<String> heloName,
    List<Weighted<InetAddress>> sources,
    OptionalLong maxSize,
    Optional<Rate> messageRate,
    Optional<Rate> connectionRate) {

  /** Nothing. */
  public static final RelayTerms USUAL =
      new RelayTerms(
          Optional.empty(),
          SessionTerms.USUAL,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty());

  /** What a URL alone says. */
  public static RelayTerms of(RelayUrl url) {
    return new RelayTerms(
        url.service(),
        new SessionTerms(
            url.lmtp(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public RelayTerms {
    sources = List.copyOf(sources);
  }

  /** The local addresses that a mail leaves from, one of each family at the most. */
  public List<InetAddress> sourcesOf(String mail) {
    List<InetAddress> order = Weighted.inOrder(sources, mail);
    return order.stream()
        .filter(
            address ->
                order.stream()
                    .filter(other -> other.getClass() == address.getClass())
                    .findFirst()
                    .filter(address::equals)
                    .isPresent())
        .toList();
  }
}
