// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * A real SMTP server on a loopback address, for tests, playgrounds and as a sink for load.
 *
 * <p>Without a script it is a polite ESMTP server that takes every mail. {@link #on} makes it
 * behave otherwise at a {@link Stage}, see {@link Rule}. It remembers every session line by line,
 * every mail with envelope and bytes, and every {@link Violation} of the standards by its clients;
 * {@link Builder#strict} makes it refuse those too. All methods may be called by any thread.
 *
 * <pre>{@code
 * try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
 *   server.on(Stage.RCPT).matching("bob@").times(1).reply("450 4.2.1 busy");
 *   // … deliver to server.address() …
 *   ReceivedMail mail = server.awaitMails(1, Duration.ofSeconds(5)).get(0);
 *   assertThat(mail.to()).containsExactly("amy@example.com");
 *   assertThat(server.violations()).isEmpty();
 * }
 *
 * ScriptedSmtpServer relay =
 *     ScriptedSmtpServer.builder()
 *         .host("127.0.0.3").hostname("relay.example.net")
 *         .tls(certificates.serverContext()).requireTls()
 *         .user("amy", "secret").authMechanisms("PLAIN").authOnlyUnderTls().requireAuth()
 *         .start();
 * }</pre>
 */
public final class ScriptedSmtpServer implements AutoCloseable {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final InetSocketAddress address;
  private final Script script = new Script();
  private final Records records = new Records();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Acceptor acceptor;
  private volatile ServerSettings settings;

  private ScriptedSmtpServer(ServerSocket socket, ServerSettings settings) {
    this.address = (InetSocketAddress) socket.getLocalSocketAddress();
    this.settings = settings;
    this.acceptor =
        new Acceptor(socket, new ServerContext(() -> this.settings, script, records, closed));
    acceptor.start();
  }

  /** Starts a polite server on 127.0.0.1 and a free port, in the clear. */
  public static ScriptedSmtpServer start() {
    return builder().start();
  }

  /** Begins the description of a server that differs from the plain one. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** The port it listens on. */
  public int port() {
    return address.getPort();
  }

  // ------------------------------------------------------------------ script

  /** Adds a rule for a stage, or for each of several. */
  public Rule on(Stage first, Stage... more) {
    return script.add(EnumSet.of(first, more));
  }

  /** Adds a rule for every command, whichever it is. */
  public Rule onEveryCommand() {
    return script.add(
        EnumSet.complementOf(EnumSet.of(Stage.GREETING, Stage.HANDSHAKE, Stage.CONTENT)));
  }

  /** Removes all rules. */
  public void clearScript() {
    script.clear();
  }

  /** Replaces what EHLO offers, from the next connection on; see {@link Builder#capabilities}. */
  public void capabilities(String... lines) {
    settings = settings.withCapabilities(List.of(lines));
  }

  // ------------------------------------------------------------------ records

  /** Every connection, oldest first; those that live as well. */
  public List<RecordedSession> sessions() {
    return List.copyOf(records.sessions);
  }

  /** The only connection there has been. */
  public RecordedSession session() {
    List<RecordedSession> all = sessions();
    if (all.size() != 1) {
      throw new AssertionError("expected one session, but there were " + all.size());
    }
    return all.get(0);
  }

  /** The mails that were accepted, in the order of their acceptance. */
  public List<ReceivedMail> mails() {
    return List.copyOf(records.mails);
  }

  /** The mails whose content came but was not accepted, by refusal or because the reply failed. */
  public List<ReceivedMail> unacceptedMails() {
    return List.copyOf(records.unacceptedMails);
  }

  /** What the clients did that they may not. */
  public List<Violation> violations() {
    return List.copyOf(records.violations);
  }

  /** How many mails were accepted; quick, and counted in every {@link Keep}. */
  public long mailCount() {
    return records.accepted.sum();
  }

  /** How many recipients the accepted mails had together. */
  public long recipientCount() {
    return records.recipients.sum();
  }

  /** How many octets of content the accepted mails had together. */
  public long contentOctets() {
    return records.contentOctets.sum();
  }

  /** How many connections there have been. */
  public long connectionCount() {
    return records.connections.get();
  }

  /** How many connections there are now. */
  public int openConnections() {
    return records.open();
  }

  /** How many connections there have been at the same time at most. */
  public int peakConnections() {
    return records.peak();
  }

  /**
   * Waits until at least so many mails were accepted.
   *
   * @return all accepted mails
   * @throws AssertionError if they do not come in time; its message has the transcripts
   */
  public List<ReceivedMail> awaitMails(int count, Duration timeout) {
    if (!await(() -> mailCount() >= count, timeout)) {
      throw new AssertionError(
          "expected %d mails within %s, but %d came; %s"
              .formatted(count, timeout, mailCount(), sessions()));
    }
    return mails();
  }

  /**
   * Waits until no connection is open.
   *
   * @throws AssertionError if some stay
   */
  public void awaitAllClosed(Duration timeout) {
    if (!await(() -> openConnections() == 0, timeout)) {
      throw new AssertionError(
          "%d connections stay open; %s".formatted(openConnections(), sessions()));
    }
  }

  /** Calls back for every accepted mail, on the connection's thread, before its reply. */
  public void onMail(Consumer<ReceivedMail> watcher) {
    records.mailWatchers.add(watcher);
  }

  /** Calls back for every line of every session, on the connection's thread. */
  public void onLine(Consumer<TranscriptLine> watcher) {
    records.lineWatchers.add(watcher);
  }

  /** Forgets mails, violations, counts and the sessions that ended. */
  public void forget() {
    records.forget();
  }

  /**
   * Stops listening and closes every connection; the port is free afterwards.
   *
   * @throws IllegalStateException if the server itself failed while it ran
   */
  @Override
  public void close() {
    closed.countDown();
    try {
      acceptor.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + this, e);
    }
    RuntimeException first = records.failures.poll();
    if (first != null) {
      throw new IllegalStateException(this + " failed while it ran", first);
    }
  }

  @Override
  public String toString() {
    return "ScriptedSmtpServer[" + address + "]";
  }

  private static boolean await(BooleanSupplier condition, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /** Describes a server; every part has a default. */
  public static final class Builder {
    private String host = "127.0.0.1";
    private int port;
    private int receiveBuffer;
    private String hostname = "mx.test";
    private List<String> capabilities =
        List.of(
            "PIPELINING", "SIZE 268435456", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES");
    private Optional<SSLContext> tls = Optional.empty();
    private boolean implicitTls;
    private boolean requireTls;
    private ServerSettings.ClientCertificate clientCertificate =
        ServerSettings.ClientCertificate.IGNORED;
    private final Map<String, String> users = new LinkedHashMap<>();
    private List<String> mechanisms = ServerSettings.Auth.ALL;
    private boolean authOnlyUnderTls;
    private boolean requireAuth;
    private boolean wrongServerSignature;
    private Keep keep = Keep.EVERYTHING;
    private boolean strict;
    private Duration linger = Duration.ZERO;
    private Duration idle = Duration.ofMinutes(5);

    private Builder() {}

    /** The local address to listen on, as a literal; 127.0.0.1 unless set. */
    public Builder host(String literal) {
      host = literal;
      return this;
    }

    /** The port to listen on; a free one unless set. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** A small receive buffer in octets, so that a client's writes soon wait for the server. */
    public Builder receiveBuffer(int octets) {
      receiveBuffer = octets;
      return this;
    }

    /** What the server calls itself; {@code mx.test} unless set. */
    public Builder hostname(String name) {
      hostname = name;
      return this;
    }

    /**
     * What EHLO offers, one line each. STARTTLS and AUTH follow from {@link #tls} and {@link
     * #user}, and need not be named. Unless set: PIPELINING, SIZE of 256 MiB, 8BITMIME, SMTPUTF8,
     * DSN, ENHANCEDSTATUSCODES. SIZE and LIMITS are enforced.
     */
    public Builder capabilities(String... lines) {
      capabilities = List.of(lines);
      return this;
    }

    /** Adds one line to what EHLO offers, such as {@code CHUNKING}. */
    public Builder with(String line) {
      List<String> more = new ArrayList<>(without(keywordOf(line)).capabilities);
      more.add(line);
      capabilities = List.copyOf(more);
      return this;
    }

    /** Removes a keyword from what EHLO offers. */
    public Builder without(String keyword) {
      capabilities =
          capabilities.stream().filter(l -> !keywordOf(l).equalsIgnoreCase(keyword)).toList();
      return this;
    }

    /** Offers STARTTLS. */
    public Builder tls(SSLContext context) {
      tls = Optional.of(context);
      return this;
    }

    /** Begins every connection with a TLS handshake, as on port 465 (RFC 8314). */
    public Builder implicitTls(SSLContext context) {
      implicitTls = true;
      return tls(context);
    }

    /** Refuses MAIL in the clear. */
    public Builder requireTls() {
      requireTls = true;
      return this;
    }

    /** Asks for a client certificate, which the context must trust if one comes. */
    public Builder wantClientCertificate() {
      clientCertificate = ServerSettings.ClientCertificate.WANTED;
      return this;
    }

    /** Lets the handshake fail without a trusted client certificate. */
    public Builder needClientCertificate() {
      clientCertificate = ServerSettings.ClientCertificate.NEEDED;
      return this;
    }

    /** Offers AUTH and knows this user; for XOAUTH2 and OAUTHBEARER the password is the token. */
    public Builder user(String name, String password) {
      users.put(name, password);
      return this;
    }

    /**
     * The mechanisms in the order offered: all of PLAIN, LOGIN, CRAM-MD5, XOAUTH2 and SCRAM-SHA-256
     * unless set; OAUTHBEARER is known, too. Names that the server does not know are offered but
     * not taken.
     */
    public Builder authMechanisms(String... names) {
      mechanisms = List.of(names);
      return this;
    }

    /** Offers and takes AUTH under TLS only. */
    public Builder authOnlyUnderTls() {
      authOnlyUnderTls = true;
      return this;
    }

    /** Refuses MAIL before AUTH. */
    public Builder requireAuth() {
      requireAuth = true;
      return this;
    }

    /** Ends SCRAM with a wrong server signature, as a server does that has not the password. */
    public Builder wrongServerSignature() {
      wrongServerSignature = true;
      return this;
    }

    /** How much to remember; everything unless set. */
    public Builder keep(Keep what) {
      keep = what;
      return this;
    }

    /** Refuses commands and content in which there was a violation. */
    public Builder strict() {
      strict = true;
      return this;
    }

    /**
     * Waits that long before each reply, to see for sure whether the client sends more without
     * waiting for it.
     */
    public Builder lingerBeforeReply(Duration time) {
      linger = time;
      return this;
    }

    /** After how long a silent client is sent away by 421; 5 minutes unless set. */
    public Builder idleTimeout(Duration time) {
      idle = time;
      return this;
    }

    /**
     * Starts the server.
     *
     * @throws UncheckedIOException if the port cannot be had
     */
    public ScriptedSmtpServer start() {
      try {
        ServerSocket socket = new ServerSocket();
        if (receiveBuffer > 0) {
          socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1024);
        return new ScriptedSmtpServer(socket, settings());
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot serve SMTP on " + host + " port " + port + ": " + e.getMessage(), e);
      }
    }

    private ServerSettings settings() {
      return new ServerSettings(
          hostname,
          capabilities,
          new ServerSettings.Tls(tls, implicitTls, requireTls, clientCertificate),
          new ServerSettings.Auth(
              Map.copyOf(users), mechanisms, authOnlyUnderTls, requireAuth, wrongServerSignature),
          keep,
          strict,
          linger,
          idle);
    }

    private static String keywordOf(String line) {
      return line.split(" ", 2)[0];
    }
  }
}
