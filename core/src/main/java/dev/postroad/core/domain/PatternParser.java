// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads {@link DomainPattern}s. */
final class PatternParser {
  private static final String CLASS_PREFIX = "class:";
  private static final String FILE_PREFIX = "file:";
  private static final int MOST_ERRORS_TOLD = 20;

  private final PatternFiles files;
  private final String source;
  private final int line;

  /**
   * @param where the patterns stand, for one that has to tell of itself; maybe empty
   */
  PatternParser(PatternFiles files, String where) {
    this(files, where, 0);
  }

  /**
   * @param line of a list, told with it; 0 for whatever is no list
   */
  private PatternParser(PatternFiles files, String source, int line) {
    this.files = files;
    this.source = source;
    this.line = line;
  }

  /** A pattern, or the name of a class. */
  DomainPattern parse(String text) {
    return isWord(text) ? new DomainPattern.OfClass(new DomainClass(text)) : pattern(text);
  }

  /** A pattern, where the name of a class is a domain. */
  DomainPattern pattern(String text) {
    return text.startsWith(FILE_PREFIX) ? list(text, true, () -> files.open(text)) : single(text);
  }

  /** No domain that mail goes to is a single label, so a word alone names a class. */
  private static boolean isWord(String text) {
    return !text.isEmpty()
        && text.charAt(0) != '-'
        && text.chars()
            .allMatch(
                c ->
                    c == '-'
                        || c == '_'
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9'));
  }

  private DomainPattern single(String text) {
    if (text.equals("*")) {
      return new DomainPattern.Any();
    }
    if (text.startsWith("/")) {
      return regex(text);
    }
    if (text.startsWith(CLASS_PREFIX)) {
      return new DomainPattern.OfClass(new DomainClass(text.substring(CLASS_PREFIX.length())));
    }
    if (text.startsWith(FILE_PREFIX)) {
      throw new IllegalArgumentException("a list cannot name another list: " + text);
    }
    if (PatternFunctions.isFunction(text)) {
      return new PatternFunctions(this).parse(text);
    }
    if (text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "not a domain pattern, it has an @: \"" + DomainName.printable(text) + "\"");
    }
    if (text.startsWith(".")) {
      return new DomainPattern.Below(DomainName.parse(text.substring(1)));
    }
    if (text.startsWith("*.") && text.indexOf('*', 1) < 0) {
      return new DomainPattern.Below(DomainName.parse(text.substring(2)));
    }
    return text.indexOf('*') >= 0 ? glob(text) : new DomainPattern.Exact(DomainName.parse(text));
  }

  private DomainPattern regex(String text) {
    if (text.length() < 3 || !text.endsWith("/")) {
      throw new IllegalArgumentException(
          "a regular expression stands between two slashes, as /^mail\\d+\\.example\\.org$/, and"
              + " nothing follows: \""
              + DomainName.printable(text)
              + "\"");
    }
    String expression = text.substring(1, text.length() - 1);
    try {
      return new DomainPattern.Regex(
          Pattern.compile(expression, Pattern.CASE_INSENSITIVE),
          line == 0 ? source : source + ":" + line);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "not a regular expression: "
              + DomainName.printable(text)
              + " ("
              + e.getDescription()
              + " near character "
              + (e.getIndex() + 1)
              + ")",
          e);
    }
  }

  private static DomainPattern glob(String text) {
    List<String> labels = new ArrayList<>();
    for (String label : text.split("\\.", -1)) {
      labels.add(globLabel(label, text));
    }
    return new DomainPattern.Glob(String.join(".", labels));
  }

  private static String globLabel(String label, String text) {
    try {
      if (label.indexOf('*') < 0) {
        return Label.canonical(label);
      }
      // What the stars stand for is unknown, so it takes part in the check as a letter.
      Label.canonical(label.replace('*', 'x'));
      if (label.chars().anyMatch(c -> c >= 0x80)) {
        throw new IllegalArgumentException("a star beside other than ASCII letters");
      }
      return label.toLowerCase(java.util.Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a pattern: \"" + DomainName.printable(text) + "\" has " + e.getMessage(), e);
    }
  }

  /** Opens a list. */
  interface Source {
    Reader open() throws IOException;
  }

  /**
   * Reads a list.
   *
   * @param own whether somebody here has written it
   */
  DomainPattern list(String reference, boolean own, Source source) {
    DomainPatterns.Builder patterns = DomainPatterns.builder();
    List<String> errors = new ArrayList<>();
    try (BufferedReader lines = new BufferedReader(source.open())) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          String text = withoutComment(line);
          if (!text.isEmpty()) {
            patterns.add(new PatternParser(files, reference, number).single(text));
          }
        } catch (IllegalArgumentException e) {
          errors.add(reference + ":" + number + ": " + e.getMessage() + oneALine(line));
          if (errors.size() > MOST_ERRORS_TOLD) {
            errors.set(MOST_ERRORS_TOLD, "and more");
            break;
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the list " + reference + ": " + reason(e), e);
    }
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", errors));
    }
    return new DomainPattern.Listed(reference, own, patterns.build());
  }

  /** A {@code #} begins a comment at the start of a line or after a blank; a regex may hold one. */
  private static String withoutComment(String line) {
    String text = ByteOrderMark.without(line).strip();
    if (text.startsWith("#")) {
      return "";
    }
    int comment = text.indexOf('#');
    while (comment > 0 && !Character.isWhitespace(text.charAt(comment - 1))) {
      comment = text.indexOf('#', comment + 1);
    }
    return comment < 0 ? text : text.substring(0, comment).strip();
  }

  /** Whoever brings a map or a list along from elsewhere has more than one word on a line. */
  private static String oneALine(String line) {
    String text = withoutComment(line);
    if (text.startsWith("/") || text.indexOf('(') >= 0) {
      return "";
    }
    boolean several = text.chars().anyMatch(c -> c == ',' || c == ' ' || c == '\t');
    return several ? "; a list has one pattern a line" : "";
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "there is no such file (" + e.getMessage() + ")";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not in UTF-8";
    }
    return e instanceof AccessDeniedException
        ? "it may not be read (" + e.getMessage() + ")"
        : String.valueOf(e.getMessage());
  }
}
