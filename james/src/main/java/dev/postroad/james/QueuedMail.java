// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Recipient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MailAddress;

/**
 * A mail of James' queue as the core understands it, and the way back.
 *
 * @param envelope empty if there is no recipient an SMTP command could name
 * @param addresses the addresses of James' mail that each recipient of the envelope stands for
 * @param unusable addresses that no SMTP command may carry, each with what is wrong with it
 */
record QueuedMail(
    Optional<Envelope> envelope,
    Map<Recipient, List<MailAddress>> addresses,
    Map<MailAddress, String> unusable) {}
