// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.delivery.LocalIdentity;
import dev.postroad.core.delivery.TryLimits;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * How one {@link Transport} delivers, each room's settings in that room's own type.
 *
 * @param mx which hosts are ourselves, which networks are forbidden, which family is preferred
 * @param port where the hosts of direct delivery listen, 25 everywhere but in tests
 * @param tls what direct delivery demands where no rule says otherwise
 * @param trust whose certificates are believed
 * @param smtp time-outs and extensions used
 * @param tries how much one attempt tries
 * @param local who we are to our peers
 */
public record TransportSettings(
    MxSettings mx,
    int port,
    TlsDemand tls,
    TlsContexts trust,
    SmtpSettings smtp,
    TryLimits tries,
    LocalIdentity local) {

  /**
   * A mailet's settings as a transport takes them.
   *
   * @param trust what the settings' {@code tlsTrust} refers to, read
   * @param hostName our own public name, for where the operator gives none: what we say after EHLO,
   *     and no MX to deliver to
   * @param ownAddresses addresses of this machine: no MX to deliver to either
   */
  public static TransportSettings of(
      DeliverySettings settings,
      TlsContexts trust,
      String hostName,
      Set<InetAddress> ownAddresses) {
    String ehloName = settings.identity().ehloName().orElse(hostName);
    return of(
        settings,
        mx(settings, hostName, ownAddresses),
        settings.direct().port(),
        trust,
        settings.smtp(),
        ehloName);
  }

  /** How a mailet plans by MX records, knowing ourselves; parameters as above. */
  public static MxSettings mx(
      DeliverySettings settings, String hostName, Set<InetAddress> ownAddresses) {
    String ehloName = settings.identity().ehloName().orElse(hostName);
    return settings.mx().withSelf(List.of(hostName, ehloName), ownAddresses);
  }

  /** What holds when nothing is written, but for what must be known of this one sending. */
  public static TransportSettings standard(
      MxSettings mx, int port, TlsContexts trust, SmtpSettings smtp, String ehloName) {
    return of(DeliverySettings.STANDARD, mx, port, trust, smtp, ehloName);
  }

  private static TransportSettings of(
      DeliverySettings settings,
      MxSettings mx,
      int port,
      TlsContexts trust,
      SmtpSettings smtp,
      String ehloName) {
    return new TransportSettings(
        mx,
        port,
        settings.direct().tls(),
        trust,
        smtp,
        new TryLimits(settings.limits().addresses(), settings.limits().sessions()),
        new LocalIdentity(ehloName, settings.identity().sourceAddresses()));
  }
}
