// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.TableSource;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Predicate;

/** The file of classes that matchers and all policies know alike. */
public final class ClassFile {
  /** Where the classes are written. */
  public static final String REFERENCE = "file://conf/domain-classes.conf";

  private ClassFile() {}

  /** Its lines; none if there is no such file. */
  static List<TableLine> lines(FileResolver files, Problems problems) {
    return isThere(files)
        ? new TableSource(files, problems).lines(REFERENCE, REFERENCE)
        : List.of();
  }

  /**
   * The classes as the file has them now. Without the file there are the built-in ones.
   *
   * @throws ConfigurationProblems with everything that is wrong in the file
   */
  public static DomainClassifier read(FileResolver files, Predicate<DomainName> local)
      throws ConfigurationProblems {
    Problems problems = new Problems();
    DomainClassifier classes =
        new ClassTable(new PatternReader(files, problems), problems)
            .read(List.of(), lines(files, problems), local);
    problems.throwIfErrors();
    return classes;
  }

  private static boolean isThere(FileResolver files) {
    try {
      return Files.exists(files.resolve(REFERENCE));
    } catch (IOException e) {
      return false;
    }
  }
}
