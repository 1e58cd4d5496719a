// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
 *   <tr><td>{@code partner}, {@code class:partner}</td><td>the domains of that class; the
 *       top-level domain {@code partner} is written {@code partner.}</td></tr>
 *   <tr><td>{@code country(de)}</td><td>what a function of {@link PatternFunctions} says</td></tr>
 * </table>
 *
 * <p>Where many patterns are asked at once, {@link DomainPatterns} does so in one look-up.
 */
public sealed interface DomainPattern permits DomainPattern.Simple, DnsPattern {

  /**
   * Whether the domain is meant.
   *
   * @throws TooManyStepsException if a regular expression needs more steps than any sane one, and
   *     whoever asks has not said that this is to be unknown
   * @throws IllegalStateException if the host cannot say which domains are its own
   */
  Truth test(ClassifiedDomain domain);

  /** The classes that this speaks of; lists included. */
  default Stream<DomainClass> classes() {
    return Stream.empty();
  }

  /** Whether the DNS may be asked, leaving aside what the classes spoken of go by. */
  default boolean asksDns() {
    return false;
  }

  /**
   * Whether it means only domains that somebody here has chosen, by their names or by the networks
   * of their hosts, and not a kind of domain that any stranger may have one of. Nothing is said for
   * a regular expression, of which nobody can tell.
   *
   * @param classes says the same of the classes that it speaks of
   */
  default boolean isChosen(Predicate<DomainClass> classes) {
    return false;
  }

  /**
   * Reads one pattern, and the list it names if it names one.
   *
   * @param text without blanks around it
   * @param files where {@code file://} leads
   * @throws UnknownWordException if a word in it is none of those it may be
   * @throws IllegalArgumentException saying what is wrong; for a list, with file and line
   */
  static DomainPattern parse(String text, PatternFiles files) {
    return parse(text, files, "");
  }

  /**
   * The same of a pattern that says where it is written, if it has to tell of itself.
   *
   * @param where file and line; maybe empty
   */
  static DomainPattern parse(String text, PatternFiles files, String where) {
    return new PatternParser(files, where).parse(text);
  }

  /** Goes by the name of the domain, not by what the DNS says. */
  sealed interface Simple extends DomainPattern {}

  /** That domain or literal alone. */
  record Exact(DomainName domain) implements Simple {
    @Override
    public boolean isChosen(Predicate<DomainClass> classes) {
      return true;
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      return Truth.of(domain.equals(candidate.domain()));
    }

    @Override
    public String toString() {
      return domain.inAddress();
    }
  }

  /** The domains below one, at any depth. */
  record Below(DomainName domain) implements Simple {
    @Override
    public boolean isChosen(Predicate<DomainClass> classes) {
      return !PublicSuffixes.isListed(domain.canonical());
    }

    public Below {
      if (domain.literal().isPresent()) {
        throw new IllegalArgumentException("there is no domain below " + domain.inAddress());
      }
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      return Truth.of(candidate.domain().isSubdomainOf(domain));
    }

    @Override
    public String toString() {
      return "." + domain;
    }
  }

  /** Everything. */
  record Any() implements Simple {
    @Override
    public Truth test(ClassifiedDomain candidate) {
      return Truth.YES;
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
  record Glob(String glob) implements Simple {
    @Override
    public boolean isChosen(Predicate<DomainClass> classes) {
      return fixedEnd()
          .filter(end -> end.contains(".") && !PublicSuffixes.isListed(end))
          .isPresent();
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      DomainName domain = candidate.domain();
      return Truth.of(domain.literal().isEmpty() && matches(domain.canonical()));
    }

    /** The whole labels behind the last star; empty if there are none. */
    private Optional<String> fixedEnd() {
      int dot = glob.indexOf('.', glob.lastIndexOf('*'));
      return dot < 0 ? Optional.empty() : Optional.of(glob.substring(dot + 1));
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

  /**
   * Domains in which a regular expression is found.
   *
   * @param where it is written; maybe empty
   */
  record Regex(java.util.regex.Pattern expression, String where) implements Simple {
    @Override
    public Truth test(ClassifiedDomain candidate) {
      String text = candidate.domain().inAddress();
      try {
        return Truth.of(expression.matcher(new SteppedText(text, this)).find());
      } catch (TooManyStepsException e) {
        return candidate.leaveOpen(e);
      }
    }

    /** With where it is written. */
    String placed() {
      return (where.isEmpty() ? "" : where + ": ") + "the pattern " + this;
    }

    @Override
    public String toString() {
      return "/" + expression.pattern() + "/";
    }
  }

  /**
   * Any pattern of a list.
   *
   * @param reference the file, or {@code shipped(freemail)}, as written
   * @param own whether somebody here has written it
   * @param patterns what is in it
   */
  record Listed(String reference, boolean own, DomainPatterns patterns) implements Simple {
    @Override
    public boolean isChosen(Predicate<DomainClass> classes) {
      return own && patterns.isChosen(classes);
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      return patterns.test(candidate);
    }

    @Override
    public Stream<DomainClass> classes() {
      return patterns.classes().stream();
    }

    @Override
    public boolean asksDns() {
      return patterns.asksDns();
    }

    @Override
    public String toString() {
      return reference;
    }
  }

  /** The domains of a class. */
  record OfClass(DomainClass domainClass) implements Simple {
    @Override
    public boolean isChosen(Predicate<DomainClass> classes) {
      return classes.test(domainClass);
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      return candidate.in(domainClass);
    }

    @Override
    public Stream<DomainClass> classes() {
      return Stream.of(domainClass);
    }

    @Override
    public String toString() {
      return "class:" + domainClass;
    }
  }

  /** The host's own domains, as they are at that moment. */
  record Local() implements Simple {
    @Override
    public Truth test(ClassifiedDomain candidate) {
      return Truth.of(candidate.isLocal());
    }
  }

  /** Address literals. */
  record Literal() implements Simple {
    @Override
    public Truth test(ClassifiedDomain candidate) {
      return Truth.of(candidate.domain().literal().isPresent());
    }
  }

  /** Names below which anybody may register a name of his own, such as {@code co.uk}. */
  record PublicSuffix() implements Simple {
    @Override
    public Truth test(ClassifiedDomain candidate) {
      DomainName domain = candidate.domain();
      return Truth.of(PublicSuffixes.suffix(domain).filter(domain::equals).isPresent());
    }
  }

  /**
   * Names registered directly below some public suffixes, and all below them.
   *
   * @param suffixes each a public suffix
   */
  record UnderSuffix(Set<DomainName> suffixes) implements Simple {
    public UnderSuffix {
      suffixes = Set.copyOf(suffixes);
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      DomainName domain = candidate.domain();
      return Truth.of(
          PublicSuffixes.suffix(domain)
              .filter(suffix -> !suffix.equals(domain) && suffixes.contains(suffix))
              .isPresent());
    }

    @Override
    public String toString() {
      return "public-suffix(" + joined(suffixes) + ")";
    }
  }

  /** Names whose registrable part, that directly below a public suffix, some pattern means. */
  record Registrable(DomainPatterns names, String written) implements Simple {
    @Override
    public boolean isChosen(Predicate<DomainClass> classes) {
      return names.isChosen(classes);
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      return PublicSuffixes.registrable(candidate.domain())
          .map(name -> names.test(candidate.nameAlone(name)))
          .orElse(Truth.NO);
    }

    @Override
    public String toString() {
      return "registrable(" + written + ")";
    }
  }

  /**
   * Names below the top-level domains of a country.
   *
   * @param code of ISO 3166-1, lower case
   * @param topLevels in A-labels; some territories have none
   */
  record Country(String code, Set<String> topLevels) implements Simple {
    public Country {
      topLevels = Set.copyOf(topLevels);
    }

    /** Whether there can be such names. */
    public boolean hasTopLevel() {
      return !topLevels.isEmpty();
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      DomainName domain = candidate.domain();
      String name = domain.canonical();
      return Truth.of(
          domain.literal().isEmpty()
              && topLevels.contains(name.substring(name.lastIndexOf('.') + 1)));
    }

    @Override
    public String toString() {
      return "country(" + code + ")";
    }
  }

  /** Some patterns, of which all or any must mean a domain. */
  sealed interface Joined extends Simple {
    List<DomainPattern> patterns();

    @Override
    default Stream<DomainClass> classes() {
      return patterns().stream().flatMap(DomainPattern::classes);
    }

    @Override
    default boolean asksDns() {
      return patterns().stream().anyMatch(DomainPattern::asksDns);
    }
  }

  /** Domains that all of some patterns mean. */
  record AllOf(List<DomainPattern> patterns) implements Joined {
    @Override
    public boolean isChosen(Predicate<DomainClass> classes) {
      return patterns.stream().anyMatch(pattern -> pattern.isChosen(classes));
    }

    public AllOf {
      patterns = List.copyOf(patterns);
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      Truth all = Truth.YES;
      for (DomainPattern pattern : patterns) {
        all = all.and(pattern.test(candidate));
        if (all == Truth.NO) {
          break;
        }
      }
      return all;
    }

    @Override
    public String toString() {
      return patterns.stream().map(DomainPattern::toString).collect(Collectors.joining(" and "));
    }
  }

  /** Domains that any of some patterns means. */
  record AnyOf(List<DomainPattern> patterns) implements Joined {
    @Override
    public boolean isChosen(Predicate<DomainClass> classes) {
      return patterns.stream().allMatch(pattern -> pattern.isChosen(classes));
    }

    public AnyOf {
      patterns = List.copyOf(patterns);
    }

    @Override
    public Truth test(ClassifiedDomain candidate) {
      Truth any = Truth.NO;
      for (DomainPattern pattern : patterns) {
        any = any.or(pattern.test(candidate));
        if (any == Truth.YES) {
          break;
        }
      }
      return any;
    }

    @Override
    public String toString() {
      return joined(patterns);
    }
  }

  /** Domains that a pattern does not mean. */
  record Not(DomainPattern pattern) implements Simple {
    @Override
    public Truth test(ClassifiedDomain candidate) {
      return pattern.test(candidate).not();
    }

    @Override
    public Stream<DomainClass> classes() {
      return pattern.classes();
    }

    @Override
    public boolean asksDns() {
      return pattern.asksDns();
    }

    @Override
    public String toString() {
      return "not " + pattern;
    }
  }

  private static String joined(java.util.Collection<?> items) {
    return items.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
  }
}
