// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.core.history.By;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.operations.ActionProgress;
import dev.postroad.james.operations.ActionResult;
import dev.postroad.james.operations.Known;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.james.task.Task;
import org.apache.james.task.TaskExecutionDetails;
import org.apache.james.task.TaskType;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Something is done to all mails that a filter selects, in the background. */
final class MailsTask implements Task {
  static final TaskType TYPE = TaskType.of("postroad-mails");

  private static final Executor THREADS = work -> Schedulers.boundedElastic().schedule(work);

  /**
   * What is to be done.
   *
   * @param filter the parameters that say which mails are meant
   * @param node the James whose mails are meant
   */
  record Order(Map<String, String> filter, MailAction action, By by, String node) {
    Order {
      filter = Map.copyOf(filter);
    }
  }

  /**
   * How far it has come.
   *
   * @param timestamp when that was
   * @param action the word for it
   */
  record Details(
      Instant timestamp,
      String action,
      Known book,
      int selected,
      int done,
      int later,
      int skipped,
      List<ActionResult.Reason> reasons)
      implements TaskExecutionDetails.AdditionalInformation {}

  private final Order order;
  private final Consumer<ActionProgress> work;
  private final Clock clock;
  private final ActionProgress progress = new ActionProgress();

  MailsTask(Order order, Consumer<ActionProgress> work, Clock clock) {
    this.order = order;
    this.work = work;
    this.clock = clock;
  }

  Order order() {
    return order;
  }

  @Override
  public Result run() {
    work.accept(progress);
    return progress.isCancelled() ? Result.PARTIAL : Result.COMPLETED;
  }

  /**
   * The same on a thread that a cancelled task does not have interrupted: the mail under way is
   * dealt with to its end, since a store that is interrupted keeps half of it.
   */
  @Override
  public Publisher<Result> runAsync() {
    return Mono.fromFuture(() -> CompletableFuture.supplyAsync(this::run, THREADS))
        .doOnCancel(progress::cancel);
  }

  @Override
  public TaskType type() {
    return TYPE;
  }

  @Override
  public Optional<TaskExecutionDetails.AdditionalInformation> details() {
    ActionResult result = progress.result(order.action());
    return Optional.of(
        new Details(
            clock.instant(),
            result.action().kind().word(),
            result.book(),
            result.selected(),
            result.done(),
            result.later(),
            result.skipped(),
            result.reasons()));
  }
}
