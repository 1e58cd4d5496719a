// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import org.apache.james.core.healthcheck.ComponentName;
import org.apache.james.core.healthcheck.Result;
import org.apache.james.core.healthcheck.ResultStatus;

/**
 * What a look at something has shown.
 *
 * @param status how it is
 * @param words what is wrong, since when, and what to do; empty if nothing is
 */
record Finding(ResultStatus status, String words) {
  static final Finding HEALTHY = new Finding(ResultStatus.HEALTHY, "");

  /** Mail goes, though not all of it, or not for long. */
  static Finding degraded(String words) {
    return new Finding(ResultStatus.DEGRADED, words);
  }

  /** No mail goes, or mail may be lost. */
  static Finding unhealthy(String words) {
    return new Finding(ResultStatus.UNHEALTHY, words);
  }

  Result about(ComponentName component) {
    return switch (status) {
      case HEALTHY -> Result.healthy(component);
      case DEGRADED -> Result.degraded(component, words);
      case UNHEALTHY -> Result.unhealthy(component, words);
    };
  }
}
