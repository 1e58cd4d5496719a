// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postroad.testing.smtp.TranscriptLine.From;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one connection in both directions: reads the client's, replies by script or by
 * default, and records both.
 */
final class Conversation {
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private final Wire wire;
  private final RecordedSession session;
  private final ServerContext context;
  private final ServerSettings settings;
  private final boolean recording;
  private boolean nextIsEarly;
  private boolean lineWasEarly;
  private boolean replied;
  private @Nullable Violation refusal;

  Conversation(Wire wire, RecordedSession session, ServerContext context, ServerSettings settings) {
    this.wire = wire;
    this.session = session;
    this.context = context;
    this.settings = settings;
    this.recording = settings.keep() != Keep.COUNTS;
  }

  /**
   * A reply to be: decided before anything is sent, so that a mail is on record before its client
   * can know.
   *
   * @param actions what will be done
   * @param text all that will be sent as far as it is text
   */
  record Plan(List<Action> actions, String defaultReply, String text) {
    static Plan ofDefault(String reply) {
      return new Plan(List.of(new Action.Default()), reply, reply);
    }

    /** The code of the first reply; 0 if there is none. */
    int code() {
      return text.length() >= 3 && text.substring(0, 3).matches("[0-9]{3}")
          ? Integer.parseInt(text.substring(0, 3))
          : 0;
    }

    boolean isPositive() {
      return code() / 100 == 2;
    }

    String firstLine() {
      int end = text.indexOf("\r\n");
      return end < 0 ? text : text.substring(0, end);
    }
  }

  /** The client's next line, without its end. */
  String readLine() throws IOException {
    Wire.Line line = wire.readLine();
    lineWasEarly = nextIsEarly;
    nextIsEarly = false;
    record(From.CLIENT, line.text(), lineWasEarly);
    if (!line.ended()) {
      violation(Violation.Kind.BARE_LF, "ends the line: " + line.text());
    }
    if (line.text().indexOf('\r') >= 0) {
      violation(Violation.Kind.BARE_CR, "in the line: " + line.text());
    }
    if (line.text().indexOf('\0') >= 0) {
      violation(Violation.Kind.NUL, "in the line: " + line.text());
    }
    return line.text();
  }

  /** Whether the line read last had arrived before the reply to the one before was sent. */
  boolean lineWasEarly() {
    return lineWasEarly;
  }

  /** Whether the client had sent more before the last reply was sent. */
  boolean nextIsEarly() {
    return nextIsEarly;
  }

  /** Forgets that: what had come was content, and is read. */
  void contentWasRead() {
    nextIsEarly = false;
  }

  /** Whether the client talks before it could have read what is about to be sent. */
  boolean clientTalks() throws IOException {
    return wire.hasInput(settings.linger());
  }

  Optional<Plan> scripted(Stage stage, String line, String defaultReply) {
    return context.script().ruleFor(moment(stage, line)).map(r -> planOf(r, defaultReply));
  }

  Optional<Plan> scriptedContent(long octets) {
    return context
        .script()
        .contentRule(moment(Stage.CONTENT, ""), octets)
        .map(rule -> planOf(rule, ""));
  }

  /** The rule's reply if one takes this stage, else the default. */
  Plan plan(Stage stage, String line, String defaultReply) {
    return scripted(stage, line, defaultReply).orElseGet(() -> byDefault(stage, defaultReply));
  }

  /** The default reply, or in strict mode the refusal of what the client did since the last. */
  private Plan byDefault(Stage stage, String defaultReply) {
    Violation found = refusal;
    boolean positive = defaultReply.startsWith("2") || defaultReply.startsWith("3");
    if (found == null || !positive || stage == Stage.QUIT) {
      return Plan.ofDefault(defaultReply);
    }
    boolean refusesMail =
        stage == Stage.GREETING || stage == Stage.FINAL_DOT || stage == Stage.BDAT;
    boolean enhanced = defaultReply.matches("(?s)2[0-9]{2}[ -]2\\.[0-9].*");
    String status = refusesMail ? "5.6.0 " : "5.5.2 ";
    return Plan.ofDefault(
        (refusesMail ? "554 " : "500 ")
            + (enhanced ? status : "")
            + "protocol violation: "
            + found.kind()
            + "\r\n");
  }

  /** Plans and performs. */
  Plan reply(Stage stage, String line, String defaultReply) throws IOException {
    Plan plan = plan(stage, line, defaultReply);
    perform(plan);
    return plan;
  }

  /**
   * Does what was planned.
   *
   * @throws ConnectionEnd if that ends the connection
   */
  void perform(Plan plan) throws IOException {
    replied = false;
    refusal = null;
    boolean scripted = false;
    for (Action action : plan.actions()) {
      scripted |= !(action instanceof Action.Default);
      perform(action, plan);
    }
    if (scripted) {
      wire.flush();
    } else {
      wire.flushUnlessMoreWaits();
    }
  }

  void remark(String text) {
    record(From.REMARK, text, false);
  }

  void violation(Violation.Kind kind, String detail) {
    Violation found = new Violation(kind, detail, session.number());
    context.records().violations.add(found);
    remark("violation: " + kind + " " + detail);
    if (settings.strict() && refusal == null) {
      refusal = found;
    }
  }

  Wire wire() {
    return wire;
  }

  RecordedSession session() {
    return session;
  }

  private Rule.Moment moment(Stage stage, String line) {
    return new Rule.Moment(
        stage, line, session.number(), session.mails(), session.tls().isPresent());
  }

  private static Plan planOf(Rule rule, String defaultReply) {
    List<Action> actions = rule.actions();
    StringBuilder text = new StringBuilder();
    boolean closes = false;
    boolean sends = false;
    for (Action action : actions) {
      if (action instanceof Action.Send send) {
        text.append(new String(send.bytes, UTF_8));
      } else if (action instanceof Action.Drip drip) {
        text.append(new String(drip.bytes, UTF_8));
      } else if (action instanceof Action.Default) {
        text.append(defaultReply);
      }
      closes |= action instanceof Action.Close || action instanceof Action.Endless;
      sends |=
          action instanceof Action.Send
              || action instanceof Action.Drip
              || action instanceof Action.Default;
    }
    if (closes || sends) {
      return new Plan(actions, defaultReply, text.toString());
    }
    List<Action> andDefault = new ArrayList<>(actions);
    andDefault.add(new Action.Default());
    return new Plan(List.copyOf(andDefault), defaultReply, defaultReply);
  }

  private void perform(Action action, Plan plan) throws IOException {
    if (action instanceof Action.Default) {
      send(plan.defaultReply().getBytes(UTF_8));
    } else if (action instanceof Action.Send send) {
      send(send.bytes);
    } else if (action instanceof Action.Drip drip) {
      noteWhetherClientWaits();
      recordReply(drip.bytes);
      for (byte octet : drip.bytes) {
        wire.stall(drip.each, context.closed());
        wire.send(new byte[] {octet});
        wire.flush();
      }
    } else if (action instanceof Action.Endless endless) {
      remark("sends without end");
      while (true) {
        wire.send(endless.bytes);
        wire.flush();
      }
    } else if (action instanceof Action.Stall stall) {
      stall(stall);
    } else if (action instanceof Action.AwaitInput) {
      wire.awaitInput();
    } else if (action instanceof Action.Close close) {
      close(close);
    }
  }

  private void stall(Action.Stall stall) throws IOException {
    wire.flush();
    Duration length = stall.length().orElse(FOR_EVER);
    remark("stalls");
    if (stall.reading()) {
      wire.stall(length, context.closed());
    } else {
      wire.await(context.closed(), length.toNanos());
    }
  }

  private void close(Action.Close close) throws IOException {
    wire.flush();
    if (close.reset()) {
      wire.reset();
    }
    throw new ConnectionEnd(
        RecordedSession.Ending.SCRIPTED, close.reset() ? "reset by a rule" : "closed by a rule");
  }

  private void send(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return;
    }
    noteWhetherClientWaits();
    recordReply(bytes);
    wire.send(bytes);
  }

  private void noteWhetherClientWaits() throws IOException {
    if (!replied) {
      replied = true;
      nextIsEarly = wire.hasInput(settings.linger());
    }
  }

  private void recordReply(byte[] bytes) {
    if (recording) {
      for (String line : ReceivedMail.Texts.decode(bytes).stripTrailing().split("\r\n", -1)) {
        record(From.SERVER, line, false);
      }
    }
  }

  private void record(From from, String text, boolean early) {
    if (recording) {
      boolean tls = session.tls().isPresent();
      session.add(new TranscriptLine(from, Instant.now(), text, early, tls));
    }
  }
}
