// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.report.DeliveryReport;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;

/** A request on its way, and who waits for its answer. */
final class Task {
  /** By priority, then arrival. */
  static final Comparator<Task> TURNS =
      Comparator.<Task>comparingInt(task -> -task.request.envelope().priority())
          .thenComparingLong(task -> task.arrival);

  final Dispatcher.Client client;
  final DeliveryRequest request;
  final Consumer<DeliveryReport> whenEnded;
  private final long arrival;

  /** When it came, on the dispatcher's clock. */
  final long since;

  /** Where it was put in line last, and whether it is to be again; by the dispatcher's lock. */
  private Optional<Site> line = Optional.empty();

  private boolean recalled;

  /** Empty until it is planned; as all below it belongs to whoever has the task in hand. */
  private Optional<Journey> journey = Optional.empty();

  Task(
      Dispatcher.Client client,
      DeliveryRequest request,
      Consumer<DeliveryReport> whenEnded,
      long arrival,
      long since) {
    this.client = client;
    this.request = request;
    this.whenEnded = whenEnded;
    this.arrival = arrival;
    this.since = since;
  }

  boolean isMoreUrgentThan(Task other) {
    return request.envelope().priority() > other.request.envelope().priority();
  }

  /** It is in line there, until somebody takes it. */
  void inLine(Site site) {
    line = Optional.of(site);
  }

  /** Where it waits for its turn; empty if it does not. */
  Optional<Site> line() {
    return line.filter(site -> site.has(this));
  }

  /** It is not to be put in line again. */
  void recall() {
    recalled = true;
  }

  boolean isRecalled() {
    return recalled;
  }

  void setOut(Journey planned) {
    journey = Optional.of(planned);
  }

  Optional<Journey> journey() {
    return journey;
  }

  DeliveryReport end() {
    return journey.orElseThrow().end();
  }

  DeliveryReport abandon(DeliveryStatus why) {
    return journey.map(planned -> planned.abandon(why)).orElseGet(() -> request.undelivered(why));
  }

  DeliveryReport postpone(Hold why) {
    return journey.map(planned -> planned.postpone(why)).orElseGet(() -> request.postponed(why));
  }
}
