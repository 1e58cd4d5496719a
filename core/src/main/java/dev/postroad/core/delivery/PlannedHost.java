// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.mx.MxHost;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.tls.TlsDemand;
import java.util.Optional;

/**
 * A host of a delivery plan, with all that was decided about talking to it.
 *
 * @param host name, preference and addresses
 * @param port where it listens
 * @param implicitTls TLS from the first byte
 * @param tls what TLS must prove there
 * @param relay the designated relay it belongs to; empty for direct delivery
 */
public record PlannedHost(
    MxHost host, int port, boolean implicitTls, TlsDemand tls, Optional<RelayHost> relay) {}
