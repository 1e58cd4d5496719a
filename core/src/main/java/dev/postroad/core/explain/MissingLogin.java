// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.explain;

import dev.postroad.core.outcome.DeliveryStatus;

/**
 * A relay of the way that nobody can log in to for the sender, so that it gets no mail from them.
 *
 * @param relay its name
 * @param status what its delivery comes to; temporary
 */
public record MissingLogin(String relay, DeliveryStatus status) {}
