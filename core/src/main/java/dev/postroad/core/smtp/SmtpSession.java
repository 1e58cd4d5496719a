// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.message.Recipient;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An open SMTP session, ready for mail: greeted, and where demanded protected and authenticated.
 * Made by {@link SmtpClient}; used by {@link MailTransaction}, one transaction after the other.
 *
 * <p>Only one thread may use it at a time. {@link #close} may come from any thread, and frees one
 * that waits for the peer.
 */
public final class SmtpSession implements AutoCloseable {
  private static final int LARGEST_KEPT_CHUNK = 32 * 1024;

  private final Endpoint endpoint;
  private final SmtpConnection connection;
  private final Capabilities capabilities;
  private final TlsSummary tls;
  private final SmtpSettings settings;
  private boolean inStep = true;
  private boolean miscounted;
  private boolean resetDue;
  private boolean tookMail;
  private boolean worn;
  private int transactions;
  private final Set<DomainName> domains = new HashSet<>();
  private boolean domainsSpent;
  private byte[] keptChunk = new byte[1];

  SmtpSession(
      Endpoint endpoint,
      SmtpConnection connection,
      Capabilities capabilities,
      TlsSummary tls,
      SmtpSettings settings) {
    this.endpoint = endpoint;
    this.connection = connection;
    this.capabilities = capabilities;
    this.tls = tls;
    this.settings = settings;
  }

  /** What the session was opened for: only an equal endpoint may use it. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** What the peer offered, under TLS if there is TLS. */
  public Capabilities capabilities() {
    return capabilities;
  }

  public TlsSummary tls() {
    return tls;
  }

  /** How many transactions were begun, whatever came of them. */
  public int transactions() {
    return transactions;
  }

  /**
   * Whether another transaction may be tried. False for good once the peer said that it closes
   * (421), was not understood, is gone, or takes no further mail ({@link #isSpent}).
   */
  public boolean isUsable() {
    return inStep && !connection.isClosed() && !isSpent();
  }

  /**
   * Whether the peer takes no further mail. By its own LIMITS (RFC 9422): as many transactions as
   * MAILMAX were begun, whatever came of them, or there was a recipient at one domain more than
   * RCPTDOMAINMAX. Or by its word: it took mail before, and has refused MAIL since. All may be in
   * good order: such a session deserves a {@link #quit}.
   */
  public boolean isSpent() {
    return worn
        || domainsSpent
        || transactions >= capabilities.transactionLimit().orElse(Integer.MAX_VALUE);
  }

  /**
   * Whether an idle session is still good for use: the connection is up, and the peer has not said
   * goodbye. Sends nothing; waits under TLS only, a millisecond at most. A session found dead is
   * unusable from then on.
   */
  public boolean probe() {
    if (isUsable() && !connection.isQuiet()) {
      inStep = false;
    }
    return isUsable();
  }

  /** Says goodbye as far as the peer listens, then closes. Bounded in time; never throws. */
  public void quit() {
    if (inStep && !connection.isClosed()) {
      inStep = false;
      try {
        connection.writeLine("QUIT", settings.timeouts().quit());
        connection.flush(settings.timeouts().quit());
        connection.read(settings.timeouts().quit());
      } catch (IOException | MalformedReply e) {
        // RFC 5321 §4.1.1.10 asks us to wait for the reply; what it is has no bearing on any mail.
        connection.close();
      }
    }
    connection.closePolitely();
  }

  /** Closes at once. */
  @Override
  public void close() {
    connection.close();
  }

  /** {@code mx1.example.net[192.0.2.1]:25, TLS none, 3 transactions}, as logs name a session. */
  @Override
  public String toString() {
    return endpoint + ", TLS " + tls + ", " + transactions + " transactions";
  }

  SmtpConnection connection() {
    return connection;
  }

  SmtpTimeouts timeouts() {
    return settings.timeouts();
  }

  boolean pipelines() {
    return settings.pipelining() && capabilities.offers(Capabilities.Extension.PIPELINING);
  }

  boolean chunks() {
    return settings.chunking() && !isLmtp() && capabilities.offers(Capabilities.Extension.CHUNKING);
  }

  /** Whether it speaks LMTP (RFC 2033). */
  boolean isLmtp() {
    return endpoint.terms().lmtp();
  }

  /** Room for a chunk of that size or more; kept for the next message unless it is large. */
  byte[] chunk(int size) {
    if (keptChunk.length >= size) {
      return keptChunk;
    }
    byte[] chunk = new byte[size];
    if (size <= LARGEST_KEPT_CHUNK) {
      keptChunk = chunk;
    }
    return chunk;
  }

  /**
   * Says who has a turn in the next transaction, and remembers their domains. If there is somebody
   * for whose domain the session has no room, it is spent.
   */
  Turn nextTurn(List<Recipient> recipients) {
    int most =
        Math.min(
            settings.recipientsPerTransaction(),
            capabilities.recipientLimit().orElse(Integer.MAX_VALUE));
    if (capabilities.domainLimit().isEmpty()) {
      return Turn.ofFirst(most, recipients);
    }
    Turn turn = Turn.within(most, capabilities.domainLimit().getAsInt(), recipients, domains);
    domainsSpent |= turn.domainLeftOut();
    return turn;
  }

  /** Whether the peer has said yes to MAIL on it. */
  public boolean tookMail() {
    return tookMail;
  }

  /** The peer has said yes to MAIL. */
  void mailTaken() {
    tookMail = true;
  }

  /** The peer has refused MAIL, maybe because there was enough of it on this session. */
  void mailRefused() {
    worn = tookMail;
  }

  void transactionBegins() {
    transactions++;
  }

  /** Whether the peer must be told that the last transaction is over before another begins. */
  boolean isResetDue() {
    return resetDue;
  }

  void resetDue(boolean due) {
    resetDue = due;
  }

  /** Nothing that the peer says from here on can be attributed to anything we say. */
  void outOfStep() {
    inStep = false;
  }

  boolean isInStep() {
    return inStep;
  }

  /**
   * The peer and we do not agree on which reply is to which command, and nobody knows since when:
   * no refusal of this transaction can be attributed to anybody.
   */
  void miscounted() {
    miscounted = true;
    inStep = false;
  }

  boolean isMiscounted() {
    return miscounted;
  }
}
