// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.dns.DnsListener;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.TlsSummary;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all {@linkplain Watcher watchers} what one of them would be told, in the order in which
 * they were added. What one throws is logged, and keeps nothing from anybody else.
 */
@Singleton
public final class Watch implements Watcher {
  private static final Logger LOGGER = LoggerFactory.getLogger(Watch.class);

  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

  @Inject
  public Watch() {}

  /** One more is told from now on. */
  public void add(Watcher watcher) {
    watchers.add(watcher);
  }

  /** It is told nothing any more. */
  public void remove(Watcher watcher) {
    watchers.remove(watcher);
  }

  @Override
  public void queueing(String queue, Mail mail) {
    tell(told -> told.queueing(queue, mail));
  }

  @Override
  public void notQueued(String queue, Mail mail) {
    tell(told -> told.notQueued(queue, mail));
  }

  @Override
  public void arrived(String queue, Mail mail) {
    tell(told -> told.arrived(queue, mail));
  }

  @Override
  public void decided(String queue, Mail mail, List<AttemptEntry> entries) {
    tell(told -> told.decided(queue, mail, entries));
  }

  @Override
  public void keeping(String queue, Mail rest, Instant due) {
    tell(told -> told.keeping(queue, rest, due));
  }

  @Override
  public void notKept(String queue, Mail rest) {
    tell(told -> told.notKept(queue, rest));
  }

  @Override
  public void ended(String queue, String mail, boolean givenBack) {
    tell(told -> told.ended(queue, mail, givenBack));
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
  public void sessionEnded(Endpoint endpoint) {
    tell(told -> told.sessionEnded(endpoint));
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
  public void dnsKnown() {
    tell(DnsListener::dnsKnown);
  }

  @Override
  public void dnsAnswered(DnsAnswer<?> answer) {
    tell(told -> told.dnsAnswered(answer));
  }

  @Override
  public void reloaded(String name, boolean accepted) {
    tell(told -> told.reloaded(name, accepted));
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

  private void tell(Consumer<Watcher> event) {
    for (Watcher watcher : watchers) {
      try {
        event.accept(watcher);
      } catch (RuntimeException | Error e) {
        LOGGER.error("A watcher of deliveries failed; no mail is touched by that", e);
      }
    }
  }
}
