// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.message.Mailbox;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What rules may know of a mail, beside the recipient they are asked about.
 *
 * @param sender empty for the null reverse-path of notifications
 * @param authenticatedUser whom the mail was submitted as, by SMTP AUTH; empty if nobody said who
 *     they are
 * @param client where the mail was submitted from; empty if it was made in this server
 * @param message what is sent
 * @param progress how far its delivery has come
 * @param mx what the DNS says of domains; asked only for classes that go by it
 */
public record MailFacts(
    Optional<Mailbox> sender,
    Optional<String> authenticatedUser,
    Optional<InetAddress> client,
    Message message,
    Progress progress,
    MxLookup mx) {

  /**
   * The message itself, as far as rules ask for it.
   *
   * @param size says how many octets it has, header included, asked only by rules that want to
   *     know; empty if nobody knows, and then it is in no range
   * @param priority as MT-PRIORITY (RFC 6710), -9 to 9; empty if none was given, which means 0
   * @param header whether there is a header field of that name, whatever the case
   */
  public record Message(
      Supplier<OptionalLong> size, OptionalInt priority, Predicate<String> header) {
    /** Nothing is known of it. */
    public static final Message UNKNOWN =
        new Message(OptionalLong::empty, OptionalInt.empty(), name -> false);
  }

  /** A mail of which only the envelope is known, before its first attempt. */
  public MailFacts(
      Optional<Mailbox> sender, Optional<String> authenticatedUser, Optional<InetAddress> client) {
    this(sender, authenticatedUser, client, Message.UNKNOWN, Progress.NONE, MxLookup.NOTHING);
  }

  /** Facts of a mail, where the DNS is not asked. */
  public MailFacts(
      Optional<Mailbox> sender,
      Optional<String> authenticatedUser,
      Optional<InetAddress> client,
      Message message,
      Progress progress) {
    this(sender, authenticatedUser, client, message, progress, MxLookup.NOTHING);
  }

  /** The same, where the DNS may be asked. */
  public MailFacts with(MxLookup lookup) {
    return new MailFacts(sender, authenticatedUser, client, message, progress, lookup);
  }
}
