// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.function.Predicate;

/**
 * Says of a domain whether it is meant. As the operator writes it:
 *
 * <table>
 *   <caption>patterns</caption>
 *   <tr><td>{@code example.org}</td><td>that domain alone; {@code [192.0.2.1]} that literal</td></tr>
 *   <tr><td>{@code .example.org}</td><td>the domains below it at any depth, not itself (as in
 *       Postfix' tables)</td></tr>
 *   <tr><td>{@code *.example.org}</td><td>a {@code *} stands for one or more characters, dots
 *       included, so this is the same as {@code .example.org}; it may stand anywhere, as in {@code
 *       mail*.example.*}</td></tr>
 *   <tr><td>{@code *}</td><td>every domain and every literal</td></tr>
 *   <tr><td>{@code /regex/}</td><td>domains in which a {@code java.util.regex} pattern is found,
 *       whatever the case; a name is matched in A-labels, a literal in its brackets</td></tr>
 *   <tr><td>{@code file://conf/list}</td><td>any pattern of that file: one a line, {@code #} begins
 *       a comment</td></tr>
 *   <tr><td>{@code class:partner}</td><td>the domains of that class</td></tr>
 * </table>
 *
 * <p>Where many patterns are asked at once, {@link DomainPatterns} does so in one look-up.
 */
public sealed interface DomainPattern {

  /**
   * Whether the domain is meant.
   *
   * @param member says which classes the domain is in, for {@code class:} patterns
   * @throws IllegalStateException if a regular expression needs more steps than any sane one
   */
  boolean matches(DomainName domain, Predicate<DomainClass> member);

  /**
   * Reads one pattern, and the list it names if it names one.
   *
   * @param text without blanks around it
   * @param files where {@code file://} leads
   * @throws IllegalArgumentException saying what is wrong; for a list, with file and line
   */
  static DomainPattern parse(String text, PatternFiles files) {
    return new PatternParser(files).parse(text);
  }

  /** That domain or literal alone. */
  record Exact(DomainName domain) implements DomainPattern {
    @Override
    public boolean matches(DomainName candidate, Predicate<DomainClass> member) {
      return domain.equals(candidate);
    }

    @Override
    public String toString() {
      return domain.inAddress();
    }
  }

  /** The domains below one, at any depth. */
  record Below(DomainName domain) implements DomainPattern {
    public Below {
      if (domain.literal().isPresent()) {
        throw new IllegalArgumentException("there is no domain below " + domain.inAddress());
      }
    }

    @Override
    public boolean matches(DomainName candidate, Predicate<DomainClass> member) {
      return candidate.isSubdomainOf(domain);
    }

    @Override
    public String toString() {
      return "." + domain;
    }
  }

  /** Everything. */
  record Any() implements DomainPattern {
    @Override
    public boolean matches(DomainName candidate, Predicate<DomainClass> member) {
      return true;
    }

    @Override
    public String toString() {
      return "*";
    }
  }

  /**
   * Names with something in place of each star.
   *
   * @param glob in canonical form but for its stars
   */
  record Glob(String glob) implements DomainPattern {
    @Override
    public boolean matches(DomainName candidate, Predicate<DomainClass> member) {
      return candidate.literal().isEmpty() && matches(candidate.canonical());
    }

    private boolean matches(String name) {
      int at = 0;
      int in = 0;
      int star = -1;
      int starAt = 0;
      while (at < name.length()) {
        if (in < glob.length() && glob.charAt(in) == '*') {
          star = in++;
          starAt = ++at; // a star takes one character at the least
        } else if (in < glob.length() && glob.charAt(in) == name.charAt(at)) {
          in++;
          at++;
        } else if (star >= 0) {
          in = star + 1;
          at = ++starAt; // and one more each time the rest does not fit
        } else {
          return false;
        }
      }
      return in == glob.length();
    }

    @Override
    public String toString() {
      return glob;
    }
  }

  /** Domains in which a regular expression is found. */
  record Regex(java.util.regex.Pattern expression) implements DomainPattern {
    @Override
    public boolean matches(DomainName candidate, Predicate<DomainClass> member) {
      return expression.matcher(new SteppedText(candidate.inAddress(), expression)).find();
    }

    @Override
    public String toString() {
      return "/" + expression.pattern() + "/";
    }
  }

  /**
   * Any pattern of a file.
   *
   * @param reference the file, as written
   * @param patterns what is in it
   */
  record Listed(String reference, DomainPatterns patterns) implements DomainPattern {
    @Override
    public boolean matches(DomainName candidate, Predicate<DomainClass> member) {
      return patterns.matches(candidate, member);
    }

    @Override
    public String toString() {
      return reference;
    }
  }

  /** The domains of a class. */
  record OfClass(DomainClass domainClass) implements DomainPattern {
    @Override
    public boolean matches(DomainName candidate, Predicate<DomainClass> member) {
      return member.test(domainClass);
    }

    @Override
    public String toString() {
      return "class:" + domainClass;
    }
  }
}
