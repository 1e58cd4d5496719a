// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.tls.ClientCertificate;
import java.time.Duration;
import java.util.Optional;

/**
 * What is peculiar to the sessions with one designated relay.
 *
 * @param lmtp whether it speaks LMTP (RFC 2033) instead of SMTP: LHLO, and a reply for each
 *     recipient after the message
 * @param proxy what connections go through
 * @param certificate by which we prove who we are, where the peer asks
 * @param connectTimeout how long to wait for the TCP connection; empty for the client's own
 * @param timeout how long to wait for each reply, and for each block of the message to be taken;
 *     empty for the client's own
 */
public record SessionTerms(
    boolean lmtp,
    Optional<ProxyHop> proxy,
    Optional<ClientCertificate> certificate,
    Optional<Duration> connectTimeout,
    Optional<Duration> timeout) {

  /** Nothing is. */
  public static final SessionTerms USUAL =
      new SessionTerms(
          false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The same with a certificate as it is now. */
  public SessionTerms with(Optional<ClientCertificate> current) {
    return new SessionTerms(lmtp, proxy, current, connectTimeout, timeout);
  }

  SmtpSettings applyTo(SmtpSettings settings) {
    if (connectTimeout.isEmpty() && timeout.isEmpty()) {
      return settings;
    }
    SmtpTimeouts usual = settings.timeouts();
    return settings.with(
        new SmtpTimeouts(
            connectTimeout.orElse(usual.connect()),
            timeout.orElse(usual.greeting()),
            timeout.orElse(usual.command()),
            timeout.orElse(usual.mail()),
            timeout.orElse(usual.rcpt()),
            timeout.orElse(usual.data()),
            timeout.orElse(usual.block()),
            timeout.orElse(usual.finalDot()),
            usual.quit()));
  }
}
