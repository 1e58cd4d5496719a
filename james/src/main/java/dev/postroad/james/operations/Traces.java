// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.AddressFilter;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.By;
import dev.postroad.core.history.History;
import dev.postroad.core.message.MailFamily;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.report.Attempt;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.operations.TraceEvent.What;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Puts together what is remembered of a mail: attempts from the history, what operators have done
 * (the last {@value #MOST_DONE} times, kept here), and what is open from the book.
 */
final class Traces {
  private static final int MOST_DONE = 10_000;

  private final Book book;
  private final History history;
  private final Deque<Done> done = new ArrayDeque<>();

  /** What an operator has done to a mail. */
  private record Done(TraceEvent event, Facts facts) {}

  Traces(Book book, History history) {
    this.book = book;
    this.history = history;
  }

  /**
   * An operator's word about a mail is obeyed; that it has ended is in the history, too.
   *
   * @param at since when: before anything that comes of it
   */
  void done(Entry entry, MailAction action, By by, Instant at) {
    Optional<What> what = what(action.kind());
    if (what.isEmpty()) {
      return;
    }
    TraceEvent event =
        new TraceEvent(
            at,
            entry.id(),
            what.get(),
            Optional.empty(),
            entry.site().map(SiteName::text),
            inWords(by) + action.processor().map(processor -> "; to " + processor).orElse(""));
    synchronized (done) {
      done.addLast(new Done(event, entry.facts()));
      if (done.size() > MOST_DONE) {
        done.removeFirst();
      }
    }
  }

  private static String inWords(By by) {
    return "by " + by.who() + (by.reason().isEmpty() ? "" : ": " + by.reason());
  }

  private static Optional<What> what(MailAction.Kind kind) {
    return switch (kind) {
      case FLUSH -> Optional.of(What.FLUSHED);
      case REQUEUE -> Optional.of(What.REQUEUED);
      case HOLD -> Optional.of(What.HELD);
      case RELEASE -> Optional.of(What.RELEASED);
      case BOUNCE, DELETE -> Optional.empty();
    };
  }

  /** What is being put together of one mail. */
  private static final class Story {
    private String sender = "";
    private final Set<String> recipients = new LinkedHashSet<>();
    private final List<TraceEvent> events = new ArrayList<>();
    private Optional<String> open = Optional.empty();
    private Instant begin = Instant.MAX;

    void about(Facts facts) {
      about(facts.sender(), facts.recipients(), Instant.ofEpochMilli(facts.since()));
    }

    void about(String from, List<String> to, Instant since) {
      sender = from;
      recipients.addAll(to);
      begin = since.isBefore(begin) ? since : begin;
    }

    MailTrace told(String id) {
      events.sort(Comparator.comparing(TraceEvent::at));
      events.add(
          0,
          new TraceEvent(
              begin, id, What.ACCEPTED, Optional.empty(), Optional.empty(), "from " + shown()));
      return new MailTrace(
          id,
          shown(),
          List.copyOf(recipients),
          open.or(this::heldByRule).orElseGet(() -> ending(events.get(events.size() - 1))),
          events);
    }

    /** No book has it; what an operator holds is in the book, and told of all its recipients. */
    private Optional<String> heldByRule() {
      Map<String, What> last = new HashMap<>();
      events.forEach(
          event -> event.recipient().ifPresent(recipient -> last.put(recipient, event.what())));
      return last.containsValue(What.HELD) ? Optional.of(What.HELD.word()) : Optional.empty();
    }

    private String shown() {
      return sender.isEmpty() ? "<>" : sender;
    }

    private static String ending(TraceEvent last) {
      return switch (last.what()) {
        case DELIVERED, FAILED, GIVEN_UP, BOUNCED, DELETED, REQUEUED, REFUSED, DISCARDED ->
            last.what().word();
        default -> "ended";
      };
    }
  }

  /** Some mails and all that come of them. */
  private static final class Family {
    private final Set<String> origins;

    /** Few, since James makes its names all alike: most others are told by that at once. */
    private final int[] lengths;

    Family(Set<String> origins) {
      this.origins = origins;
      this.lengths = origins.stream().mapToInt(String::length).distinct().toArray();
    }

    boolean has(String name) {
      for (int length : lengths) {
        if (name.length() >= length && origins.contains(name.substring(0, length))) {
          return origins.contains(MailFamily.origin(name));
        }
      }
      return false;
    }
  }

  /**
   * The mails of that name, or from or to that address; the newest first.
   *
   * @param most so many at most, of all that there are
   * @throws IllegalArgumentException if it looks like an address and is none
   */
  Page<MailTrace> find(String query, int most) {
    boolean isAddress = query.equals("<>") || query.indexOf('@') >= 0;
    Family meant = new Family(isAddress ? withAddress(query) : Set.of(MailFamily.origin(query)));
    Map<String, Story> stories = new HashMap<>();
    for (AttemptEntry entry : attempts(entry -> meant.has(entry.mail()))) {
      Story story = story(stories, entry.mail());
      story.about(entry.sender(), List.of(entry.recipient()), entry.at().minus(entry.age()));
      story.events.add(event(entry));
    }
    for (Done own : done()) {
      if (meant.has(own.event().mail())) {
        Story story = story(stories, own.event().mail());
        story.about(own.facts());
        story.events.add(own.event());
      }
    }
    for (Entry entry : book.entries()) {
      if (meant.has(entry.id())) {
        Story story = story(stories, entry.id());
        story.about(entry.facts());
        story.open = Optional.of(entry.state().word());
      }
    }
    List<MailTrace> told =
        stories.entrySet().stream()
            .map(story -> story.getValue().told(story.getKey()))
            .sorted(Comparator.comparing(Traces::begin).reversed())
            .toList();
    return Page.of(told, 0, most);
  }

  private static Instant begin(MailTrace trace) {
    return trace.events().get(0).at();
  }

  private static Story story(Map<String, Story> stories, String mail) {
    return stories.computeIfAbsent(MailFamily.origin(mail), origin -> new Story());
  }

  /** The mails from or to an address. */
  private Set<String> withAddress(String query) {
    Predicate<String> isMeant = AddressFilter.parse(query);
    Set<String> mails = new LinkedHashSet<>();
    attempts(entry -> isMeant.test(entry.sender()) || isMeant.test(entry.recipient()))
        .forEach(entry -> mails.add(MailFamily.origin(entry.mail())));
    for (Done own : done()) {
      if (isAbout(own.facts(), isMeant)) {
        mails.add(MailFamily.origin(own.event().mail()));
      }
    }
    for (Entry entry : book.entries()) {
      if (isAbout(entry.facts(), isMeant)) {
        mails.add(MailFamily.origin(entry.id()));
      }
    }
    return mails;
  }

  private static boolean isAbout(Facts facts, Predicate<String> isMeant) {
    return isMeant.test(facts.sender()) || facts.recipients().stream().anyMatch(isMeant);
  }

  private List<AttemptEntry> attempts(Predicate<AttemptEntry> wanted) {
    return history.find(wanted, 0, History.ATTEMPTS).page();
  }

  private List<Done> done() {
    synchronized (done) {
      return List.copyOf(done);
    }
  }

  private static TraceEvent event(AttemptEntry entry) {
    return new TraceEvent(
        entry.at(),
        entry.mail(),
        what(entry.outcome()),
        Optional.of(entry.recipient()),
        entry.site().map(SiteName::text),
        entry.status()
            + entry.by().map(by -> "; " + inWords(by)).orElse("")
            + entry.decisive().map(Traces::peer).orElse("")
            + entry
                .next()
                .map(next -> "; next attempt at " + next.truncatedTo(ChronoUnit.SECONDS))
                .orElse(""));
  }

  private static String peer(Attempt attempt) {
    return "; " + attempt.host() + "[" + attempt.address() + "]:" + attempt.port();
  }

  private static What what(AttemptEntry.Outcome outcome) {
    return switch (outcome) {
      case DELIVERED -> What.DELIVERED;
      case DEFERRED -> What.DEFERRED;
      case POSTPONED -> What.POSTPONED;
      case FAILED -> What.FAILED;
      case GIVEN_UP -> What.GIVEN_UP;
      case BOUNCED -> What.BOUNCED;
      case DELETED -> What.DELETED;
      case HELD -> What.HELD;
      case REFUSED -> What.REFUSED;
      case DISCARDED -> What.DISCARDED;
    };
  }
}
