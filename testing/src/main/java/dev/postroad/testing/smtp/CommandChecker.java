// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postroad.testing.smtp.Violation.Kind;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Looks at commands for what a client may not do, whatever the server answers. */
final class CommandChecker {
  private static final Set<String> KNOWN =
      Set.of(
          "EHLO",
          "HELO",
          "STARTTLS",
          "AUTH",
          "MAIL",
          "RCPT",
          "DATA",
          "BDAT",
          "RSET",
          "NOOP",
          "QUIT",
          "VRFY",
          "EXPN",
          "HELP");

  /** Commands that must be the last of a group (RFC 2920, 3207, 4954). */
  private static final Set<String> GROUP_ENDS =
      Set.of("EHLO", "DATA", "VRFY", "EXPN", "QUIT", "NOOP", "STARTTLS", "AUTH");

  private final Conversation conversation;
  private String previousVerb = "";
  private boolean dataWasRefused;
  private int mails;
  private int recipients;
  private final Set<String> domains = new HashSet<>();

  CommandChecker(Conversation conversation) {
    this.conversation = conversation;
  }

  void check(Command command, Offer offer) {
    checkLength(command, offer);
    if (conversation.lineWasEarly()) {
      checkGroup(command, offer);
    }
    if (!KNOWN.contains(command.verb())) {
      conversation.violation(
          dataWasRefused ? Kind.CONTENT_AFTER_REFUSAL : Kind.UNKNOWN_COMMAND, command.line());
    } else {
      dataWasRefused = false;
    }
    checkLimits(command, offer);
    previousVerb = command.verb();
  }

  /** How many different domains recipients have had on this connection. */
  int domains() {
    return domains.size();
  }

  private void checkLimits(Command command, Offer offer) {
    if (command.verb().equals("MAIL")) {
      mails++;
      recipients = 0;
      checkLimit("MAILMAX", mails, command, offer);
    } else if (command.verb().equals("RCPT")) {
      recipients++;
      checkLimit("RCPTMAX", recipients, command, offer);
      command.envelopeAddress().ifPresent(to -> domains.add(domain(to.address())));
      checkLimit("RCPTDOMAINMAX", domains.size(), command, offer);
    }
  }

  private void checkLimit(String name, int count, Command command, Offer offer) {
    if (count > offer.limit(name).orElse(Long.MAX_VALUE)) {
      conversation.violation(Kind.BEYOND_LIMITS, command.line() + " is beyond " + name);
    }
  }

  private static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
  }

  /** Says that content came after the last command, so that further commands may follow at once. */
  void contentWasRead() {
    previousVerb = "";
  }

  /** Says that DATA was not answered by 354, so that no content may follow. */
  void dataWasRefused() {
    dataWasRefused = true;
  }

  void checkParameters(EnvelopeAddress address, Offer offer) {
    address
        .parameters()
        .forEach(
            (keyword, value) -> {
              if (!isOffered(keyword, value, offer)) {
                conversation.violation(Kind.NOT_OFFERED, keyword + " in: " + address.line());
              }
            });
  }

  static boolean isOffered(String keyword, String value, Offer offer) {
    return Offer.extensionOf(keyword, value).filter(offer::has).isPresent();
  }

  private void checkGroup(Command command, Offer offer) {
    if (!offer.has("PIPELINING")) {
      conversation.violation(
          Kind.PIPELINING_NOT_OFFERED, command.line() + " did not wait for the reply before");
    } else if (GROUP_ENDS.contains(previousVerb)) {
      conversation.violation(
          Kind.PIPELINED_PAST_GROUP_END,
          command.line() + " did not wait for the reply to " + previousVerb);
    }
  }

  private void checkLength(Command command, Offer offer) {
    int octets = command.line().getBytes(UTF_8).length + 2;
    int most = longest(command.verb(), offer);
    if (octets > most) {
      conversation.violation(
          Kind.LONG_COMMAND, command.verb() + " of " + octets + " octets, at most " + most);
    }
  }

  /** 512 (RFC 5321 section 4.5.3.1.4) and what each offered extension adds to it. */
  private static int longest(String verb, Offer offer) {
    return switch (verb) {
      case "AUTH" -> 12_288;
      case "MAIL" ->
          512
              + (offer.has("SIZE") ? 26 : 0)
              + (offer.has("8BITMIME") ? 17 : 0)
              + (offer.has("SMTPUTF8") ? 10 : 0)
              + (offer.has("AUTH") ? 500 : 0)
              + (offer.has("DSN") ? 8 + 107 : 0);
      case "RCPT" -> 512 + (offer.has("DSN") ? 28 + 500 : 0);
      default -> 512;
    };
  }
}
