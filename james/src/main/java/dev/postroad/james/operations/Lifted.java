// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailState;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What held mail of a site back, and does so no longer. Each mail comes back once, whenever it
 * comes to light: one that waits again afterwards does so for another reason. Thread-safe.
 */
public final class Lifted {
  private final SiteName site;
  private final Cause cause;
  private final Instant since;
  private final Set<String> cameBack = ConcurrentHashMap.newKeySet();

  Lifted(SiteName site, Cause cause, Instant since) {
    this.site = site;
    this.cause = cause;
    this.since = since;
  }

  SiteName site() {
    return site;
  }

  boolean isOlderThan(Instant time) {
    return since.isBefore(time);
  }

  /**
   * Whether a mail waits for this and is to come back now. What was deferred by the site itself
   * keeps to its schedule: nothing has changed for it.
   */
  boolean bringsBack(Entry entry) {
    return entry.state() == MailState.DEFERRED
        && entry.site().filter(site::equals).isPresent()
        && entry.why().filter(why -> why.cause() == cause).isPresent()
        && cameBack.add(entry.id());
  }

  /** It did not come back after all. */
  void stays(Entry entry) {
    cameBack.remove(entry.id());
  }

  /** {@code suspended at mx.example}. */
  @Override
  public String toString() {
    return cause.word() + " at " + site;
  }
}
