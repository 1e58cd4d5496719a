// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All that is known of one connection; it grows while the connection lives. Safe for use by any
 * thread.
 */
public final class RecordedSession {
  /** How a connection ended. */
  public enum Ending {
    /** It lives. */
    OPEN,
    /** The client sent QUIT. */
    QUIT,
    /** The client closed or reset it without QUIT. */
    CLIENT_CLOSED,
    /** A rule closed it. */
    SCRIPTED,
    /** The TLS handshake failed. */
    HANDSHAKE_FAILED,
    /** The client was silent too long. */
    IDLE,
    /** The server was closed. */
    SERVER_CLOSED,
    /** The server gave up on it, for example because of a line without end. */
    ABANDONED
  }

  private final long number;
  private final InetSocketAddress client;
  private final InetSocketAddress server;
  private final Instant opened;
  private final Queue<TranscriptLine> transcript = new ConcurrentLinkedQueue<>();
  private final Queue<AuthAttempt> authAttempts = new ConcurrentLinkedQueue<>();
  private final Consumer<TranscriptLine> watcher;
  private volatile Optional<TlsInfo> tls = Optional.empty();
  private volatile String heloName = "";
  private volatile int mails;
  private volatile Ending ending = Ending.OPEN;

  RecordedSession(
      long number,
      InetSocketAddress client,
      InetSocketAddress server,
      Instant opened,
      Consumer<TranscriptLine> watcher) {
    this.number = number;
    this.client = client;
    this.server = server;
    this.opened = opened;
    this.watcher = watcher;
  }

  /** The number of the connection, from 1 since the server started. */
  public long number() {
    return number;
  }

  /** The client's end: its source address tells what it bound to. */
  public InetSocketAddress client() {
    return client;
  }

  /** The server's end. */
  public InetSocketAddress server() {
    return server;
  }

  /** When it was accepted. */
  public Instant opened() {
    return opened;
  }

  /** Every line so far, in order. */
  public List<TranscriptLine> transcript() {
    return List.copyOf(transcript);
  }

  /** The client's lines so far, in order: commands and AUTH responses. */
  public List<String> commands() {
    return transcript.stream()
        .filter(line -> line.from() == TranscriptLine.From.CLIENT)
        .map(TranscriptLine::text)
        .toList();
  }

  /** The server's reply lines so far, in order. */
  public List<String> replies() {
    return transcript.stream()
        .filter(line -> line.from() == TranscriptLine.From.SERVER)
        .map(TranscriptLine::text)
        .toList();
  }

  /**
   * The client's lines, those together that were sent without waiting for a reply. Without
   * PIPELINING every group has one line.
   *
   * <p>A client that does not wait can still be overtaken by a quick server; {@link
   * ScriptedSmtpServer.Builder#lingerBeforeReply} takes the chance out of it.
   */
  public List<List<String>> groups() {
    List<List<String>> groups = new ArrayList<>();
    boolean contentCame = false;
    for (TranscriptLine line : transcript) {
      // Whoever sends content has waited for 354, whatever it then sends behind the final dot.
      contentCame |= line.from() == TranscriptLine.From.SERVER && line.text().startsWith("354");
      if (line.from() != TranscriptLine.From.CLIENT) {
        continue;
      }
      if (groups.isEmpty() || !line.beforeReply() || contentCame) {
        groups.add(new ArrayList<>());
      }
      contentCame = false;
      groups.get(groups.size() - 1).add(line.text());
    }
    return groups.stream().map(List::copyOf).toList();
  }

  /** Every AUTH exchange so far. */
  public List<AuthAttempt> authAttempts() {
    return List.copyOf(authAttempts);
  }

  /** The handshake, if there was one that succeeded. */
  public Optional<TlsInfo> tls() {
    return tls;
  }

  /** The argument of the last EHLO or HELO; empty before. */
  public String heloName() {
    return heloName;
  }

  /** How many mails it has delivered. */
  public int mails() {
    return mails;
  }

  /** How it ended, or that it lives. */
  public Ending ending() {
    return ending;
  }

  /** The whole transcript as text, for messages and for people. */
  @Override
  public String toString() {
    return "session %d from %s, %s%n%s"
        .formatted(
            number,
            client,
            ending,
            transcript.stream()
                .map(TranscriptLine::toString)
                .collect(Collectors.joining(System.lineSeparator())));
  }

  void add(TranscriptLine line) {
    transcript.add(line);
    watcher.accept(line);
  }

  void add(AuthAttempt attempt) {
    authAttempts.add(attempt);
  }

  void encrypted(TlsInfo info) {
    tls = Optional.of(info);
  }

  void named(String name) {
    heloName = name;
  }

  void mails(int count) {
    mails = count;
  }

  /** The first cause of the end is kept. */
  void ended(Ending cause) {
    if (ending == Ending.OPEN) {
      ending = cause;
    }
  }
}
