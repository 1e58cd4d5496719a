// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.TableSource;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The file of classes that matchers and all policies know alike, as it was read.
 *
 * @param classes those that it defines, and the built-in ones
 * @param lists the list files that it was read with
 */
public record ClassFile(DomainClassifier classes, ReadLists lists) {
  /** Where the classes are written. */
  public static final String REFERENCE = "file://conf/domain-classes.conf";

  /** Its lines; none if there is no such file. */
  static List<TableLine> lines(FileResolver files, Problems problems) {
    return isThere(files)
        ? new TableSource(files, problems).lines(REFERENCE, REFERENCE)
        : List.of();
  }

  /**
   * The file as it is now. Without it there are the built-in classes.
   *
   * @throws ConfigurationProblems with everything that is wrong in the file
   */
  public static ClassFile read(FileResolver files, Predicate<DomainName> local)
      throws ConfigurationProblems {
    Problems problems = new Problems();
    PatternReader patterns = new PatternReader(files, problems);
    DomainClassifier classes =
        new ClassTable(patterns, problems).read(List.of(), lines(files, problems), local);
    problems.throwIfErrors();
    return new ClassFile(classes, patterns.lists());
  }

  /**
   * What was there and is gone, as {@link RelayPolicyConfig#goneSince} tells it of a policy: all
   * classes, or what was in a list.
   *
   * @param before what this is to take the place of
   */
  public List<Problem> goneSince(ClassFile before) {
    List<Problem> gone = new ArrayList<>();
    if (classes.defined().isEmpty() && !before.classes.defined().isEmpty()) {
      gone.add(
          new Problem(
              Problem.Severity.ERROR,
              REFERENCE,
              "the classes are gone",
              "without them no domain is in any, which a file saved half must not bring about",
              "put them back, or start James anew if you mean it"));
    }
    gone.addAll(lists.goneSince(before.lists));
    return gone;
  }

  private static boolean isThere(FileResolver files) {
    try {
      return Files.exists(files.resolve(REFERENCE));
    } catch (IOException e) {
      return false;
    }
  }
}
