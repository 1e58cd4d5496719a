// SPDX-License-Identifier: Apache-2.0
package org.apache.james.queue.memory;

import java.time.Clock;
import org.apache.james.queue.api.DelayedManageableMailQueueContract;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * James' own contracts of a queue that can be looked into and honours delays. Most of them wait, so
 * they wait together.
 */
@Execution(ExecutionMode.CONCURRENT)
final class MemoryMailQueueTest implements DelayedManageableMailQueueContract {
  private final MemoryMailQueueFactory.MemoryCacheableMailQueue queue =
      new MemoryMailQueueFactory.MemoryCacheableMailQueue(
          MailQueueName.of("test"), new RawMailQueueItemDecoratorFactory(), Clock.systemUTC());

  @AfterEach
  void close() {
    queue.close();
  }

  @Override
  public ManageableMailQueue getManageableMailQueue() {
    return queue;
  }

  @Override
  public ManageableMailQueue getMailQueue() {
    return queue;
  }
}
