// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Below which names anybody may register a name of his own, by the Public Suffix List as its
 * authors publish it: a name a line, {@code *.} before it for all directly below it, {@code !}
 * before it for what is not. The rule with the most labels counts; where there is none, a top-level
 * domain is one.
 */
final class PublicSuffixes {
  private static final int RULE = 1;
  private static final int WILDCARD = 2;
  private static final int EXCEPTION = 4;
  private static final String LIST = "public_suffix_list.dat";

  private PublicSuffixes() {}

  /** Read when it is first asked for: ten thousand names that most never need. */
  private static final class Rules {
    static final NameTable ALL = read();

    private static NameTable read() {
      NameTable rules = new NameTable();
      try (BufferedReader lines = new BufferedReader(ShippedLists.open(LIST))) {
        lines
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("//"))
            .forEach(line -> add(line, rules));
        return rules;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void add(String line, NameTable rules) {
      if (line.startsWith("!")) {
        mark(line.substring(1), EXCEPTION, rules);
      } else if (line.startsWith("*.")) {
        mark(line.substring(2), WILDCARD, rules);
      } else {
        mark(line, RULE, rules);
      }
    }

    private static void mark(String name, int mark, NameTable rules) {
      rules.update(DomainName.parse(name).canonical(), before -> Math.max(0, before) | mark);
    }
  }

  /** The public suffix that a name is or is below; empty for a literal. */
  static Optional<DomainName> suffix(DomainName domain) {
    return domain.literal().isPresent()
        ? Optional.empty()
        : Optional.of(DomainName.parse(domain.canonical().substring(start(domain.canonical()))));
  }

  /**
   * Whether the list names it; a top-level domain that the list does not know is no such suffix.
   */
  static boolean isListed(String canonical) {
    int dot = canonical.indexOf('.');
    boolean own = (marks(canonical) & RULE) != 0;
    boolean wild = dot >= 0 && (marks(canonical.substring(dot + 1)) & WILDCARD) != 0;
    return own || (wild && (marks(canonical) & EXCEPTION) == 0);
  }

  private static int marks(String name) {
    return Math.max(0, Rules.ALL.get(name));
  }

  /** The part directly below its public suffix; empty for a suffix itself and for a literal. */
  static Optional<DomainName> registrable(DomainName domain) {
    String name = domain.canonical();
    int start = domain.literal().isPresent() ? 0 : start(name);
    return start == 0
        ? Optional.empty()
        : Optional.of(DomainName.parse(name.substring(name.lastIndexOf('.', start - 2) + 1)));
  }

  /** Where the public suffix of a name begins. */
  private static int start(String name) {
    int best = name.lastIndexOf('.') + 1;
    boolean parentHasWildcard = false;
    int hash = 0;
    for (int i = name.length() - 1; i >= -1; i--) {
      if (i < 0 || name.charAt(i) == '.') {
        int marks = Math.max(0, Rules.ALL.get(name, i + 1, hash));
        if ((marks & EXCEPTION) != 0) {
          return name.indexOf('.', i + 1) + 1;
        }
        if ((marks & RULE) != 0 || parentHasWildcard) {
          best = i + 1;
        }
        parentHasWildcard = (marks & WILDCARD) != 0;
      }
      hash = i < 0 ? hash : NameTable.before(hash, name.charAt(i));
    }
    return best;
  }
}
