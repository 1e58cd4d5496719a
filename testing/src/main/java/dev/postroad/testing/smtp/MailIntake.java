// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import dev.postroad.testing.smtp.Violation.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Takes the content of mails, answers for it, and puts the mails on record. */
final class MailIntake {
  /** Makes the text of a reply. */
  interface Replies {
    String say(int code, String enhanced, String text);
  }

  private final ServerSettings settings;
  private final Records records;
  private final Conversation conversation;

  MailIntake(ServerSettings settings, Records records, Conversation conversation) {
    this.settings = settings;
    this.records = records;
    this.conversation = conversation;
  }

  /** Reads content up to the final dot and answers it. */
  void readData(Transaction transaction, Optional<String> user, Offer offer, Replies replies)
      throws IOException {
    ContentRecorder recorder = new ContentRecorder(settings.keep(), false);
    ContentReader reader = new ContentReader(conversation);
    reader.readDotted(recorder);
    conversation.remark(recorder.size() + " octets of content and the final dot");
    Conversation.Plan early = reader.early();
    noteViolations(transaction, recorder, offer);
    Conversation.Plan plan =
        early != null
            ? early
            : conversation.plan(Stage.FINAL_DOT, "", finalReply(recorder, offer, replies));
    keep(transaction, recorder, plan, user);
    if (early == null) {
      conversation.perform(plan);
    }
  }

  /**
   * Reads one chunk and answers it.
   *
   * @param refusal the reply if the chunk is not welcome; its octets are read all the same
   * @return whether the transaction goes on
   */
  boolean readChunk(
      Transaction transaction,
      Command command,
      Optional<String> refusal,
      Optional<String> user,
      Offer offer,
      Replies replies)
      throws IOException {
    String[] words = command.argument().toUpperCase(Locale.ROOT).split(" ", -1);
    long octets = Long.parseLong(words[0]);
    boolean last = words.length > 1;
    ContentRecorder recorder =
        refusal.isPresent()
            ? new ContentRecorder(Keep.COUNTS, true)
            : transaction.chunks(settings.keep());
    ContentReader reader = new ContentReader(conversation);
    reader.readChunk(recorder, octets);
    conversation.remark(octets + " octets of content");
    Conversation.Plan early = reader.early();
    if (refusal.isEmpty() && last) {
      noteViolations(transaction, recorder, offer);
    }
    String polite =
        refusal.orElseGet(
            () ->
                last
                    ? finalReply(recorder, offer, replies)
                    : replies.say(250, "2.0.0", octets + " octets received"));
    Conversation.Plan plan = early != null ? early : planChunk(command, polite, last);
    boolean complete = last && refusal.isEmpty();
    if (complete) {
      keep(transaction, recorder, plan, user);
    }
    if (early == null) {
      conversation.perform(plan);
    }
    return plan.isPositive() && !last;
  }

  private Conversation.Plan planChunk(Command command, String polite, boolean last) {
    // No rule is asked twice about one chunk: it counts how often it was.
    return last
        ? conversation
            .scripted(Stage.BDAT, command.line(), polite)
            .orElseGet(() -> conversation.plan(Stage.FINAL_DOT, command.line(), polite))
        : conversation.plan(Stage.BDAT, command.line(), polite);
  }

  private static String finalReply(ContentRecorder recorder, Offer offer, Replies replies) {
    return recorder.size() > offer.sizeLimit().orElse(Long.MAX_VALUE)
        ? replies.say(552, "5.3.4", "message too big")
        : replies.say(250, "2.0.0", "accepted " + recorder.size() + " octets");
  }

  private void noteViolations(Transaction transaction, ContentRecorder recorder, Offer offer) {
    for (Map.Entry<Kind, String> found : recorder.violations().entrySet()) {
      boolean allowed =
          switch (found.getKey()) {
            case UNDECLARED_EIGHT_BIT ->
                transaction.declaresEightBit() && (offer.has("8BITMIME") || offer.has("SMTPUTF8"));
            case BARE_CR, BARE_LF, NUL, LONG_LINE, NO_FINAL_CRLF -> transaction.isBinary();
            default -> false;
          };
      if (!allowed) {
        conversation.violation(found.getKey(), found.getValue());
      }
    }
  }

  private void keep(
      Transaction transaction,
      ContentRecorder recorder,
      Conversation.Plan plan,
      Optional<String> user) {
    RecordedSession session = conversation.session();
    if (settings.keep() != Keep.COUNTS || !records.mailWatchers.isEmpty()) {
      ReceivedMail mail =
          new ReceivedMail(
              session.number(),
              Instant.now(),
              transaction.sender(),
              transaction.recipients(),
              recorder.finish(),
              plan.firstLine(),
              session.tls(),
              user);
      if (settings.keep() != Keep.COUNTS) {
        (plan.isPositive() ? records.mails : records.unacceptedMails).add(mail);
      }
      if (plan.isPositive()) {
        records.mailWatchers.forEach(watcher -> watcher.accept(mail));
      }
    }
    if (plan.isPositive()) {
      session.mails(session.mails() + 1);
      records.accepted(transaction.recipients().size(), recorder.size());
    }
  }
}
