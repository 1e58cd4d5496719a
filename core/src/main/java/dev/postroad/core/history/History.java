// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What delivery has come to lately. Thread-safe, and quick to be told: what it keeps it keeps as it
 * is given, and text is made of it only for whoever looks.
 *
 * <p>Its memory is bounded: the last {@value #ATTEMPTS} attempts, each for one recipient; the
 * numbers of half an hour for the {@value #SITES} sites that were last heard of; the last {@value
 * #REPLIES} replies of {@value #TALKERS} sites; {@value #CAUSES} causes.
 */
public final class History {
  /** Attempts that are kept whole. */
  public static final int ATTEMPTS = 10_000;

  /** Sites whose numbers are kept: those last heard of. */
  public static final int SITES = 2_000;

  /** Steps of time for which numbers are kept: half an hour. */
  public static final int STEPS = 180;

  /** How long a step is. */
  public static final Duration STEP = Duration.ofSeconds(10);

  /** Replies that are kept of one site, however much other sites have to say. */
  public static final int REPLIES = 20;

  /** Sites whose replies are kept: those that spoke last. */
  public static final int TALKERS = 500;

  /** Causes that are told apart by status code. */
  public static final int CAUSES = 200;

  private final Instant since;
  private final Ring<AttemptEntry> attempts = new Ring<>(ATTEMPTS);

  /** Guards all below, for as long as it takes to look something up; a site guards its own. */
  private final Object lock = new Object();

  private final Lately<SiteName, SiteHistory> sites = new Lately<>(SITES);
  private final Map<SiteName, Deque<AttemptEntry>> replies = new Lately<>(TALKERS);
  private final Map<Reason, Tally> causes = new Lately<>(CAUSES);
  private final Numbers all = new Numbers();

  /**
   * An empty one.
   *
   * @param since when it begins
   */
  public History(Instant since) {
    this.since = since;
  }

  /** Takes up what was decided for one recipient. */
  public void add(AttemptEntry entry) {
    attempts.add(entry);
    long step = step(entry.at());
    Optional<SiteHistory> site;
    synchronized (lock) {
      all.count(entry.outcome(), step);
      entry.cause().ifPresent(cause -> tally(cause, entry.status()).add(entry.status(), step));
      site = entry.site().map(this::known);
      if (entry.site().isPresent() && entry.decisive().isPresent()) {
        keepReply(entry.site().get(), entry);
      }
    }
    site.ifPresent(own -> own.add(entry, step));
  }

  /**
   * Takes up how many mails in hand wait, near the end of each step.
   *
   * @param mails by site; no site without any
   */
  public void waiting(Instant at, Map<SiteName, Integer> mails) {
    long step = step(at);
    Map<SiteHistory, Integer> own = new LinkedHashMap<>();
    synchronized (lock) {
      all.waiting(mails.values().stream().mapToInt(Integer::intValue).sum(), step);
      // Beyond as many as are kept, one would drive out the other.
      mails.entrySet().stream()
          .limit(SITES)
          .forEach(site -> own.put(known(site.getKey()), site.getValue()));
    }
    own.forEach((site, count) -> site.waiting(count, step));
  }

  private SiteHistory known(SiteName name) {
    return sites.computeIfAbsent(name, unknown -> new SiteHistory());
  }

  private void keepReply(SiteName name, AttemptEntry entry) {
    Deque<AttemptEntry> own = replies.computeIfAbsent(name, first -> new ArrayDeque<>());
    if (own.size() == REPLIES) {
      own.removeLast();
    }
    own.addFirst(entry);
  }

  private Tally tally(Cause cause, DeliveryStatus status) {
    return causes.computeIfAbsent(
        new Reason(cause, status.code(), status.enhanced()), first -> new Tally(status));
  }

  private static long step(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), STEP.toSeconds());
  }

  /**
   * Attempts that somebody looks for.
   *
   * @param total how many there are
   * @param page some of them, newest first
   */
  public record Found(int total, List<AttemptEntry> page) {}

  /**
   * Looks for attempts among those that are kept.
   *
   * @param offset how many of the newest to leave out
   * @param limit most to give
   */
  public Found find(Predicate<AttemptEntry> wanted, int offset, int limit) {
    List<AttemptEntry> page = new ArrayList<>();
    int total = 0;
    for (AttemptEntry entry : attempts.newestFirst()) {
      if (wanted.test(entry)) {
        if (total >= offset && page.size() < limit) {
          page.add(entry);
        }
        total++;
      }
    }
    return new Found(total, page);
  }

  /**
   * How far back attempts go.
   *
   * @param entries how many are kept
   * @param since when the oldest was; if all are kept, when this began
   */
  public record Kept(int entries, Instant since) {}

  /** How far back the attempts go that are kept. */
  public Kept kept() {
    List<AttemptEntry> all = attempts.newestFirst();
    return new Kept(all.size(), all.size() < ATTEMPTS ? since : all.get(all.size() - 1).at());
  }

  /**
   * What is remembered of a site.
   *
   * @param rates how much goes there, or does not; empty if that is forgotten
   * @param times how long tries took; empty if none was made
   * @param last the last one for whom a host was tried; empty if none was
   */
  public record SiteSummary(
      Optional<Rates> rates, Optional<TimesTaken> times, Optional<AttemptEntry> last) {
    /** Nothing has happened there. */
    public static final SiteSummary NONE =
        new SiteSummary(Optional.of(Rates.NONE), Optional.empty(), Optional.empty());

    /** Whatever has happened there is forgotten, for more sites than are kept came after it. */
    public static final SiteSummary FORGOTTEN =
        new SiteSummary(Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether there is something to be told. */
    public boolean isOfSomething() {
      return !equals(NONE) && !equals(FORGOTTEN);
    }
  }

  /** What is to be said of a site that is not among {@link #sites}. */
  public SiteSummary ofOthers() {
    synchronized (lock) {
      return sites.hasForgotten ? SiteSummary.FORGOTTEN : SiteSummary.NONE;
    }
  }

  /** What is remembered of each site that was heard of lately. */
  public Map<SiteName, SiteSummary> sites(Instant now) {
    long step = step(now);
    Map<SiteName, SiteSummary> summaries = new LinkedHashMap<>();
    snapshot().forEach((name, own) -> summaries.put(name, summary(own, step)));
    return summaries;
  }

  private static SiteSummary summary(SiteHistory own, long step) {
    return new SiteSummary(Optional.of(own.rates(step)), own.times(), own.last());
  }

  private Map<SiteName, SiteHistory> snapshot() {
    synchronized (lock) {
      return new LinkedHashMap<>(sites);
    }
  }

  /** What is remembered of one site. */
  public SiteSummary site(SiteName name, Instant now) {
    return own(name).map(site -> summary(site, step(now))).orElseGet(this::ofOthers);
  }

  /** What became of one site's mail, step by step. */
  public Flow flow(SiteName name, Instant now) {
    return own(name).map(site -> site.flow(step(now))).orElseGet(() -> noFlow(now));
  }

  private static Flow noFlow(Instant now) {
    return new Numbers().flow(step(now), STEPS);
  }

  private Optional<SiteHistory> own(SiteName name) {
    synchronized (lock) {
      return Optional.ofNullable(sites.get(name));
    }
  }

  /** The last replies of one site, newest first; at most {@value #REPLIES}. */
  public List<AttemptEntry> replies(SiteName name) {
    synchronized (lock) {
      Deque<AttemptEntry> own = replies.get(name);
      return own == null ? List.of() : List.copyOf(own);
    }
  }

  /**
   * What became of all mail, step by step.
   *
   * @param steps how many, 1 to {@value #STEPS}
   */
  public Flow flow(Instant now, int steps) {
    synchronized (lock) {
      return all.flow(step(now), steps);
    }
  }

  /**
   * Why mail was not delivered, the most frequent first.
   *
   * @param steps how many to look at, 1 to {@value #STEPS}
   */
  public List<CauseCount> causes(Instant now, int steps) {
    long step = step(now);
    List<CauseCount> counts = new ArrayList<>();
    synchronized (lock) {
      causes.forEach(
          (reason, tally) -> {
            int count = tally.counts.sum(step, steps);
            if (count > 0) {
              counts.add(new CauseCount(reason.cause(), tally.example, count));
            }
          });
    }
    counts.sort(Comparator.comparingInt(CauseCount::count).reversed());
    return counts;
  }

  /** A site, and how long it takes. */
  public record SlowSite(SiteName site, TimesTaken times) {}

  /** The sites that took longest for a try, the slowest first. */
  public List<SlowSite> slowest(int most) {
    List<SlowSite> slow = new ArrayList<>();
    snapshot()
        .forEach((name, own) -> own.times().ifPresent(took -> slow.add(new SlowSite(name, took))));
    slow.sort(
        Comparator.comparing((SlowSite site) -> site.times().median())
            .thenComparing(site -> site.times().p95())
            .reversed());
    return List.copyOf(slow.subList(0, Math.min(most, slow.size())));
  }

  /** A site, and for how many recipients it was tried. */
  public record LoudSite(SiteName site, int count) {}

  /**
   * The sites with most recipients, the loudest first.
   *
   * @param steps how many to look at, 1 to {@value #STEPS}
   */
  public List<LoudSite> loudest(Instant now, int steps, int most) {
    long step = step(now);
    List<LoudSite> loud = new ArrayList<>();
    snapshot()
        .forEach(
            (name, own) -> {
              int count = own.attempts(step, steps);
              if (count > 0) {
                loud.add(new LoudSite(name, count));
              }
            });
    loud.sort(Comparator.comparingInt(LoudSite::count).reversed());
    return List.copyOf(loud.subList(0, Math.min(most, loud.size())));
  }

  private record Reason(Cause cause, int code, EnhancedStatus enhanced) {}

  /** How often something was the reason. */
  private static final class Tally {
    private final Counts counts = new Counts();
    private DeliveryStatus example;

    Tally(DeliveryStatus example) {
      this.example = example;
    }

    void add(DeliveryStatus newest, long step) {
      example = newest;
      counts.add(step, 1);
    }
  }

  /** Keeps so many entries, those last asked for. */
  private static final class Lately<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_ROOM = 16;
    private static final float LOAD = 0.75f;

    private final int most;
    private boolean hasForgotten;

    Lately(int most) {
      super(FIRST_ROOM, LOAD, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      boolean isFull = size() > most;
      hasForgotten |= isFull;
      return isFull;
    }
  }
}
