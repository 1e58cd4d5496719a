// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.james.Acted;
import dev.postroad.james.book.MailAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far an action has come that concerns many mails. Safe to read while it goes on. */
public final class ActionProgress {
  private static final String OTHERS = "for other reasons: ask for one of these alone";

  private Known book = new Known(0, 0);
  private int selected;
  private final Tally done = new Tally();
  private final Map<String, Tally> skipped = new LinkedHashMap<>();
  private volatile boolean cancelled;

  /** Some mails, and the names of the first of them. */
  private static final class Tally {
    private int mails;
    private final List<String> sample = new ArrayList<>();

    void add(String id) {
      mails++;
      if (sample.size() < ActionResult.MOST_NAMED) {
        sample.add(id);
      }
    }
  }

  /** Asks for an end: the mail under way is dealt with, those after it are left as they are. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether somebody has asked for an end. */
  public boolean isCancelled() {
    return cancelled;
  }

  synchronized void begin(int howMany, Known known) {
    selected = howMany;
    book = known;
  }

  /** What has come of the word about a mail, or would. */
  synchronized void add(String id, Acted acted) {
    switch (acted.kind()) {
      case DONE -> done.add(id);
      case LATER, SKIPPED -> tally(acted.why()).add(id);
    }
  }

  private Tally tally(String why) {
    boolean isOneMore = !skipped.containsKey(why);
    boolean isFull = skipped.size() >= ActionResult.MOST_REASONS - 1;
    return skipped.computeIfAbsent(isOneMore && isFull ? OTHERS : why, first -> new Tally());
  }

  /** How far it is. */
  public synchronized ActionResult result(MailAction action) {
    return new ActionResult(
        action,
        book,
        selected,
        done.mails,
        done.sample,
        skipped.values().stream().mapToInt(own -> own.mails).sum(),
        skipped.entrySet().stream()
            .map(
                own ->
                    new ActionResult.Reason(
                        own.getKey(), own.getValue().mails, own.getValue().sample))
            .toList());
  }
}
