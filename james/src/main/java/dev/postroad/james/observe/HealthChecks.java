// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.james.operations.Moment;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.core.healthcheck.ResultStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All health checks of Postroad together, whether or not James is told of them. */
@Singleton
public final class HealthChecks {
  private static final Logger LOGGER = LoggerFactory.getLogger(HealthChecks.class);

  private final List<Check> checks;

  @Inject
  public HealthChecks(
      EngineHealthCheck engine,
      ResolverHealthCheck resolver,
      PolicyHealthCheck policy,
      RelayHealthCheck relays,
      DeferralHealthCheck deferral,
      OldestMailHealthCheck oldestMail,
      RecordsHealthCheck records,
      OrdersHealthCheck orders) {
    checks = List.of(engine, resolver, policy, relays, deferral, oldestMail, records, orders);
  }

  /**
   * What is degraded or unhealthy now, each in a sentence or two; may take some milliseconds.
   *
   * @param moment what the checks look at
   */
  public List<String> problems(Moment moment) {
    List<String> problems = new ArrayList<>();
    for (Check check : checks) {
      String name = check.componentName().getName();
      try {
        Finding finding = check.look(moment);
        if (finding.status() != ResultStatus.HEALTHY) {
          problems.add(name + ": " + finding.words());
        }
      } catch (RuntimeException e) {
        LOGGER.error("The check of {} failed", name, e);
        problems.add(name + ": the check itself failed, see James' log");
      }
    }
    return problems;
  }
}
