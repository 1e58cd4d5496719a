// SPDX-License-Identifier: Apache-2.0
package org.apache.james.queue.memory;

import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueFactoryContract;
import org.apache.james.queue.api.ManageableMailQueueFactoryContract;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.junit.jupiter.api.AfterEach;

/** James' own contracts of a factory of queues. */
final class MemoryMailQueueFactoryTest
    implements MailQueueFactoryContract<MemoryMailQueueFactory.MemoryCacheableMailQueue>,
        ManageableMailQueueFactoryContract<MemoryMailQueueFactory.MemoryCacheableMailQueue> {
  private final MemoryMailQueueFactory factory =
      new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory());

  @AfterEach
  void close() {
    factory.clean();
  }

  @Override
  public MailQueueFactory<MemoryMailQueueFactory.MemoryCacheableMailQueue> getMailQueueFactory() {
    return factory;
  }
}
