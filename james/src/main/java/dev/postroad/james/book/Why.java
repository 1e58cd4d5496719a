// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import dev.postroad.core.history.Cause;
import dev.postroad.core.outcome.DeliveryStatus;

/**
 * What deferred a mail.
 *
 * @param status in whose words
 * @param cause the same in one word
 */
public record Why(DeliveryStatus status, Cause cause) {}
