// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.james.book.MailAction;
import java.util.ArrayList;
import java.util.List;

/** How far an action has come that concerns many mails. Safe to read while it goes on. */
public final class ActionProgress {
  private int selected;
  private int done;
  private int skippedInAll;
  private final List<ActionResult.Skipped> skipped = new ArrayList<>();
  private volatile boolean cancelled;

  /** Asks for an end: the mail under way is dealt with, those after it are left as they are. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether somebody has asked for an end. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** How many mails are to be dealt with. */
  public synchronized int selected() {
    return selected;
  }

  /** How many the action is done to so far. */
  public synchronized int done() {
    return done;
  }

  /** How many it is not done to. */
  public synchronized int skipped() {
    return skippedInAll;
  }

  synchronized void begin(int howMany) {
    selected = howMany;
  }

  synchronized void addDone() {
    done++;
  }

  synchronized void addSkipped(String id, String why) {
    skippedInAll++;
    if (skipped.size() < ActionResult.MOST_SKIPPED) {
      skipped.add(new ActionResult.Skipped(id, why));
    }
  }

  synchronized ActionResult result(MailAction action) {
    return new ActionResult(action, selected, done, skippedInAll, skipped);
  }
}
