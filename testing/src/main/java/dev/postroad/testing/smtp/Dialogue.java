// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import dev.postroad.testing.smtp.RecordedSession.Ending;
import dev.postroad.testing.smtp.Violation.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server's side of SMTP (RFC 5321): one connection's state, and what is polite in it. */
final class Dialogue {
  private final ServerSettings settings;
  private final Conversation conversation;
  private final TlsLayer tls;
  private final CommandChecker checker;
  private final AuthDialogue auth;
  private final MailIntake intake;
  private Offer offer = Offer.NOTHING;
  private boolean named;
  private @Nullable Transaction transaction;
  // With PIPELINING a client may still send what follows a refused MAIL (RFC 2920 section 3.1).
  private boolean mailWasRefused;

  Dialogue(
      ServerSettings settings, ServerContext context, Conversation conversation, TlsLayer tls) {
    this.settings = settings;
    this.conversation = conversation;
    this.tls = tls;
    this.checker = new CommandChecker(conversation);
    this.auth = new AuthDialogue(settings.auth(), conversation);
    this.intake = new MailIntake(settings, context.records(), conversation);
  }

  /** Talks until QUIT. */
  void run() throws IOException {
    if (settings.tls().implicit()) {
      tls.handshake();
    }
    if (conversation.clientTalks()) {
      conversation.violation(Kind.EARLY_TALK, "bytes came before the greeting");
    }
    String greeting = "220 " + settings.hostname() + " ESMTP ready\r\n";
    if (!conversation.reply(Stage.GREETING, "", greeting).isPositive()) {
      named = false;
    }
    while (true) {
      Command command = Command.of(conversation.readLine());
      checker.check(command, offer);
      handle(command);
    }
  }

  private void handle(Command command) throws IOException {
    switch (command.verb()) {
      case "EHLO" -> ehlo(command);
      case "HELO" -> helo(command);
      case "STARTTLS" -> startTls(command);
      case "AUTH" -> auth(command);
      case "MAIL" -> mail(command);
      case "RCPT" -> rcpt(command);
      case "DATA" -> data(command);
      case "BDAT" -> bdat(command);
      case "RSET" -> {
        endTransaction();
        conversation.reply(Stage.RSET, command.line(), say(250, "2.0.0", "flushed"));
      }
      case "NOOP" -> conversation.reply(Stage.NOOP, command.line(), say(250, "2.0.0", "ok"));
      case "QUIT" -> {
        conversation.session().ended(Ending.QUIT);
        conversation.reply(Stage.QUIT, command.line(), say(221, "2.0.0", "bye"));
        throw new ConnectionEnd(Ending.QUIT, "the client quit");
      }
      case "VRFY" -> other(command, say(252, "2.5.0", "send it and see"));
      case "HELP" -> other(command, say(214, "2.0.0", "see RFC 5321"));
      case "EXPN" -> other(command, say(502, "5.5.1", "not here"));
      default -> other(command, say(500, "5.5.2", "unknown command"));
    }
  }

  private void other(Command command, String reply) throws IOException {
    conversation.reply(Stage.OTHER, command.line(), reply);
  }

  // ------------------------------------------------------------------ greeting and TLS

  private void ehlo(Command command) throws IOException {
    boolean encrypted = conversation.session().tls().isPresent();
    StringBuilder lines = new StringBuilder();
    lines.append(settings.hostname()).append(" greets ").append(command.argument());
    settings.capabilities().forEach(line -> lines.append("\r\n").append(line));
    if (settings.tls().context().isPresent() && !encrypted) {
      lines.append("\r\nSTARTTLS");
    }
    if (settings.auth().offeredUnder(encrypted)) {
      lines.append("\r\nAUTH ").append(String.join(" ", settings.auth().mechanisms()));
    }
    Conversation.Plan plan =
        conversation.plan(Stage.EHLO, command.line(), multiline(lines.toString()));
    if (plan.isPositive()) {
      offer = Offer.of(plan.text());
      named(command);
    }
    conversation.perform(plan);
  }

  private void helo(Command command) throws IOException {
    String reply = "250 " + settings.hostname() + "\r\n";
    Conversation.Plan plan = conversation.plan(Stage.HELO, command.line(), reply);
    if (plan.isPositive()) {
      offer = Offer.NOTHING;
      named(command);
    }
    conversation.perform(plan);
  }

  private void named(Command command) {
    named = true;
    conversation.session().named(command.argument());
    endTransaction();
  }

  private void startTls(Command command) throws IOException {
    String reply = say(220, "2.0.0", "ready to start TLS");
    if (settings.tls().context().isEmpty()) {
      reply = notOffered("STARTTLS");
    } else if (conversation.session().tls().isPresent()) {
      reply = outOfSequence("TLS is there already");
    }
    Conversation.Plan plan = conversation.plan(Stage.STARTTLS, command.line(), reply);
    // Looked at before the reply: what comes after it is the client's hello.
    if (plan.code() == 220 && conversation.clientTalks()) {
      conversation.violation(Kind.BYTES_AFTER_STARTTLS, "they are thrown away");
      conversation.wire().discardInput();
    }
    conversation.perform(plan);
    if (plan.code() != 220) {
      return;
    }
    conversation.wire().flush();
    tls.handshake();
    offer = Offer.NOTHING;
    named = false;
    auth.forget();
    endTransaction();
  }

  private void auth(Command command) throws IOException {
    boolean encrypted = conversation.session().tls().isPresent();
    if (!settings.auth().offeredUnder(encrypted) || !offer.has("AUTH")) {
      auth.run(command, Optional.of(notOffered("AUTH")));
    } else if (auth.user().isPresent() || transaction != null) {
      auth.run(command, Optional.of(outOfSequence("not now")));
    } else {
      auth.run(command, Optional.empty());
    }
  }

  // ------------------------------------------------------------------ the envelope

  private void mail(Command command) throws IOException {
    Optional<EnvelopeAddress> address = command.envelopeAddress();
    address.ifPresent(a -> checker.checkParameters(a, offer));
    Conversation.Plan plan =
        conversation.plan(Stage.MAIL, command.line(), mailReply(command, address));
    mailWasRefused = !plan.isPositive();
    if (plan.isPositive()) {
      transaction = new Transaction(address.orElseGet(() -> unparsed(command)));
    }
    conversation.perform(plan);
  }

  private String mailReply(Command command, Optional<EnvelopeAddress> address) {
    if (!named) {
      return outOfSequence("say EHLO or HELO first");
    }
    if (transaction != null) {
      return outOfSequence("a transaction is open");
    }
    if (address.isEmpty()) {
      conversation.violation(Kind.SYNTAX, command.line());
      return say(501, "5.5.4", "syntax: MAIL FROM:<address>");
    }
    if (settings.tls().required() && conversation.session().tls().isEmpty()) {
      return say(530, "5.7.0", "must issue a STARTTLS command first");
    }
    if (settings.auth().required() && auth.user().isEmpty()) {
      return say(530, "5.7.0", "authentication required");
    }
    if (mailsReachedLimit()) {
      return say(451, "4.5.3", "too many mails on this connection");
    }
    return parametersReply(address.get(), address.get().has("SMTPUTF8"))
        .orElseGet(() -> say(250, "2.1.0", "sender ok"));
  }

  private boolean mailsReachedLimit() {
    return offer.limit("MAILMAX").orElse(Long.MAX_VALUE) <= conversation.session().mails();
  }

  /** The refusal of parameters and octets that were not offered or declared. */
  private Optional<String> parametersReply(EnvelopeAddress address, boolean utf8Declared) {
    for (var parameter : address.parameters().entrySet()) {
      if (!CommandChecker.isOffered(parameter.getKey(), parameter.getValue(), offer)) {
        return Optional.of(say(555, "5.5.4", parameter.getKey() + " is not offered"));
      }
    }
    if (!Command.of(address.line()).isAscii() && !(utf8Declared && offer.has("SMTPUTF8"))) {
      conversation.violation(Kind.UNDECLARED_UTF8, address.line());
      return Optional.of(say(553, "5.6.7", "SMTPUTF8 was not declared"));
    }
    String size = address.parameters().getOrDefault("SIZE", "0");
    boolean tooBig =
        size.matches("[0-9]{1,18}")
            && Long.parseLong(size) > offer.sizeLimit().orElse(Long.MAX_VALUE);
    return tooBig ? Optional.of(say(552, "5.3.4", "message too big")) : Optional.empty();
  }

  private void rcpt(Command command) throws IOException {
    Optional<EnvelopeAddress> address = command.envelopeAddress();
    address.ifPresent(a -> checker.checkParameters(a, offer));
    Conversation.Plan plan =
        conversation.plan(Stage.RCPT, command.line(), rcptReply(command, address));
    Transaction open = transaction;
    if (plan.isPositive() && open != null) {
      open.recipients().add(address.orElseGet(() -> unparsed(command)));
    }
    conversation.perform(plan);
  }

  private String rcptReply(Command command, Optional<EnvelopeAddress> address) {
    Transaction open = transaction;
    if (open == null) {
      return outOfSequence("MAIL first");
    }
    if (address.isEmpty()) {
      conversation.violation(Kind.SYNTAX, command.line());
      return say(501, "5.5.4", "syntax: RCPT TO:<address>");
    }
    if (offer.limit("RCPTMAX").orElse(Long.MAX_VALUE) <= open.recipients().size()) {
      return say(452, "4.5.3", "too many recipients");
    }
    if (offer.limit("RCPTDOMAINMAX").orElse(Long.MAX_VALUE) < checker.domains()) {
      return say(452, "4.5.3", "too many domains");
    }
    return parametersReply(address.get(), open.sender().has("SMTPUTF8"))
        .orElseGet(() -> say(250, "2.1.5", "recipient ok"));
  }

  // ------------------------------------------------------------------ the content

  private void data(Command command) throws IOException {
    Transaction open = transaction;
    String reply = "354 go ahead, end with <CRLF>.<CRLF>\r\n";
    if (open == null) {
      reply = outOfSequence("MAIL first");
    } else if (open.hasChunks()) {
      conversation.violation(Kind.BAD_SEQUENCE, "DATA after BDAT");
      reply = say(503, "5.5.1", "BDAT goes on with BDAT");
    } else if (open.recipients().isEmpty()) {
      reply = say(554, "5.5.1", "no valid recipients");
    }
    if (conversation.reply(Stage.DATA, command.line(), reply).code() != 354) {
      checker.dataWasRefused();
      return;
    }
    conversation.wire().flush();
    if (conversation.nextIsEarly()) {
      conversation.violation(
          Kind.PIPELINED_PAST_GROUP_END, "content did not wait for the reply to DATA");
    }
    Transaction used = open == null ? new Transaction(unparsed(command)) : open;
    intake.readData(used, auth.user(), offer, this::say);
    checker.contentWasRead();
    endTransaction();
  }

  private void bdat(Command command) throws IOException {
    if (!command.argument().matches("(?i)[0-9]{1,18}( LAST)?")) {
      conversation.violation(Kind.SYNTAX, command.line());
      conversation.reply(Stage.BDAT, command.line(), say(501, "5.5.4", "syntax: BDAT size [LAST]"));
      return;
    }
    Transaction open = transaction;
    Optional<String> refusal = Optional.empty();
    if (!offer.has("CHUNKING")) {
      refusal = Optional.of(notOffered("BDAT"));
    } else if (open == null) {
      refusal = Optional.of(outOfSequence("MAIL first"));
    } else if (open.recipients().isEmpty()) {
      refusal = Optional.of(say(503, "5.5.1", "no valid recipients"));
    }
    Transaction used = open == null ? new Transaction(unparsed(command)) : open;
    boolean goesOn = intake.readChunk(used, command, refusal, auth.user(), offer, this::say);
    if (!goesOn) {
      mailWasRefused = true;
      endTransaction();
    }
  }

  private void endTransaction() {
    transaction = null;
  }

  // ------------------------------------------------------------------ replies

  private String outOfSequence(String text) {
    boolean mayBePipelined = offer.has("PIPELINING") && mailWasRefused;
    if (!conversation.lineWasEarly() && !mayBePipelined) {
      conversation.violation(Kind.BAD_SEQUENCE, text);
    }
    return say(503, "5.5.1", text);
  }

  private String notOffered(String what) {
    conversation.violation(Kind.NOT_OFFERED, what);
    return say(502, "5.5.1", what + " is not offered");
  }

  /** A reply line, with the enhanced code (RFC 2034) only if that was offered. */
  private String say(int code, String enhanced, String text) {
    String status = offer.has("ENHANCEDSTATUSCODES") ? enhanced + " " : "";
    return code + " " + status + text + "\r\n";
  }

  private static String multiline(String text) {
    String[] lines = text.split("\r\n", -1);
    StringBuilder reply = new StringBuilder();
    for (int i = 0; i < lines.length; i++) {
      reply.append("250").append(i < lines.length - 1 ? '-' : ' ').append(lines[i]).append("\r\n");
    }
    return reply.toString();
  }

  private static EnvelopeAddress unparsed(Command command) {
    return new EnvelopeAddress("", Map.of(), command.line());
  }
}
