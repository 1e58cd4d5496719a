// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.smtp.TlsSummary;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The sessions to one place that mail may share, at a moment.
 *
 * @param hostName name of the host
 * @param address its address
 * @param port its port
 * @param source the local address they come from; empty if the system chose
 * @param tls how the newest of them is protected; none as long as the first is being opened
 * @param busy those that carry a mail, or are being opened for one
 * @param idle those kept for the next mail
 */
public record ConnectionsView(
    String hostName,
    InetAddress address,
    int port,
    Optional<InetAddress> source,
    TlsSummary tls,
    int busy,
    int idle) {}
