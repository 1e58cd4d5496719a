// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sets out at once or when the DNS has answered, as a {@link Schedule} draws it. */
class Planning implements Courier {
  private final Schedule schedule;
  private final Function<DeliveryRequest, Journey> journeys;

  Planning(Schedule schedule, Function<DeliveryRequest, Journey> journeys) {
    this.schedule = schedule;
    this.journeys = journeys;
  }

  @Override
  public Optional<Journey> beginAtOnce(DeliveryRequest request) {
    schedule.maybeBreak("planning at once");
    return schedule.random().nextBoolean()
        ? Optional.of(journeys.apply(request))
        : Optional.empty();
  }

  @Override
  public CompletionStage<Supplier<Journey>> begin(DeliveryRequest request) {
    schedule.maybeBreak("asking");
    CompletableFuture<Supplier<Journey>> answer = new CompletableFuture<>();
    schedule.later(
        () -> {
          try {
            schedule.maybeBreak("the DNS");
            answer.complete(() -> planned(request));
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private Journey planned(DeliveryRequest request) {
    schedule.maybeBreak("planning");
    return journeys.apply(request);
  }
}
