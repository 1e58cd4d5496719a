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
  private final Map<Left, Tally> left = new LinkedHashMap<>();
  private volatile boolean cancelled;

  /** What is common to mails that it is not done to, or not yet. */
  private record Left(Acted.Kind what, String why) {}

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
      case LATER, SKIPPED -> tally(new Left(acted.kind(), acted.why())).add(id);
    }
  }

  private Tally tally(Left why) {
    boolean isOneMore = !left.containsKey(why);
    // There is room for the others of each kind.
    boolean isFull = left.size() >= ActionResult.MOST_REASONS - 2;
    return left.computeIfAbsent(
        isOneMore && isFull ? new Left(why.what(), OTHERS) : why, first -> new Tally());
  }

  private int count(Acted.Kind what) {
    return left.entrySet().stream()
        .filter(own -> own.getKey().what() == what)
        .mapToInt(own -> own.getValue().mails)
        .sum();
  }

  /** How far it is. */
  public synchronized ActionResult result(MailAction action) {
    return new ActionResult(
        action,
        book,
        selected,
        done.mails,
        done.sample,
        count(Acted.Kind.LATER),
        count(Acted.Kind.SKIPPED),
        left.entrySet().stream()
            .map(
                own ->
                    new ActionResult.Reason(
                        own.getKey().what(),
                        own.getKey().why(),
                        own.getValue().mails,
                        own.getValue().sample))
            .toList());
  }
}
