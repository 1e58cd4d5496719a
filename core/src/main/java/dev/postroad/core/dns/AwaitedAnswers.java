// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * Awaits the UDP answers to any number of questions on one thread, which it has from the first to a
 * little after the last. As {@link DnsTransport}, it asks each from a port of its own (RFC 5452)
 * and passes over what does not answer the question. Thread-safe.
 */
final class AwaitedAnswers {
  /** Each has a port and a descriptor. */
  private static final int MOST = 2_000;

  /**
   * When there are as many, others are asked as soon as one is answered, or has waited so long:
   * that one is given up, for most servers that answer do it sooner.
   */
  private static final long FRESH = Duration.ofMillis(500).toNanos();

  /** How long the thread stays when there is nothing to await. */
  private static final long LINGER = Duration.ofSeconds(5).toNanos();

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LongSupplier nanoTicker;
  private final int most;
  private final Object lock = new Object();

  /** Guarded by {@link #lock}, as all below: what the thread is to ask next. */
  private Queue<Pending> comers = new ArrayDeque<>();

  private long asked;
  private boolean running;

  /** What the thread waits at; none as long as it begins. */
  private @Nullable Selector waitsAt;

  AwaitedAnswers(LongSupplier nanoTicker) {
    this(nanoTicker, MOST);
  }

  /** Asks at most so many questions at once. */
  AwaitedAnswers(LongSupplier nanoTicker, int most) {
    this.nanoTicker = nanoTicker;
    this.most = most;
  }

  /**
   * Asks a server.
   *
   * @param thread gives a thread to await answers on, if there is none yet
   * @return completes with the answer, whole or not, or exceptionally as {@link DnsTransport#ask}
   *     throws; on the thread that awaits, which others' answers wait for
   */
  CompletableFuture<Message> ask(
      InetSocketAddress server, Message query, Duration timeout, Executor thread) {
    Pending comer;
    synchronized (lock) {
      comer = new Pending(server, query, timeout.toNanos(), asked++);
      comers.add(comer);
      if (waitsAt != null) {
        waitsAt.wakeup();
      }
      if (running) {
        return comer.answer;
      }
      running = true;
    }
    try {
      thread.execute(this::run);
    } catch (RuntimeException | Error e) {
      // Whatever it is, such as that the system gives no more threads: the next one tries again.
      giveUp(List.of(), new IOException("there is no thread to await its answer", e));
    }
    return comer.answer;
  }

  private void run() {
    NavigableSet<Pending> awaited = new TreeSet<>(Pending.BY_DEADLINE);
    try (Selector selector = Selector.open()) {
      synchronized (lock) {
        waitsAt = selector;
      }
      await(selector, awaited);
    } catch (IOException | RuntimeException | Error e) {
      giveUp(awaited, new IOException("answers are not awaited any more: " + e, e));
    }
  }

  private void await(Selector selector, NavigableSet<Pending> awaited) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(DnsTransport.RECEIVE_BUFFER);
    long idleUntil = nanoTicker.getAsLong() + LINGER;
    while (true) {
      long now = nanoTicker.getAsLong();
      expire(awaited, now);
      idleUntil = awaited.isEmpty() ? idleUntil : now + LINGER;
      Optional<List<Pending>> next = next(awaited, now - idleUntil >= 0);
      if (next.isEmpty()) {
        return;
      }
      next.get().forEach(comer -> begin(comer, selector, awaited));
      long until = awaited.isEmpty() ? idleUntil : awaited.first().until(isCrowded(awaited));
      // Rounded up: a wait that ends early would end before the deadline.
      long millis = (until - nanoTicker.getAsLong()) / NANOS_PER_MILLI + 1;
      int ready = selector.select(Math.max(1, millis));
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException();
      }
      if (ready > 0) {
        selector.selectedKeys().forEach(key -> read((Pending) key.attachment(), buffer, awaited));
        selector.selectedKeys().clear();
      }
    }
  }

  private void begin(Pending comer, Selector selector, NavigableSet<Pending> awaited) {
    try {
      comer.askAt(selector, nanoTicker.getAsLong());
    } catch (IOException e) {
      comer.end(e);
      return;
    } catch (UnresolvedAddressException e) {
      comer.end(new IOException("its name has no address", e));
      return;
    } catch (RuntimeException | Error e) {
      // Such as that this machine has no sockets for such an address. Those behind it have others.
      comer.end(new IOException("it cannot be asked: " + e, e));
      return;
    }
    awaited.add(comer);
  }

  private static void read(Pending asked, ByteBuffer buffer, NavigableSet<Pending> awaited) {
    Optional<Message> message;
    try {
      message = asked.read(buffer);
    } catch (IOException e) {
      awaited.remove(asked);
      asked.end(e);
      return;
    }
    if (message.isPresent()) {
      awaited.remove(asked);
      asked.end(message.get());
    }
  }

  private void expire(NavigableSet<Pending> awaited, long now) {
    while (!awaited.isEmpty() && awaited.first().until(isCrowded(awaited)) - now <= 0) {
      Pending first = awaited.first();
      awaited.remove(first);
      first.endUnanswered();
    }
  }

  /** Whether somebody who is to be asked has to wait. */
  private boolean isCrowded(NavigableSet<Pending> awaited) {
    synchronized (lock) {
      return comers.size() > most - awaited.size();
    }
  }

  /** Whoever is left is told so; the next who asks begins anew. */
  private void giveUp(Collection<Pending> awaited, IOException why) {
    Queue<Pending> left;
    synchronized (lock) {
      left = comers;
      comers = new ArrayDeque<>();
      running = false;
      waitsAt = null;
    }
    awaited.forEach(pending -> pending.end(why));
    left.forEach(pending -> pending.end(why));
  }

  /** Who is asked next, as many as there is room for; empty if there is nothing to do any more. */
  private Optional<List<Pending>> next(NavigableSet<Pending> awaited, boolean mayEnd) {
    synchronized (lock) {
      if (mayEnd && awaited.isEmpty() && comers.isEmpty()) {
        running = false;
        waitsAt = null;
        return Optional.empty();
      }
      List<Pending> taken = new ArrayList<>();
      while (!comers.isEmpty() && awaited.size() + taken.size() < most) {
        taken.add(comers.remove());
      }
      return Optional.of(taken);
    }
  }

  /** A question, and who waits for its answer. */
  private static final class Pending {
    /** By the difference to another, since a tick may be any number. */
    private static final Comparator<Pending> BY_DEADLINE =
        (one, other) ->
            one.until(false) == other.until(false)
                ? Long.compare(one.number, other.number)
                : Long.signum(one.until(false) - other.until(false));

    private final InetSocketAddress server;
    private final Message query;
    private final long patience;
    private final long number;
    private final CompletableFuture<Message> answer = new CompletableFuture<>();
    private long begun;
    private @Nullable DatagramChannel channel;
    private int strangers;

    Pending(InetSocketAddress server, Message query, long patience, long number) {
      this.server = server;
      this.query = query;
      this.patience = patience;
      this.number = number;
    }

    void askAt(Selector selector, long now) throws IOException {
      begun = now;
      DatagramChannel opened = DatagramChannel.open();
      channel = opened;
      opened.configureBlocking(false);
      // Connected: the kernel drops what comes from elsewhere, and tells of a port nobody is at.
      opened.connect(server);
      opened.write(ByteBuffer.wrap(query.toWire()));
      opened.register(selector, SelectionKey.OP_READ, this);
    }

    /** When it is given up. */
    long until(boolean isCrowded) {
      return begun + (isCrowded ? Math.min(FRESH, patience) : patience);
    }

    /** What has come, if it is the answer. */
    Optional<Message> read(ByteBuffer buffer) throws IOException {
      if (channel == null || channel.read(buffer.clear()) <= 0) {
        return Optional.empty();
      }
      Optional<Message> message = DnsTransport.answerIn(buffer.flip(), query);
      strangers += message.isEmpty() ? 1 : 0;
      return message;
    }

    void end(Message message) {
      close();
      answer.complete(message);
    }

    void end(IOException why) {
      close();
      answer.completeExceptionally(why);
    }

    void endUnanswered() {
      SocketTimeoutException silence = new SocketTimeoutException();
      end(strangers == 0 ? silence : DnsTransport.withStrangers(strangers, silence));
    }

    private void close() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        // Nothing more is expected of it.
      }
    }
  }
}
