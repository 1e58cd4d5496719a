// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it.durable;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import org.apache.activemq.store.PersistenceAdapter;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;
import org.apache.james.queue.activemq.ActiveMQMailQueueFactory;
import org.apache.james.queue.activemq.EmbeddedActiveMQ;
import org.apache.james.queue.activemq.metric.ActiveMQMetricCollector;
import org.apache.james.queue.activemq.metric.ActiveMQMetricCollectorNoop;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.ManageableMailQueue;

/** James' queues in an embedded ActiveMQ that keeps them on disk. */
final class ActiveMqModule extends AbstractModule {
  @Override
  protected void configure() {
    bind(KahaDBPersistenceAdapter.class).in(Scopes.SINGLETON);
    bind(PersistenceAdapter.class).to(KahaDBPersistenceAdapter.class);
    bind(EmbeddedActiveMQ.class).in(Scopes.SINGLETON);
    bind(ActiveMQMailQueueFactory.class).in(Scopes.SINGLETON);
    bind(ActiveMQMetricCollector.class).to(ActiveMQMetricCollectorNoop.class);
  }

  @Provides
  @Singleton
  MailQueueFactory<? extends ManageableMailQueue> manageable(ActiveMQMailQueueFactory factory) {
    factory.setUseJMX(false);
    factory.init();
    return factory;
  }

  @Provides
  @Singleton
  MailQueueFactory<?> any(MailQueueFactory<? extends ManageableMailQueue> factory) {
    return factory;
  }

  @Provides
  @Singleton
  MailQueueFactory<? extends MailQueue> queues(
      MailQueueFactory<? extends ManageableMailQueue> factory) {
    return factory;
  }
}
