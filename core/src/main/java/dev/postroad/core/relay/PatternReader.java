// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableSource;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.UnknownWordException;
import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the domain patterns of tables, and the lists that they name. */
final class PatternReader {
  /**
   * What stands between brackets may be there so as not to be matched. It never goes back, or a
   * long expression would need a stack as deep.
   */
  private static final Pattern AT = Pattern.compile("/(?:\\[[^\\]]*\\]|[^\\[@])*+@.*");

  private final FileResolver files;
  private final Problems problems;
  private final Set<String> filled = new HashSet<>();
  private final Map<String, String> empty = new HashMap<>();

  PatternReader(FileResolver files, Problems problems) {
    this.files = files;
    this.problems = problems;
  }

  private Reader open(String reference, String text, String where) throws IOException {
    // What is judged is what is read: the file may change in between.
    byte[] octets = Files.readAllBytes(files.resolve(reference));
    Reader list =
        new InputStreamReader(
            new ByteArrayInputStream(octets), StandardCharsets.UTF_8.newDecoder());
    if (octets.length > 0) {
      filled.add(reference);
    } else {
      empty.putIfAbsent(reference, where);
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
          throw notInUtf8(octets, reference, e);
        }
      }
    };
  }

  /** The lists that were read so far. */
  ReadLists lists() {
    return new ReadLists(filled, empty);
  }

  private static IOException notInUtf8(
      byte[] octets, String reference, CharacterCodingException problem) {
    return TableSource.misfit(octets, reference)
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

  /** Some territories have a code, and their names are below others' top-level domains. */
  private void warnOfNoNames(DomainPattern pattern, String text, String where) {
    List<DomainPattern> all =
        pattern instanceof DomainPattern.AnyOf any ? any.patterns() : List.of(pattern);
    for (DomainPattern each : all) {
      if (each instanceof DomainPattern.Country country && !country.hasTopLevel()) {
        problems.warning(
            where,
            '"' + text + '"',
            "there is no top-level domain ." + country.code() + ", so that no domain is in it",
            "leave out " + country.code());
      }
    }
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
      warnOfNoNames(pattern, text, where);
      return pattern;
    } catch (UnknownWordException e) {
      throw new InvalidValueException(
          String.valueOf(e.getMessage()),
          e.remedy().isEmpty() ? Suggestions.remedy(e.word(), e.known()) : e.remedy());
    } catch (IllegalArgumentException e) {
      List<String> faults = String.valueOf(e.getMessage()).lines().toList();
      List<String> others = faults.subList(0, faults.size() - 1);
      others.forEach(fault -> problems.error(where, '"' + text + '"', fault, ""));
      throw new InvalidValueException(faults.get(faults.size() - 1), "");
    }
  }
}
