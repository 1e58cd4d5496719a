// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.delivery.LocalIdentity;
import dev.postroad.core.delivery.TryLimits;
import dev.postroad.core.dispatch.SiteLimits;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;

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
 * @param sites how much goes to one site at once
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
    SiteLimits sites,
    LocalIdentity local) {}
