// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import java.time.Duration;

/**
 * How long tries at a site took, of the last {@value SiteHistory#TIMES}.
 *
 * @param median half of them took no longer
 * @param p95 95 of a hundred took no longer
 */
public record TimesTaken(Duration median, Duration p95) {}
