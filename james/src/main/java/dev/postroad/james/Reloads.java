// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Reloadable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.annotation.PreDestroy;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the files of all policies and classes while James runs, and tells the log what came of
 * their changes. Its one thread is started with the first that is to be followed.
 */
@Singleton
public final class Reloads {
  private static final Logger LOGGER = LoggerFactory.getLogger(Reloads.class);

  /**
   * A change counts after the second look that finds it, and so after this long without another:
   * whoever writes a file bit by bit may pause.
   */
  private static final long SECONDS = 3;

  private final Clock clock;
  private final Watch watch;
  private final List<Followed> followed = new CopyOnWriteArrayList<>();
  private @Nullable ScheduledExecutorService timer;
  private boolean closed;

  /** What is followed, and since when what is in use of it is in use. */
  private static final class Followed {
    private final Reloadable<?> what;
    private volatile Instant since;

    Followed(Reloadable<?> what, Instant since) {
      this.what = what;
      this.since = since;
    }
  }

  /**
   * How something that is followed stands.
   *
   * @param status whether what is in use is what its files say
   * @param inUseSince when what is in use was read
   */
  public record InUse(Reloadable.Status status, Instant inUseSince) {}

  /** Tells what comes of changes to whoever watches, too. */
  @Inject
  public Reloads(Clock clock, Watch watch) {
    this.clock = clock;
    this.watch = watch;
  }

  /**
   * Reads something, and follows its files from then on.
   *
   * @param name what it is, for log and status
   * @throws ConfigurationProblems if it cannot be used as it is
   */
  <T> Reloadable<T> follow(String name, FileResolver files, Reloadable.Reader<T> reader)
      throws ConfigurationProblems {
    Reloadable<T> reloadable = Reloadable.read(name, files, reader);
    followed.add(new Followed(reloadable, clock.instant()));
    start();
    return reloadable;
  }

  /** Whether what is in use is what the files say, for each that is followed. */
  public List<Reloadable.Status> statuses() {
    return followed.stream().map(each -> each.what.status()).toList();
  }

  /** The same, and since when it is in use. */
  public List<InUse> inUse() {
    return followed.stream().map(each -> new InUse(each.what.status(), each.since)).toList();
  }

  /** Reads everything anew at once, whether or not a file has changed. */
  public void reload() {
    followed.forEach(each -> look(each, Reloadable::reload));
  }

  private synchronized void start() {
    if (timer == null && !closed) {
      timer = Threads.scheduler("postroad-reload", 1);
      Future<?> unused =
          timer.scheduleWithFixedDelay(this::poll, SECONDS, SECONDS, TimeUnit.SECONDS);
    }
  }

  private void poll() {
    followed.forEach(each -> look(each, Reloadable::poll));
  }

  private void look(Followed each, Function<Reloadable<?>, Reloadable.Outcome> how) {
    Reloadable<?> reloadable = each.what;
    String name = reloadable.status().name();
    try {
      switch (how.apply(reloadable)) {
        case RELOADED -> {
          each.since = clock.instant();
          LOGGER.info("{} has changed, and counts from now on", name);
          watch.reloaded(name, true);
        }
        case REJECTED -> {
          LOGGER.error(
              "{} has changed and cannot be used; what was read before stays in use:\n{}",
              name,
              reloadable.status().problems().stream()
                  .map(Problem::toString)
                  .collect(Collectors.joining("\n  ", "  ", "")));
          watch.reloaded(name, false);
        }
        case UNCHANGED -> {}
      }
    } catch (RuntimeException | Error e) {
      // An error, too, must not end the looks that are to come.
      LOGGER.error(
          "{} cannot be read anew; what was read before stays in use, and it is tried again",
          name,
          e);
      watch.reloaded(name, false);
    }
  }

  /** Nothing is read anew any more. */
  @PreDestroy
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
