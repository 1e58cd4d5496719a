// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.core.engine.EngineHost;
import dev.postroad.core.engine.EngineSettings;
import dev.postroad.core.engine.Transport;
import dev.postroad.core.engine.TransportSettings;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * Delivers one message at once, with the engine that delivers James' mail.
 *
 * @param route direct, or via a relay
 * @param dns finds the hosts
 * @param mx what counts as ourselves and which networks are forbidden
 * @param port where hosts of direct delivery listen
 * @param smtp time-outs
 * @param trust whose certificates are believed
 * @param ehloName who we say we are
 */
record Sending(
    Route route,
    DnsClient dns,
    MxSettings mx,
    int port,
    SmtpSettings smtp,
    TlsContexts trust,
    String ehloName) {

  /** Delivers, and answers for every recipient in the order given. */
  List<RecipientReport> send(
      World world, Optional<Mailbox> sender, List<Mailbox> recipients, MessageContent message) {
    ExecutorService workers = Executors.newCachedThreadPool(daemon("postroad-worker"));
    ScheduledExecutorService timers =
        Executors.newSingleThreadScheduledExecutor(daemon("postroad-timer"));
    EngineHost host =
        new EngineHost(
            workers,
            workers,
            workers,
            timers,
            System::nanoTime,
            world.random(),
            DeliveryListener.NONE);
    TransportSettings settings = TransportSettings.standard(mx, port, trust, smtp, ehloName);
    Map<Mailbox, RecipientReport> reports = new HashMap<>();
    try (DeliveryEngine engine = DeliveryEngine.start(EngineSettings.STANDARD, host)) {
      Transport transport = engine.transport(settings, dns);
      for (List<Recipient> together : requests(recipients)) {
        DeliveryRequest request =
            new DeliveryRequest("send", Envelope.of(sender, together), message, route, 1);
        for (RecipientReport report : transport.deliver(request).recipients()) {
          reports.put(report.recipient().mailbox(), report);
        }
      }
    } finally {
      workers.shutdownNow();
      timers.shutdownNow();
    }
    return recipients.stream().map(reports::get).toList();
  }

  /** A relay takes all recipients at once; otherwise each domain has its own post office. */
  private Collection<List<Recipient>> requests(List<Mailbox> recipients) {
    if (!route.isDirectAnywhere()) {
      return List.of(recipients.stream().map(Recipient::of).toList());
    }
    Map<DomainName, List<Recipient>> byDomain = new LinkedHashMap<>();
    for (Mailbox recipient : recipients) {
      byDomain
          .computeIfAbsent(recipient.domain(), domain -> new ArrayList<>())
          .add(Recipient.of(recipient));
    }
    return byDomain.values();
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
