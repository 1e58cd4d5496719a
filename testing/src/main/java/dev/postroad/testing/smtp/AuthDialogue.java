// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postroad.testing.smtp.Violation.Kind;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The AUTH exchange of one connection (RFC 4954). */
final class AuthDialogue {
  private final ServerSettings.Auth settings;
  private final Conversation conversation;
  private Optional<String> user = Optional.empty();

  AuthDialogue(ServerSettings.Auth settings, Conversation conversation) {
    this.settings = settings;
    this.conversation = conversation;
  }

  /** Who has authenticated. */
  Optional<String> user() {
    return user;
  }

  /** Forgets who it was, as after STARTTLS (RFC 3207 section 4.2). */
  void forget() {
    user = Optional.empty();
  }

  /**
   * Leads the exchange that a command begins.
   *
   * @param refusal the reply if there shall be none
   */
  void run(Command command, Optional<String> refusal) throws IOException {
    String[] words = command.argument().split(" ", -1);
    String mechanism = words[0].toUpperCase(Locale.ROOT);
    var scripted = conversation.scripted(Stage.AUTH, command.line(), refusal.orElse(""));
    if (scripted.isPresent()) {
      runScripted(scripted.get(), mechanism, words.length > 1);
      return;
    }
    if (refusal.isPresent()) {
      reply(refusal.get());
      return;
    }
    Optional<SaslServer> server =
        settings.mechanisms().contains(mechanism)
            ? SaslServer.of(mechanism, settings)
            : Optional.empty();
    if (words.length > 2 || mechanism.isEmpty()) {
      conversation.violation(Kind.SYNTAX, command.line());
      reply("501 5.5.4 syntax: AUTH mechanism [initial-response]\r\n");
    } else if (server.isEmpty()) {
      conversation.violation(Kind.NOT_OFFERED, "AUTH " + mechanism);
      reply("504 5.5.4 mechanism not offered\r\n");
    } else {
      Optional<String> initial = words.length > 1 ? Optional.of(words[1]) : Optional.empty();
      exchange(server.get(), mechanism, initial);
    }
  }

  private void exchange(SaslServer server, String mechanism, Optional<String> initial)
      throws IOException {
    if (initial.isPresent() && !server.clientFirst()) {
      conversation.violation(Kind.SYNTAX, mechanism + " has no initial response");
      finish(server, mechanism, true, false, "501 5.7.0 no initial response, please\r\n");
      return;
    }
    SaslServer.Step step =
        initial.isPresent() ? decodeAndRespond(server, initialText(initial.get())) : server.begin();
    while (step instanceof SaslServer.Step.Challenge challenge) {
      reply("334 " + Base64.getEncoder().encodeToString(challenge.text().getBytes(UTF_8)) + "\r\n");
      String line = conversation.readLine();
      if (line.equals("*")) {
        finish(server, mechanism, initial.isPresent(), false, "501 5.7.0 cancelled\r\n");
        return;
      }
      step = decodeAndRespond(server, line);
    }
    boolean right = step instanceof SaslServer.Step.Success;
    String reply = right ? "235 2.7.0 welcome\r\n" : "535 5.7.8 wrong credentials\r\n";
    finish(server, mechanism, initial.isPresent(), right, reply);
  }

  /** An empty initial response is written as an equals sign. */
  private static String initialText(String word) {
    return word.equals("=") ? "" : word;
  }

  private SaslServer.Step decodeAndRespond(SaslServer server, String base64) {
    try {
      return server.respond(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      conversation.violation(Kind.SYNTAX, "no Base64: " + base64);
      return new SaslServer.Step.Failure();
    }
  }

  private void finish(
      SaslServer server, String mechanism, boolean initial, boolean right, String reply)
      throws IOException {
    if (right) {
      user = Optional.of(server.user());
    }
    attempt(mechanism, server.user(), right, initial);
    reply(reply);
  }

  private void runScripted(Conversation.Plan first, String mechanism, boolean initial)
      throws IOException {
    Conversation.Plan plan = first;
    conversation.perform(plan);
    while (plan.code() == 334) {
      String line = conversation.readLine();
      plan = conversation.reply(Stage.AUTH, line, "535 5.7.8 wrong credentials\r\n");
    }
    boolean right = plan.code() == 235;
    if (right) {
      user = Optional.of("");
    }
    attempt(mechanism, "", right, initial);
  }

  private void attempt(String mechanism, String name, boolean right, boolean initial) {
    boolean tls = conversation.session().tls().isPresent();
    conversation.session().add(new AuthAttempt(mechanism, name, right, initial, tls));
  }

  private void reply(String text) throws IOException {
    conversation.perform(Conversation.Plan.ofDefault(text));
  }
}
