// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.SessionFailure;
import dev.postroad.core.smtp.SmtpClient;
import dev.postroad.core.smtp.SmtpSession;
import dev.postroad.core.smtp.TlsSummary;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Sessions kept for the next mail to the same {@link SessionKey}. A lease is either the most
 * recently used idle session that still answers, or a new one; giving it back keeps it if it is
 * still good for another mail.
 *
 * <p>Starts no thread: whoever owns the pool calls {@link #closeIdle} now and then.
 */
public final class SessionPool implements AutoCloseable {
  /** How soon a mail that found no room looks again. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /** Mails over one session to a host that takes no more of them while others wait for one. */
  private static final int TURN = 10;

  private final PoolSettings settings;
  private final LongSupplier nanoTicker;
  private final Executor closer;
  private final DeliveryListener listener;
  private final RefusedLogins logins;

  /** Guarded by {@link #lock}. */
  private final Ceilings ceilings = new Ceilings(LOOK_AGAIN);

  private final Object lock = new Object();

  /** Guarded by {@link #lock}, as all below. Each deque has the longest idle first. */
  private final Map<SessionKey, Deque<Idle>> idle = new HashMap<>();

  private final Map<SessionKey, Open> openByKey = new HashMap<>();
  private final Map<Optional<InetAddress>, Integer> openBySource = new HashMap<>();
  private int idleCount;
  private int open;
  private boolean closed;

  /**
   * A pool without sessions.
   *
   * @param closer where farewells are said, which may wait for a slow peer
   */
  public SessionPool(
      PoolSettings settings, LongSupplier nanoTicker, Executor closer, DeliveryListener listener) {
    this.settings = settings;
    this.nanoTicker = nanoTicker;
    this.closer = closer;
    this.listener = listener;
    this.logins = new RefusedLogins(nanoTicker);
  }

  /**
   * A session for one mail; closing the lease gives it back.
   *
   * @param client opens it, if there is none that an equal client has opened
   * @param fresh whether to open a new one even if one is idle
   * @param gate asked before a new one is opened
   * @throws HeldBackException if a new one is needed and may not be opened now
   * @throws SessionFailure if none can be had; {@link UntriedException} if that is known beforehand
   */
  public Lease lease(SmtpClient client, Endpoint endpoint, boolean fresh, ConnectionGate gate)
      throws HeldBackException, SessionFailure {
    SessionKey key = SessionKey.of(client, endpoint);
    if (!fresh) {
      for (Optional<SmtpSession> kept = take(key); kept.isPresent(); kept = take(key)) {
        SmtpSession session = kept.get();
        if (session.probe()) {
          listener.sessionReused(endpoint);
          return new Lease(key, session, true);
        }
        end(key, session);
      }
    }
    logins.admit(endpoint);
    try {
      return new Lease(key, openOneMore(client, endpoint, key, gate), false);
    } catch (HeldBackException e) {
      logins.withdraw(endpoint);
      throw e;
    }
  }

  private SmtpSession openOneMore(
      SmtpClient client, Endpoint endpoint, SessionKey key, ConnectionGate gate)
      throws HeldBackException, SessionFailure {
    // Leave that cannot be used would be lost, and no idle session goes before there is leave.
    requireRoom(key);
    Optional<Hold> hold = gate.pass();
    if (hold.isPresent()) {
      throw new HeldBackException(hold.get());
    }
    try {
      reserve(key);
      return openReserved(client, endpoint, key, gate);
    } finally {
      gate.settled();
    }
  }

  private SmtpSession openReserved(
      SmtpClient client, Endpoint endpoint, SessionKey key, ConnectionGate gate)
      throws HeldBackException, SessionFailure {
    try {
      SmtpSession session = open(client, endpoint, gate.isHurried());
      opened(key, session.tls());
      return session;
    } catch (SessionFailure failure) {
      Optional<Hold> full = notOpened(key, Optional.of(failure.evidence()));
      if (full.isPresent()) {
        throw new HeldBackException(full.get());
      }
      throw failure;
    } catch (RuntimeException | Error e) {
      Optional<Hold> unused = notOpened(key, Optional.empty());
      throw e;
    }
  }

  private SmtpSession open(SmtpClient client, Endpoint endpoint, boolean hurried)
      throws SessionFailure {
    listener.connecting(endpoint);
    try {
      SmtpSession session = client.open(endpoint, hurried);
      logins.taken(endpoint);
      listener.sessionOpened(endpoint, session.tls());
      return session;
    } catch (SessionFailure failure) {
      listener.sessionFailed(endpoint, failure.evidence());
      logins
          .failed(endpoint, failure.evidence())
          .ifPresent(length -> listener.loginRefused(endpoint, length));
      throw failure;
    }
  }

  /** Whether there is room for one more session, or would be if an idle one went. */
  private void requireRoom(SessionKey key) throws HeldBackException {
    List<Idle> gone = new ArrayList<>(0);
    try {
      synchronized (lock) {
        Optional<Hold> full = ceilings.full(key.place(), nanoTicker.getAsLong());
        if (full.isPresent()) {
          // The peer counts it until it has heard our farewell, so there is room only after that.
          removeLongestIdle(other -> other.place().equals(key.place())).ifPresent(gone::add);
          throw new HeldBackException(full.get());
        }
        Optional<Predicate<SessionKey>> crowd = crowdFor(key);
        if (crowd.isPresent() && idle.keySet().stream().noneMatch(crowd.get())) {
          throw full(key);
        }
      }
    } finally {
      leave(gone);
    }
  }

  /** Counts one more session, for which an idle one may have to go. */
  private void reserve(SessionKey key) throws HeldBackException {
    List<Idle> gone = new ArrayList<>(1);
    synchronized (lock) {
      long now = nanoTicker.getAsLong();
      Optional<Hold> full = ceilings.full(key.place(), now);
      if (full.isPresent()) {
        throw new HeldBackException(full.get());
      }
      Optional<Predicate<SessionKey>> crowd = crowdFor(key);
      if (crowd.isPresent()) {
        gone.add(removeLongestIdle(crowd.get()).orElseThrow(() -> full(key)));
      }
      ceilings.opening(key.place(), now);
      open++;
      openByKey.computeIfAbsent(key, first -> new Open()).count++;
      openBySource.merge(key.sourceAddress(), 1, Integer::sum);
    }
    leave(gone);
  }

  /** Of which sessions one must go before there is room for another; empty if none must. */
  private Optional<Predicate<SessionKey>> crowdFor(SessionKey key) {
    if (isSourceFull(key)) {
      return Optional.of(other -> other.sourceAddress().equals(key.sourceAddress()));
    }
    return open >= settings.connections() ? Optional.of(other -> true) : Optional.empty();
  }

  private boolean isSourceFull(SessionKey key) {
    return openBySource.getOrDefault(key.sourceAddress(), 0) >= settings.connectionsPerSource();
  }

  private HeldBackException full(SessionKey key) {
    return isSourceFull(key)
        ? fullOfSource(key)
        : new HeldBackException(
            new Hold(
                Hold.Reason.CONNECTIONS,
                open + " connections in all (maxConnections)",
                LOOK_AGAIN));
  }

  private HeldBackException fullOfSource(SessionKey key) {
    String source = key.sourceAddress().map(InetAddress::getHostAddress).orElse("this machine");
    return new HeldBackException(
        new Hold(
            Hold.Reason.SOURCE_CONNECTIONS,
            openBySource.getOrDefault(key.sourceAddress(), 0)
                + " connections from "
                + source
                + " (connectionsPerSource)",
            LOOK_AGAIN));
  }

  private Optional<Idle> removeLongestIdle(Predicate<SessionKey> condition) {
    long now = nanoTicker.getAsLong();
    Optional<Idle> longest =
        idle.entrySet().stream()
            .filter(kept -> condition.test(kept.getKey()))
            .map(kept -> kept.getValue().getFirst())
            .min(Comparator.comparingLong(session -> session.since - now));
    longest.ifPresent(
        session -> {
          idle.computeIfPresent(
              session.key,
              (key, kept) -> {
                kept.remove(session);
                return kept.isEmpty() ? null : kept;
              });
          idleCount--;
        });
    return longest;
  }

  /** It counts no longer; at its place it does until it is {@linkplain #closed closed}. */
  private void release(SessionKey key) {
    synchronized (lock) {
      open--;
      openByKey.computeIfPresent(key, (same, own) -> --own.count == 0 ? null : own);
      openBySource.computeIfPresent(
          key.sourceAddress(), (source, count) -> count == 1 ? null : count - 1);
    }
  }

  private void closed(SessionKey key) {
    synchronized (lock) {
      ceilings.closed(key.place(), nanoTicker.getAsLong());
    }
  }

  /** Why whoever wanted it waits, if that is because the place has no room for it. */
  private Optional<Hold> notOpened(SessionKey key, Optional<Evidence> why) {
    release(key);
    synchronized (lock) {
      return ceilings.notOpened(key.place(), why, nanoTicker.getAsLong());
    }
  }

  /** Ends one that is of no use any more. */
  private void end(SessionKey key, SmtpSession session) {
    session.close();
    release(key);
    closed(key);
    listener.sessionLost(session.endpoint());
    listener.sessionEnded(session.endpoint());
  }

  /** Says farewell to sessions that have been idle for too long. */
  public void closeIdle() {
    long now = nanoTicker.getAsLong();
    leave(removeIdle(session -> now - session.since >= settings.idleTimeout().toNanos()));
    synchronized (lock) {
      ceilings.sweep(now);
    }
  }

  private void opened(SessionKey key, TlsSummary tls) {
    synchronized (lock) {
      ceilings.opened(key.place());
      Open own = openByKey.get(key);
      if (own != null) {
        own.tls = tls;
      }
    }
  }

  /** All sessions, those together that may be shared. */
  public List<ConnectionsView> views() {
    List<ConnectionsView> views = new ArrayList<>();
    synchronized (lock) {
      openByKey.forEach(
          (key, own) -> {
            Deque<Idle> kept = idle.get(key);
            int unused = kept == null ? 0 : kept.size();
            views.add(
                new ConnectionsView(
                    key.hostName(),
                    key.address(),
                    key.port(),
                    key.sourceAddress(),
                    own.tls,
                    own.count - unused,
                    unused));
          });
    }
    return views;
  }

  /** How many sessions there are, idle or not. */
  public int openCount() {
    synchronized (lock) {
      return open;
    }
  }

  /** How many sessions are idle. */
  public int idleCount() {
    synchronized (lock) {
      return idleCount;
    }
  }

  /** Says farewell to all idle sessions; those on lease are ended when they are given back. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    leave(removeIdle(session -> true));
  }

  private Optional<SmtpSession> take(SessionKey key) {
    synchronized (lock) {
      Deque<Idle> kept = idle.get(key);
      if (kept == null) {
        return Optional.empty();
      }
      Idle last = kept.removeLast();
      idleCount--;
      if (kept.isEmpty()) {
        idle.remove(key);
      }
      return Optional.of(last.session);
    }
  }

  private void giveBack(SessionKey key, SmtpSession session) {
    if (!session.isUsable() && !session.isSpent()) {
      end(key, session);
    } else if (session.isSpent()
        || session.transactions() >= settings.mailsPerConnection()
        || !keep(key, session)) {
      leave(List.of(new Idle(key, session, nanoTicker.getAsLong())));
    }
  }

  private boolean keep(SessionKey key, SmtpSession session) {
    long now = nanoTicker.getAsLong();
    synchronized (lock) {
      if (closed || settings.idleTimeout().isZero() || hasHadItsTurn(key, session, now)) {
        return false;
      }
      idle.computeIfAbsent(key, k -> new ArrayDeque<>()).addLast(new Idle(key, session, now));
      idleCount++;
      return true;
    }
  }

  private boolean hasHadItsTurn(SessionKey key, SmtpSession session, long now) {
    return ceilings.isAnyWanted(now)
        && session.transactions() >= TURN
        && ceilings.isWanted(key.place(), now);
  }

  private List<Idle> removeIdle(Predicate<Idle> condition) {
    List<Idle> removed = new ArrayList<>();
    synchronized (lock) {
      for (Deque<Idle> kept : idle.values()) {
        kept.stream().filter(condition).forEach(removed::add);
        kept.removeIf(condition);
      }
      idle.values().removeIf(Deque::isEmpty);
      idleCount -= removed.size();
    }
    return removed;
  }

  private void leave(List<Idle> sessions) {
    for (Idle idle : sessions) {
      release(idle.key);
      listener.sessionEnded(idle.session.endpoint());
      try {
        closer.execute(() -> quit(idle));
      } catch (RejectedExecutionException e) {
        // The threads are gone before the sessions, or too many peers are slow to say goodbye.
        idle.session.close();
        closed(idle.key);
      }
    }
  }

  private void quit(Idle idle) {
    try {
      idle.session.quit();
    } finally {
      closed(idle.key);
    }
  }

  /** The sessions of one key. */
  private static final class Open {
    private int count;
    private TlsSummary tls = TlsSummary.NONE;
  }

  private record Idle(SessionKey key, SmtpSession session, long since) {}

  /** A session on loan for one mail, or for several transactions of one mail. */
  public final class Lease implements AutoCloseable {
    private final SessionKey key;
    private final SmtpSession session;
    private final boolean reused;

    private Lease(SessionKey key, SmtpSession session, boolean reused) {
      this.key = key;
      this.session = session;
      this.reused = reused;
    }

    public SmtpSession session() {
      return session;
    }

    /** Whether it carried other mail before this lease. */
    public boolean isReused() {
      return reused;
    }

    @Override
    public void close() {
      giveBack(key, session);
    }
  }
}
