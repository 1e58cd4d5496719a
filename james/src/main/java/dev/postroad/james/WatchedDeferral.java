// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Entry;
import java.time.Instant;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;

/** Tells watchers what another deferral keeps. */
final class WatchedDeferral implements Deferral {
  private final String queue;
  private final Deferral deferral;
  private final Watcher watcher;

  WatchedDeferral(String queue, Deferral deferral, Watcher watcher) {
    this.queue = queue;
    this.deferral = deferral;
    this.watcher = watcher;
  }

  @Override
  public void defer(Mail mail, Instant due, Entry entry) throws MessagingException {
    // Told before: it may come out of the queue again before this returns.
    watcher.keeping(queue, mail, due);
    deferral.defer(mail, due, entry);
  }

  @Override
  public boolean earlyMeansFlushed() {
    return deferral.earlyMeansFlushed();
  }

  @Override
  public void close() {
    deferral.close();
  }
}
