// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.event;

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells all listeners what one of them would be told, in the order in which they were added. What
 * one throws keeps nothing from the others, nor touches whoever tells: all of them are told of it
 * as something unexpected, and if one fails at that too, there is nobody left to tell. Thread-safe.
 *
 * @param <L> what listens; a subclass may have more to tell it
 */
public class Listeners<L extends DeliveryListener> implements DeliveryListener {
  private final List<L> listeners = new CopyOnWriteArrayList<>();

  /**
   * One that throws nothing: a listener of this kind, or none, as it is, any other as the only one
   * of it.
   */
  public static DeliveryListener guarding(DeliveryListener listener) {
    if (listener instanceof Listeners<?> || listener == DeliveryListener.NONE) {
      return listener;
    }
    Listeners<DeliveryListener> guard = new Listeners<>();
    guard.add(listener);
    return guard;
  }

  /** One more is told from now on. */
  public final void add(L listener) {
    listeners.add(listener);
  }

  /** It is told nothing any more. */
  public final void remove(L listener) {
    listeners.remove(listener);
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
  public void inLine(String id, SiteName site) {
    tell(told -> told.inLine(id, site));
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

  /** What one throws at this is told to nobody any more, and goes with the cause. */
  @Override
  public void unexpected(String what, Throwable cause) {
    for (L listener : listeners) {
      try {
        listener.unexpected(what, cause);
      } catch (RuntimeException | Error again) {
        if (again != cause) {
          cause.addSuppressed(again);
        }
      }
    }
  }

  /** Tells all of them. */
  protected final void tell(Consumer<? super L> event) {
    for (L listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException | Error e) {
        unexpected("a listener of deliveries", e);
      }
    }
  }
}
