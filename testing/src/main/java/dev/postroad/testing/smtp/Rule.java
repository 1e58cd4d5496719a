// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What a {@link ScriptedSmtpServer} does at a stage instead of being polite.
 *
 * <p>A rule says when (the qualifiers {@link #matching}, {@link #times}, {@link #afterMails}, …)
 * and what (the actions, done in the order written). A rule without actions is not in force yet, so
 * write the qualifiers first when a client is already connected. At each point the first rule in
 * the order written that matches and is not used up decides; so rules with {@link #times} make a
 * sequence. All methods return the rule itself and may be called by any thread.
 *
 * <p>The code of the first reply decides how the session goes on, as if the server had meant it: a
 * scripted {@code 250} to RCPT accepts the recipient, a scripted {@code 550} does not. A rule that
 * only stalls is followed by the default reply.
 *
 * <pre>{@code
 * server.on(Stage.RCPT).matching("bob@").times(2).reply("450 4.2.1 busy");
 * server.on(Stage.GREETING).onConnection(1).reply("421 4.3.2 try later").drop();
 * server.on(Stage.FINAL_DOT).raw("250 2.0").reset();
 * server.on(Stage.EHLO).drip("250 mx.test\r\n", Duration.ofMillis(50));
 * server.on(Stage.STARTTLS).reply("220 go ahead").raw("250 injected\r\n");
 * }</pre>
 */
public final class Rule {
  private final Set<Stage> stages;
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger toSkip = new AtomicInteger();
  private final AtomicInteger hits = new AtomicInteger();
  private volatile Predicate<Moment> condition = moment -> true;
  private volatile List<Action> actions = List.of();
  private volatile long contentOctets = 1;

  Rule(Set<Stage> stages) {
    this.stages = stages;
  }

  /**
   * What is known when a rule is asked.
   *
   * @param line the command line without CRLF; empty at GREETING, HANDSHAKE and CONTENT
   * @param connection the number of the connection, from 1
   * @param mailsInSession how many mails this connection has delivered so far
   * @param underTls whether the connection is encrypted
   */
  record Moment(Stage stage, String line, long connection, int mailsInSession, boolean underTls) {}

  // ------------------------------------------------------------------ when

  /** Only if the command line contains the text; case does not matter. */
  public Rule matching(String part) {
    String wanted = part.toLowerCase(Locale.ROOT);
    return matching(line -> line.toLowerCase(Locale.ROOT).contains(wanted));
  }

  /** Only if the command line, without CRLF, satisfies the predicate. */
  public Rule matching(Predicate<String> line) {
    return when(moment -> line.test(moment.line()));
  }

  /** Only the given number of times, over all connections; then the rule is used up. */
  public Rule times(int times) {
    left.set(times);
    return this;
  }

  /** Lets the given number of matching moments pass first. */
  public Rule skipping(int moments) {
    toSkip.set(moments);
    return this;
  }

  /** Only on connections that have delivered at least this many mails. */
  public Rule afterMails(int mails) {
    return when(moment -> moment.mailsInSession() >= mails);
  }

  /** Only on the connection of that number, counted from 1 since the server started. */
  public Rule onConnection(long number) {
    return when(moment -> moment.connection() == number);
  }

  /** Only with, or only without, TLS. */
  public Rule underTls(boolean tls) {
    return when(moment -> moment.underTls() == tls);
  }

  /** At {@link Stage#CONTENT}: only when so many octets of content have arrived; 1 unless set. */
  public Rule afterBytes(long octets) {
    contentOctets = octets;
    return this;
  }

  // ------------------------------------------------------------------ what

  /**
   * Replies with the lines, each followed by CRLF.
   *
   * @param lines sent as written, right or wrong; {@code reply("250-one", "250 two")} is multi-line
   */
  public Rule reply(String... lines) {
    return then(new Action.Send((String.join("\r\n", lines) + "\r\n").getBytes(UTF_8)));
  }

  /** Sends the text as it is, without CRLF. */
  public Rule raw(String text) {
    return raw(text.getBytes(UTF_8));
  }

  /** Sends the bytes as they are. */
  public Rule raw(byte[] bytes) {
    return then(new Action.Send(bytes.clone()));
  }

  /** Replies as the server would have without this rule. */
  public Rule defaultReply() {
    return then(new Action.Default());
  }

  /** Sends the text byte by byte; nothing is added to it. */
  public Rule drip(String text, Duration each) {
    return then(new Action.Drip(text.getBytes(UTF_8), each));
  }

  /** Waits, taking what the client sends, as long as the connection lives. */
  public Rule stall() {
    return then(new Action.Stall(Optional.empty(), true));
  }

  /** Waits that long, taking what the client sends, and goes on with the next action. */
  public Rule stall(Duration length) {
    return then(new Action.Stall(Optional.of(length), true));
  }

  /** Stops taking bytes from the socket, so that the client's writes come to a stand. */
  public Rule stopReading() {
    return then(new Action.Stall(Optional.empty(), false));
  }

  /** Sends one line that never ends. */
  public Rule endlessLine() {
    return raw("250 ").then(new Action.Endless("x".repeat(1000).getBytes(US_ASCII)));
  }

  /** Sends one reply whose lines never end. */
  public Rule endlessReply(int code) {
    return then(new Action.Endless((code + "-and more\r\n").repeat(50).getBytes(US_ASCII)));
  }

  /** Closes the connection; after replies, they are sent first. */
  public Rule drop() {
    return then(new Action.Close(false));
  }

  /** Resets the connection (RST); replies before it may be lost with it. */
  public Rule reset() {
    return then(new Action.Close(true));
  }

  /**
   * Makes the TLS handshake fail by a fatal alert in answer to the client's hello; at {@link
   * Stage#STARTTLS} after replying 220.
   */
  public Rule failHandshake() {
    byte[] handshakeFailure = {0x15, 0x03, 0x03, 0, 2, 2, 40};
    if (stages.contains(Stage.STARTTLS)) {
      reply("220 2.0.0 ready to start TLS");
    }
    return then(new Action.AwaitInput()).raw(handshakeFailure).drop();
  }

  // ------------------------------------------------------------------ use

  /** Ends the rule now. */
  public void heal() {
    left.set(0);
  }

  /** How many times it has been applied. */
  public int hits() {
    return hits.get();
  }

  List<Action> actions() {
    return actions;
  }

  boolean concerns(Stage stage) {
    return stages.contains(stage);
  }

  long contentOctets() {
    return contentOctets;
  }

  /** Whether the rule takes this moment; if so it counts as used once. */
  boolean takes(Moment moment) {
    if (actions.isEmpty() || !stages.contains(moment.stage()) || !condition.test(moment)) {
      return false;
    }
    if (toSkip.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      return false;
    }
    int before = left.getAndUpdate(n -> n == 0 || n == Integer.MAX_VALUE ? n : n - 1);
    if (before == 0) {
      return false;
    }
    hits.incrementAndGet();
    return true;
  }

  private synchronized Rule then(Action action) {
    List<Action> all = new ArrayList<>(actions);
    all.add(action);
    actions = List.copyOf(all);
    return this;
  }

  private synchronized Rule when(Predicate<Moment> further) {
    condition = condition.and(further);
    return this;
  }
}
