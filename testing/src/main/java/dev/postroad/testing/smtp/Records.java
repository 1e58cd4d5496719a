// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** What a server remembers. No lock is shared by its connections. */
final class Records {
  final Queue<RecordedSession> sessions = new ConcurrentLinkedQueue<>();
  final Queue<ReceivedMail> mails = new ConcurrentLinkedQueue<>();
  final Queue<ReceivedMail> unacceptedMails = new ConcurrentLinkedQueue<>();
  final Queue<Violation> violations = new ConcurrentLinkedQueue<>();
  final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  final List<Consumer<ReceivedMail>> mailWatchers = new CopyOnWriteArrayList<>();
  final List<Consumer<TranscriptLine>> lineWatchers = new CopyOnWriteArrayList<>();
  final AtomicLong connections = new AtomicLong();
  final LongAdder accepted = new LongAdder();
  final LongAdder recipients = new LongAdder();
  final LongAdder contentOctets = new LongAdder();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();

  void opened() {
    peak.accumulateAndGet(open.incrementAndGet(), Math::max);
  }

  void closed() {
    open.decrementAndGet();
  }

  int open() {
    return open.get();
  }

  int peak() {
    return peak.get();
  }

  /** Counts an accepted mail; after everything else of it is in place, so that waiters see all. */
  void accepted(int recipientCount, long octets) {
    recipients.add(recipientCount);
    contentOctets.add(octets);
    accepted.increment();
  }

  void forget() {
    sessions.removeIf(session -> session.ending() != RecordedSession.Ending.OPEN);
    mails.clear();
    unacceptedMails.clear();
    violations.clear();
    accepted.reset();
    recipients.reset();
    contentOctets.reset();
    peak.set(open.get());
  }
}
