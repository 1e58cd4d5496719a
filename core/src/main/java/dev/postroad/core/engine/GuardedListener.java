// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.TlsSummary;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps what a listener throws away from the delivery: it is told of it once more as something
 * unexpected, and if it fails at that too, there is nobody left to tell.
 */
final class GuardedListener implements DeliveryListener {
  private final DeliveryListener listener;

  GuardedListener(DeliveryListener listener) {
    this.listener = listener;
  }

  @Override
  public void taken(String id, Envelope envelope) {
    tell(told -> told.taken(id, envelope));
  }

  @Override
  public void planned(String id, List<SiteName> sites) {
    tell(told -> told.planned(id, sites));
  }

  @Override
  public void begun(String id, SiteName site) {
    tell(told -> told.begun(id, site));
  }

  @Override
  public void sessionEnded(Endpoint endpoint) {
    tell(told -> told.sessionEnded(endpoint));
  }

  @Override
  public void connecting(Endpoint endpoint) {
    tell(told -> told.connecting(endpoint));
  }

  @Override
  public void sessionOpened(Endpoint endpoint, TlsSummary tls) {
    tell(told -> told.sessionOpened(endpoint, tls));
  }

  @Override
  public void sessionFailed(Endpoint endpoint, Evidence evidence) {
    tell(told -> told.sessionFailed(endpoint, evidence));
  }

  @Override
  public void sessionReused(Endpoint endpoint) {
    tell(told -> told.sessionReused(endpoint));
  }

  @Override
  public void sessionLost(Endpoint endpoint) {
    tell(told -> told.sessionLost(endpoint));
  }

  @Override
  public void hostSuspect(InetSocketAddress host, Duration length, String words) {
    tell(told -> told.hostSuspect(host, length, words));
  }

  @Override
  public void loginRefused(Endpoint endpoint, Duration length) {
    tell(told -> told.loginRefused(endpoint, length));
  }

  @Override
  public void crowded(List<Holder> holders) {
    tell(told -> told.crowded(holders));
  }

  @Override
  public void hostDown(InetSocketAddress host, String words) {
    tell(told -> told.hostDown(host, words));
  }

  @Override
  public void heldBack(SiteName site, Hold why) {
    tell(told -> told.heldBack(site, why));
  }

  @Override
  public void attemptEnded(DeliveryReport report) {
    tell(told -> told.attemptEnded(report));
  }

  @Override
  public void waiting(Map<SiteName, Integer> mails) {
    tell(told -> told.waiting(mails));
  }

  @Override
  public void unexpected(String what, Throwable cause) {
    tell(told -> told.unexpected(what, cause));
  }

  private void tell(Consumer<DeliveryListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException | Error e) {
      tellOfFailure(e);
    }
  }

  private void tellOfFailure(Throwable failure) {
    try {
      listener.unexpected("a listener failed", failure);
    } catch (RuntimeException | Error again) {
      if (again != failure) {
        failure.addSuppressed(again);
      }
    }
  }
}
