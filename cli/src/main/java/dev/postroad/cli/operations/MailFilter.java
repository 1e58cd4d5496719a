// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.World;
import dev.postroad.cli.server.Query;
import dev.postroad.cli.server.Server;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which mails are meant. All that is said must hold. */
final class MailFilter {
  private final Query asked = new Query();
  private @Nullable String site;

  @Option(
      names = "--id",
      paramLabel = "MAIL",
      order = 9,
      description = "The name of one mail; it is one, or none if that has ended.")
  void id(@Nullable String word) {
    asked.with("id", word);
  }

  @Option(
      names = "--state",
      paramLabel = "S",
      order = 10,
      description = "queued, waiting, sending, deferred or held.")
  void state(@Nullable String word) {
    asked.with("state", word);
  }

  @Option(
      names = "--sender",
      paramLabel = "A",
      order = 11,
      description = "The sender: an address, @domain, or <> for notifications.")
  void sender(@Nullable String word) {
    asked.with("sender", word);
  }

  @Option(
      names = "--recipient",
      paramLabel = "A",
      order = 12,
      description = "A recipient who has not got it yet: an address, or @domain.")
  void recipient(@Nullable String word) {
    asked.with("recipient", word);
  }

  @Option(names = "--site", paramLabel = "SITE", order = 13, description = "The site it goes to.")
  void site(@Nullable String word) {
    site = word;
    asked.with("site", word);
  }

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      order = 14,
      description = "The queue it is delivered from.")
  void queue(@Nullable String word) {
    asked.with("queue", word);
  }

  @Option(
      names = "--cause",
      paramLabel = "C",
      order = 15,
      description =
          "Why it has not gone: a status or the beginning of one, such as 4.2.1 or 4.7; or a word:"
              + " dns, unreachable, timeout, greeting, tls, auth, sender, recipient, mailbox-full,"
              + " policy, rate, content, size, protocol, limit, suspended, down, expired,"
              + " configuration, internal, other.")
  void cause(@Nullable String word) {
    asked.with("cause", word);
  }

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      order = 16,
      description = "Taken on longer ago than 30m, 2h, 1d.")
  void olderThan(@Nullable String word) {
    asked.with("olderThan", word);
  }

  /** That no mail is found may be for a site that is misspelt. */
  void noteUnknownSite(Server server, World world) throws CommandFailure {
    if (site != null && server.find(SiteNames.path(site), new Query()).isEmpty()) {
      world.note(
          "nothing is known of a site "
              + site
              + ": it has no mail, and had none lately; postroad sites list has the names");
    }
  }

  /** What was said, as a query. */
  Query query() {
    return new Query().with(asked);
  }
}
