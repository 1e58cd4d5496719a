// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.time.Instant;
import java.util.Optional;

/**
 * How many open mails are kept.
 *
 * @param deferred kept until they are due
 * @param held kept until an operator releases them
 * @param oldest since when the oldest that is not held is open; empty if there is none
 */
public record MailCounts(int deferred, int held, Optional<Instant> oldest) {}
