// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.message.Mailbox;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What rules may know of a mail, beside the recipient they are asked about.
 *
 * @param sender empty for the null reverse-path of notifications
 * @param authenticatedUser whom the mail was submitted as, by SMTP AUTH; empty if nobody said who
 *     they are
 * @param client where the mail was submitted from; empty if it was made in this server
 */
public record MailFacts(
    Optional<Mailbox> sender, Optional<String> authenticatedUser, Optional<InetAddress> client) {}
