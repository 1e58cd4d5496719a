// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableSource;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.UnknownWordException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the domain patterns of tables, and the lists that they name. */
final class PatternReader {
  /** What stands between brackets may be there so as not to be matched. */
  private static final Pattern AT = Pattern.compile("/(?:\\[[^\\]]*\\]|[^\\[])*@.*");

  private final FileResolver files;
  private final Problems problems;

  PatternReader(FileResolver files, Problems problems) {
    this.files = files;
    this.problems = problems;
  }

  private Reader open(String reference, String text, String where) throws IOException {
    Path file = files.resolve(reference);
    Reader list = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    if (Files.size(file) == 0) {
      problems.warning(
          where,
          '"' + text + '"',
          "the list is empty, so that no domain is in it",
          "write what belongs there, or a comment if you mean it");
    }
    return new FilterReader(list) {
      @Override
      public int read(char[] into, int from, int length) throws IOException {
        try {
          return super.read(into, from, length);
        } catch (CharacterCodingException e) {
          throw notInUtf8(file, reference, e);
        }
      }
    };
  }

  private static IOException notInUtf8(
      Path file, String reference, CharacterCodingException problem) throws IOException {
    return TableSource.misfit(Files.readAllBytes(file), reference)
        .map(
            found ->
                new IOException(
                    found.where()
                        + ": "
                        + found.what()
                        + ": the file is not in UTF-8; store it in UTF-8",
                    problem))
        .orElse(problem);
  }

  /**
   * Reads a pattern. Where a list has many faults, all but the last are noted as problems.
   *
   * @throws InvalidValueException if it is none, or names a list with faults: the last of them
   */
  DomainPattern read(String text, String where) throws InvalidValueException {
    try {
      DomainPattern pattern =
          DomainPattern.parse(text, reference -> open(reference, text, where), where);
      if (pattern instanceof DomainPattern.Regex && AT.matcher(text).matches()) {
        problems.warning(
            where,
            '"' + text + '"',
            "a regular expression is matched with the domain alone, in which there is no @",
            "leave out the @ and what stands before it");
      }
      return pattern;
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
