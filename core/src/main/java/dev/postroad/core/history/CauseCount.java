// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import dev.postroad.core.outcome.DeliveryStatus;

/**
 * How often mail was not delivered for one cause with one status code.
 *
 * @param cause why
 * @param example the last one's words, whose codes are those of all
 * @param count for how many recipients
 */
public record CauseCount(Cause cause, DeliveryStatus example, int count) {}
