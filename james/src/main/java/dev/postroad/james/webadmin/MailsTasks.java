// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.core.history.By;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.operations.ActionProgress;
import dev.postroad.james.operations.MailFilter;
import dev.postroad.james.operations.Operations;
import java.time.Clock;
import java.util.Map;
import javax.inject.Inject;
import org.apache.james.task.Hostname;
import spark.HaltException;

/** Makes the tasks in which James does something to many mails. */
public final class MailsTasks {
  private final Operations operations;
  private final Clock clock;
  private final Hostname here;

  @Inject
  public MailsTasks(Operations operations, Clock clock, Hostname here) {
    this.operations = operations;
    this.clock = clock;
    this.here = here;
  }

  /**
   * A task.
   *
   * @param filter the parameters that say which mails are meant
   */
  MailsTask task(Map<String, String> filter, MailAction action, By by) {
    return task(new MailsTask.Order(filter, action, by, here.asString()));
  }

  /** A task that was ordered before, maybe of another James that shares its tasks with this one. */
  MailsTask task(MailsTask.Order order) {
    return new MailsTask(order, progress -> act(order, progress), clock);
  }

  private void act(MailsTask.Order order, ActionProgress progress) {
    if (!order.node().equals(here.asString())) {
      throw new IllegalStateException(
          "the mails that are meant are those of "
              + order.node()
              + ", and James has handed the task to "
              + here.asString()
              + ": act on them one by one, or stop the task manager of other nodes");
    }
    operations.mails().act(filter(order), order.action(), order.by(), progress);
  }

  private static MailFilter filter(MailsTask.Order order) {
    try {
      return MailFilters.read(Query.of(order.filter()));
    } catch (HaltException e) {
      throw new IllegalStateException("the filter of the task cannot be read: " + e.body(), e);
    }
  }
}
