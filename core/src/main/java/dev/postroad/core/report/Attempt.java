// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.report;

import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import java.time.Duration;
import java.util.Optional;

/**
 * One try at one host, as it concerned one recipient.
 *
 * @param site the next hop that the host is of
 * @param host its name
 * @param address the IP address tried; empty text if it came to none
 * @param port the port
 * @param stage how far it came
 * @param tls how the session was protected
 * @param failure what broke; empty if the host replied
 * @param verdict what it came to
 * @param took from the lease of the session to the verdict
 */
public record Attempt(
    SiteName site,
    String host,
    String address,
    int port,
    Stage stage,
    TlsSummary tls,
    Optional<Failure> failure,
    Verdict verdict,
    Duration took) {}
