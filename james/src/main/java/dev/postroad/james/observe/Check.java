// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.james.operations.Moment;
import org.apache.james.core.healthcheck.ComponentName;
import org.apache.james.core.healthcheck.HealthCheck;
import org.apache.james.core.healthcheck.Result;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A health check of James' that looks at one thing. */
abstract class Check implements HealthCheck {
  private final ComponentName component;

  /**
   * @param name as it stands in WebAdmin's answer and in James' log
   */
  Check(String name) {
    component = new ComponentName(name);
  }

  @Override
  public final ComponentName componentName() {
    return component;
  }

  @Override
  public final Publisher<Result> check() {
    // What a look asks may wait for locks, and James' own threads must not.
    return Mono.fromCallable(() -> look().about(component))
        .onErrorResume(
            e ->
                Mono.just(
                    Result.unhealthy(
                        component, "the check itself failed: see this error in James' log", e)))
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** Looks. */
  abstract Finding look();

  /** Looks at what others look at, too, so that it is found out once. */
  Finding look(Moment moment) {
    return look();
  }
}
