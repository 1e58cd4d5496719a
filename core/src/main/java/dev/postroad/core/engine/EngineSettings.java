// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.delivery.LocalIdentity;
import dev.postroad.core.delivery.TryLimits;
import dev.postroad.core.dispatch.DispatchSettings;
import dev.postroad.core.dispatch.SiteLimits;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * How an engine delivers, each room's settings in that room's own type.
 *
 * @param mx which hosts are ourselves, which networks are forbidden, which family is preferred
 * @param port where the hosts of direct delivery listen, 25 everywhere but in tests
 * @param tls what direct delivery demands where no rule says otherwise
 * @param trust whose certificates are believed
 * @param smtp time-outs and extensions used
 * @param tries how much one attempt tries
 * @param pool how long sessions are kept
 * @param dispatch how much is done at once
 * @param local who we are to our peers
 */
public record EngineSettings(
    MxSettings mx,
    int port,
    TlsDemand tls,
    TlsContexts trust,
    SmtpSettings smtp,
    TryLimits tries,
    PoolSettings pool,
    DispatchSettings dispatch,
    LocalIdentity local) {

  /**
   * A mailet's settings as an engine takes them.
   *
   * @param trust what the settings' {@code tlsTrust} refers to, read
   * @param hostName our own public name, for where the operator gives none: what we say after EHLO,
   *     and no MX to deliver to
   * @param ownAddresses addresses of this machine: no MX to deliver to either
   * @param threadsAreFree whether the host's workers are as many as there are deliveries, so that
   *     only the number of connections is a limit
   */
  public static EngineSettings of(
      DeliverySettings settings,
      TlsContexts trust,
      String hostName,
      Set<InetAddress> ownAddresses,
      boolean threadsAreFree) {
    String ehloName = settings.identity().ehloName().orElse(hostName);
    return of(
        settings,
        settings.mx().withSelf(List.of(hostName, ehloName), ownAddresses),
        settings.direct().port(),
        trust,
        settings.smtp(),
        ehloName,
        threadsAreFree);
  }

  /** What holds when nothing is written, but for what must be known of this one sending. */
  public static EngineSettings standard(
      MxSettings mx, int port, TlsContexts trust, SmtpSettings smtp, String ehloName) {
    return of(DeliverySettings.STANDARD, mx, port, trust, smtp, ehloName, false);
  }

  private static EngineSettings of(
      DeliverySettings settings,
      MxSettings mx,
      int port,
      TlsContexts trust,
      SmtpSettings smtp,
      String ehloName,
      boolean threadsAreFree) {
    return new EngineSettings(
        mx,
        port,
        settings.direct().tls(),
        trust,
        smtp,
        new TryLimits(settings.limits().addresses(), settings.limits().sessions()),
        settings.pool(),
        dispatch(settings, threadsAreFree),
        new LocalIdentity(ehloName, settings.identity().sourceAddresses()));
  }

  private static DispatchSettings dispatch(DeliverySettings settings, boolean threadsAreFree) {
    DeliverySettings.Limits limits = settings.limits();
    int connections = settings.pool().connections();
    return new DispatchSettings(
        threadsAreFree ? connections : Math.min(connections, settings.queue().threads()),
        settings.queue().maxInFlight(),
        new SiteLimits(
            limits.initialConnections(),
            limits.connections(),
            limits.messageRate(),
            limits.connectionRate()));
  }
}
