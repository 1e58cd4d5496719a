// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.dns.BudgetedDns;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.MxFacts;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.engine.TransportSettings;
import dev.postroad.core.mx.DnsMxLookup;
import dev.postroad.core.mx.MxSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import javax.annotation.PreDestroy;
import javax.inject.Inject;
import javax.inject.Singleton;
import javax.mail.MessagingException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the DNS for classes of domains, from the name servers and by the names of ourselves that the
 * first MxRemoteDelivery has: what is said of a domain's mail is what becomes of it. No thread of
 * James' waits for longer than {@code classTimeout} for one mail.
 */
@Singleton
public final class MxLookups {
  private static final int MOST_LOOKUPS = 16;
  private static final int MOST_WAITING = 256;

  private final Surroundings surroundings;
  private final WholeConfiguration whole;
  private final ExecutorService threads =
      Threads.pool("postroad-classes", MOST_LOOKUPS, MOST_WAITING);
  private @Nullable Dns dns;

  private record Dns(DnsClient client, MxSettings settings, Duration budget) {}

  @Inject
  public MxLookups(Surroundings surroundings, WholeConfiguration whole) {
    this.surroundings = surroundings;
    this.whole = whole;
  }

  /**
   * What the DNS says, for one mail and one thread. It throws {@link IllegalStateException} when it
   * is asked and James' own configuration of its DNS cannot be used.
   */
  public MxLookup forOneMail() {
    return new WhenAsked();
  }

  /** Most mails ask for no class that goes by the DNS. */
  private final class WhenAsked implements MxLookup {
    private @Nullable MxLookup lookup;

    private MxLookup lookup() {
      if (lookup == null) {
        Dns current = dns();
        lookup =
            new DnsMxLookup(
                new BudgetedDns(current.client(), threads, current.budget(), System::nanoTime),
                current.settings());
      }
      return lookup;
    }

    @Override
    public MxFacts mx(DomainName domain) {
      return lookup().mx(domain);
    }

    @Override
    public MxFacts.Addresses addresses(String host) {
      return lookup().addresses(host);
    }

    @Override
    public boolean isSelf(String host) {
      return lookup().isSelf(host);
    }

    @Override
    public boolean isSelf(InetAddress address) {
      return lookup().isSelf(address);
    }
  }

  private synchronized Dns dns() {
    if (dns == null) {
      dns = open();
    }
    return dns;
  }

  private Dns open() {
    DeliverySettings settings = whole.delivery();
    try {
      return new Dns(
          surroundings.dns().client(settings.dns()),
          TransportSettings.mx(settings, surroundings.hostName(), surroundings.ownAddresses()),
          settings.limits().classes());
    } catch (MessagingException e) {
      throw new IllegalStateException(
          "nobody can be asked about classes of domains: " + e.getMessage(), e);
    }
  }

  /** No look-ups any more. */
  @PreDestroy
  public void close() {
    threads.shutdownNow();
  }
}
