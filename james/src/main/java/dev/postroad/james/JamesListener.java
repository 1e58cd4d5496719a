// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.TlsSummary;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes to James' log what delivery does between a mail's arrival and its report. */
final class JamesListener implements Watcher {
  private static final Logger LOGGER = LoggerFactory.getLogger("dev.postroad.delivery");

  private volatile Level steps = Level.DEBUG;

  /** From now on steps that go well are logged too, as a mailet's {@code debug} says. */
  void logEveryStep() {
    steps = Level.INFO;
  }

  @Override
  public void connecting(Endpoint endpoint) {
    LOGGER.atLevel(steps).log("connecting to {}", endpoint);
  }

  @Override
  public void sessionOpened(Endpoint endpoint, TlsSummary tls) {
    LOGGER.atLevel(steps).log("session with {}, tls {}", endpoint, tls);
  }

  @Override
  public void sessionFailed(Endpoint endpoint, Evidence evidence) {
    LOGGER.info("no session with {}: {}", endpoint, evidence);
  }

  @Override
  public void sessionReused(Endpoint endpoint) {
    LOGGER.atLevel(steps).log("another mail over the session with {}", endpoint);
  }

  @Override
  public void hostSuspect(InetSocketAddress host, Duration length, String words) {
    LOGGER.info(
        "{} is tried after others of its preference for {} s, it came to: {}",
        host,
        length.toSeconds(),
        words);
  }

  @Override
  public void loginRefused(Endpoint endpoint, Duration length) {
    LOGGER.warn(
        "{} refused the login of {}, which is not tried there again for {} s; mail that needs it is"
            + " deferred. A login that is changed is tried at once",
        endpoint,
        endpoint.credentials().map(Credentials::user).orElse(""),
        length.toSeconds());
  }

  @Override
  public void crowded(List<Holder> holders) {
    LOGGER.info(
        "mail waits for sites that take none or are not known; deliveries under way there: {}",
        holders.stream()
            .map(holder -> holder.deliveries() + " at " + holder.site())
            .collect(Collectors.joining(", ")));
  }

  @Override
  public void hostDown(InetSocketAddress host, String words) {
    LOGGER.info("{} is out of reach and left alone for a while, it came to: {}", host, words);
  }

  @Override
  public void heldBack(SiteName site, Hold why) {
    LOGGER.info("mail to {} waits for {} s: {}", site, why.length().toSeconds(), why.detail());
  }

  @Override
  public void unexpected(String what, Throwable cause) {
    LOGGER.error("{} went wrong; the mail is kept and tried again", what, cause);
  }
}
