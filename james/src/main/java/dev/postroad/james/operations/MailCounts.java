// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.time.Instant;
import java.util.Optional;

/**
 * How many mails are open.
 *
 * @param queued in James' queue, as far as that is known
 * @param waiting taken from it, and waiting for their turn
 * @param sending being tried
 * @param deferred kept until they are due
 * @param held kept until an operator releases them
 * @param others of which no more is known than that they are open
 * @param oldest since when the oldest that is not held is open; empty if there is none
 */
public record MailCounts(
    int queued,
    int waiting,
    int sending,
    int deferred,
    int held,
    long others,
    Optional<Instant> oldest) {}
