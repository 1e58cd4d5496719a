// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is read from files, and read anew when they change: whole, or not at all. While what is in
 * the files cannot be used, what was read before stays.
 *
 * <p>Whoever owns this calls {@link #poll} from time to time. A change counts when two polls in a
 * row find the files the same, so that a file that is being written is not read half; a file that
 * is only touched does not count. Safe for use by several threads.
 *
 * @param <T> an immutable value
 */
public final class Reloadable<T> {
  private final String name;
  private final FileResolver files;
  private final Reader<T> reader;
  private volatile T current;
  private volatile Status status;
  private Map<Path, FileState> seen;
  private Map<Path, FileState> settling;

  /** What is wrong may pass without a change of any file that is followed. */
  private boolean isReadAtEachLook;

  /** Reads and checks everything. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads it as the files are now.
     *
     * @param files finds them; what is asked of it is followed from then on
     * @param current what is in use so far; empty at first
     * @throws ConfigurationProblems with everything that is wrong; what is in use stays
     */
    T read(FileResolver files, Optional<T> current) throws ConfigurationProblems;
  }

  /**
   * How the files and what is in use agree.
   *
   * @param name what it is
   * @param reloads how often it was read anew and taken over
   * @param problems why the files as they are now are not in use; empty if they are
   */
  public record Status(String name, int reloads, List<Problem> problems) {
    public Status {
      problems = List.copyOf(problems);
    }

    /** Whether what the files say is in use. */
    public boolean isCurrent() {
      return problems.isEmpty();
    }
  }

  /** What came of a look at the files. */
  public enum Outcome {
    /** Nothing is to be done. */
    UNCHANGED,
    /** What they say now is in use. */
    RELOADED,
    /** What they say now cannot be used; {@link #status} tells why. */
    REJECTED
  }

  private Reloadable(String name, FileResolver files, Reader<T> reader)
      throws ConfigurationProblems {
    this.name = name;
    this.files = files;
    this.reader = reader;
    FollowedFiles followed = new FollowedFiles(files);
    current = reader.read(followed, Optional.empty());
    followed.end();
    seen = followed.states();
    settling = seen;
    status = new Status(name, 0, List.of());
  }

  /**
   * Reads something for the first time.
   *
   * @param name what it is, for its status
   * @throws ConfigurationProblems with everything that is wrong
   */
  public static <T> Reloadable<T> read(String name, FileResolver files, Reader<T> reader)
      throws ConfigurationProblems {
    return new Reloadable<>(name, files, reader);
  }

  /** What is in use. */
  public T current() {
    return current;
  }

  /** How that and the files agree. */
  public Status status() {
    return status;
  }

  /** Looks whether the files have changed, and reads them if so. */
  public synchronized Outcome poll() {
    if (isReadAtEachLook) {
      return readAnew(problems -> !problems.equals(status.problems()));
    }
    Map<Path, FileState> now = FollowedFiles.attributesOf(seen.keySet());
    if (FollowedFiles.sameAttributes(now, seen)) {
      return Outcome.UNCHANGED;
    }
    if (!FollowedFiles.sameAttributes(now, settling)) {
      settling = now;
      return Outcome.UNCHANGED;
    }
    Map<Path, FileState> contents = FollowedFiles.statesOf(seen.keySet());
    if (FollowedFiles.sameContents(contents, seen)) {
      seen = contents;
      return Outcome.UNCHANGED;
    }
    return readAnew(problems -> true);
  }

  /**
   * Reads the files whether or not they have changed.
   *
   * <p>What the reader throws by a fault of ours is thrown on, once, here as by {@link #poll}; the
   * status tells it until the files could be read.
   */
  public synchronized Outcome reload() {
    return readAnew(problems -> true);
  }

  private Outcome readAnew(Predicate<List<Problem>> worthTelling) {
    FollowedFiles followed = new FollowedFiles(files);
    followed.follow(seen.keySet());
    try {
      T fresh = reader.read(followed, Optional.of(current));
      followed.end();
      current = fresh;
      status = new Status(name, status.reloads() + 1, List.of());
      followed.forgetUnasked();
      isReadAtEachLook = false;
      return Outcome.RELOADED;
    } catch (ConfigurationProblems e) {
      boolean told = worthTelling.test(e.problems());
      status = new Status(name, status.reloads(), e.problems());
      isReadAtEachLook = followed.someUnresolved();
      return told ? Outcome.REJECTED : Outcome.UNCHANGED;
    } catch (RuntimeException | Error e) {
      List<Problem> ours = List.of(fault(e));
      boolean told = worthTelling.test(ours);
      status = new Status(name, status.reloads(), ours);
      // A heap or a stack that was full may have room at the next look.
      isReadAtEachLook = true;
      if (told) {
        throw e;
      }
      return Outcome.UNCHANGED;
    } finally {
      seen = followed.states();
      settling = seen;
    }
  }

  private Problem fault(Throwable fault) {
    return new Problem(
        Problem.Severity.ERROR,
        name,
        "cannot be read anew",
        "a fault of Postroad's: " + fault,
        "it is tried again by itself; see James' log");
  }
}
