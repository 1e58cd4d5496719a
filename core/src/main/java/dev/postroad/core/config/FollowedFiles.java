// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds files for somebody, and remembers what each was like before it was read: whatever is
 * written later shows. Until it has ended it belongs to one thread; after that any may ask it.
 */
final class FollowedFiles implements FileResolver {
  private final FileResolver files;
  private final Map<Path, FileState> states = new LinkedHashMap<>();
  private final Set<Path> asked = new HashSet<>();
  private boolean someUnresolved;
  private volatile boolean ended;

  FollowedFiles(FileResolver files) {
    this.files = files;
  }

  @Override
  public Path resolve(String reference) throws IOException {
    if (ended) {
      return files.resolve(reference);
    }
    Path file;
    try {
      file = files.resolve(reference);
    } catch (IOException e) {
      someUnresolved = true;
      throw e;
    }
    asked.add(file);
    follow(Set.of(file));
    return file;
  }

  /**
   * All is read, and nothing more is remembered: what was made of the files may go on asking for
   * them, such as for a secret at each session, and does so from the threads that deliver.
   */
  void end() {
    ended = true;
  }

  /** Remembers what these are like, too. */
  void follow(Collection<Path> more) {
    more.forEach(file -> states.computeIfAbsent(file, FileState::of));
  }

  /** Keeps only what was asked for. */
  void forgetUnasked() {
    states.keySet().retainAll(asked);
  }

  /** Whether a reference led to no file, so that nobody can tell when that changes. */
  boolean someUnresolved() {
    return someUnresolved;
  }

  Map<Path, FileState> states() {
    return Map.copyOf(states);
  }

  static Map<Path, FileState> attributesOf(Set<Path> files) {
    return all(files, FileState::attributesOf);
  }

  static Map<Path, FileState> statesOf(Set<Path> files) {
    return all(files, FileState::of);
  }

  static boolean sameAttributes(Map<Path, FileState> one, Map<Path, FileState> other) {
    return same(one, other, FileState::attributes);
  }

  static boolean sameContents(Map<Path, FileState> one, Map<Path, FileState> other) {
    return same(one, other, FileState::digest);
  }

  private static Map<Path, FileState> all(Set<Path> files, Function<Path, FileState> look) {
    Map<Path, FileState> found = new LinkedHashMap<>();
    files.forEach(file -> found.put(file, look.apply(file)));
    return found;
  }

  private static boolean same(
      Map<Path, FileState> one, Map<Path, FileState> other, Function<FileState, String> what) {
    return one.keySet().equals(other.keySet())
        && one.entrySet().stream()
            .allMatch(
                entry -> {
                  FileState that = other.get(entry.getKey());
                  return that != null && what.apply(entry.getValue()).equals(what.apply(that));
                });
  }
}
