// SPDX-License-Identifier: Apache-2.0
/**
 * What others see of deliveries without asking: metrics for James and for Prometheus, health
 * checks, and the records of every attempt and every ending.
 */
@NullMarked
package dev.postroad.james.observe;

import org.jspecify.annotations.NullMarked;
