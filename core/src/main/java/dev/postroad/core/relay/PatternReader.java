// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.PatternFiles;
import dev.postroad.core.domain.UnknownWordException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** Reads the domain patterns of tables, and the lists that they name. */
final class PatternReader {
  private final PatternFiles files;
  private final Problems problems;

  PatternReader(FileResolver files, Problems problems) {
    this.files =
        reference -> Files.newBufferedReader(files.resolve(reference), StandardCharsets.UTF_8);
    this.problems = problems;
  }

  /**
   * Reads a pattern. Where a list has many faults, all but the last are noted as problems.
   *
   * @throws InvalidValueException if it is none, or names a list with faults: the last of them
   */
  DomainPattern read(String text, String where) throws InvalidValueException {
    try {
      return DomainPattern.parse(text, files, where);
    } catch (UnknownWordException e) {
      throw new InvalidValueException(
          String.valueOf(e.getMessage()), Suggestions.remedy(e.word(), e.known()));
    } catch (IllegalArgumentException e) {
      List<String> faults = String.valueOf(e.getMessage()).lines().toList();
      List<String> others = faults.subList(0, faults.size() - 1);
      others.forEach(fault -> problems.error(where, '"' + text + '"', fault, ""));
      throw new InvalidValueException(faults.get(faults.size() - 1), "");
    }
  }
}
