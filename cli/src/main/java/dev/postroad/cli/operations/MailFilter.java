// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.server.Query;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which mails are meant. All that is said must hold. */
final class MailFilter {
  @Option(
      names = "--state",
      paramLabel = "S",
      order = 10,
      description = "queued, waiting, sending, deferred or held.")
  private @Nullable String state;

  @Option(
      names = "--sender",
      paramLabel = "A",
      order = 11,
      description = "The sender: an address, @domain, or <> for notifications.")
  private @Nullable String sender;

  @Option(
      names = "--recipient",
      paramLabel = "A",
      order = 12,
      description = "A recipient who has not got it yet: an address, or @domain.")
  private @Nullable String recipient;

  @Option(names = "--site", paramLabel = "SITE", order = 13, description = "The site it goes to.")
  private @Nullable String site;

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      order = 14,
      description = "The queue it is delivered from.")
  private @Nullable String queue;

  @Option(
      names = "--cause",
      paramLabel = "C",
      order = 15,
      description =
          "Why it has not gone: a status or the beginning of one, such as 4.2.1 or 4.7; or a word:"
              + " dns, unreachable, timeout, greeting, tls, auth, sender, recipient, mailbox-full,"
              + " policy, rate, content, size, protocol, limit, suspended, down, expired,"
              + " configuration, internal, other.")
  private @Nullable String cause;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      order = 16,
      description = "Taken on longer ago than 30m, 2h, 1d.")
  private @Nullable String olderThan;

  Query query() {
    return new Query()
        .with("state", state)
        .with("sender", sender)
        .with("recipient", recipient)
        .with("site", site)
        .with("queue", queue)
        .with("cause", cause)
        .with("olderThan", olderThan);
  }
}
