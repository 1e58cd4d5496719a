// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads patterns that are written as functions:
 *
 * <table>
 *   <caption>functions</caption>
 *   <tr><td>{@code country(de, at)}</td><td>names below the top-level domains of these countries
 *       (ISO 3166-1), those in other scripts included</td></tr>
 *   <tr><td>{@code public-suffix(co.uk)}</td><td>names registered directly below that public
 *       suffix, and all below them</td></tr>
 *   <tr><td>{@code registrable(example.org, file://conf/list)}</td><td>names whose registrable part
 *       some pattern means</td></tr>
 *   <tr><td>{@code shipped(freemail)}</td><td>the list as it is shipped, where the class has been
 *       redefined</td></tr>
 *   <tr><td>{@code mx(*.example.net)}</td><td>some MX host has such a name</td></tr>
 *   <tr><td>{@code mx-net(192.0.2.0/24)}</td><td>some MX host has an address in that
 *       network</td></tr>
 *   <tr><td>{@code provider(google)}</td><td>some MX host is that provider's</td></tr>
 *   <tr><td>{@code backup-mx(192.0.2.0/24)}</td><td>this server is an MX host, others are better,
 *       and the best have all their addresses in that network</td></tr>
 * </table>
 */
final class PatternFunctions {
  private static final List<String> NAMES =
      List.of(
          "backup-mx",
          "country",
          "mx",
          "mx-net",
          "provider",
          "public-suffix",
          "registrable",
          "shipped");

  private final PatternParser parser;

  PatternFunctions(PatternParser parser) {
    this.parser = parser;
  }

  /** Whether a text looks like a function, whether there is such a one or not. */
  static boolean isFunction(String text) {
    int parenthesis = text.indexOf('(');
    return parenthesis > 0
        && text.endsWith(")")
        && text.chars()
            .limit(parenthesis)
            .allMatch(c -> c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }

  /** Reads a text for which {@link #isFunction} holds. */
  DomainPattern parse(String text) {
    String name = text.substring(0, text.indexOf('('));
    if (!NAMES.contains(name)) {
      throw new UnknownWordException("function", name, NAMES);
    }
    List<String> words = arguments(text.substring(name.length() + 1, text.length() - 1), text);
    return switch (name) {
      case "country" -> anyOf(words.stream().map(PatternFunctions::country).toList());
      case "public-suffix" -> new DomainPattern.UnderSuffix(suffixes(words));
      case "registrable" -> new DomainPattern.Registrable(names(words), String.join(", ", words));
      case "shipped" -> anyOf(words.stream().map(PatternFunctions::shipped).toList());
      case "mx" -> new DnsPattern.MxNamed(names(words), "mx(" + String.join(", ", words) + ")");
      case "mx-net" -> new DnsPattern.MxIn(networks(words));
      case "backup-mx" -> new DnsPattern.BackupMx(networks(words));
      default -> anyOf(words.stream().map(PatternFunctions::provider).toList());
    };
  }

  private static List<String> arguments(String inner, String text) {
    List<String> words = new ArrayList<>();
    for (String word : inner.split(",", -1)) {
      if (word.isBlank()) {
        throw new IllegalArgumentException(
            "something is missing between the parentheses of " + DomainName.printable(text));
      }
      words.add(word.strip());
    }
    return words;
  }

  private static DomainPattern anyOf(List<DomainPattern> patterns) {
    return patterns.size() == 1 ? patterns.get(0) : new DomainPattern.AnyOf(patterns);
  }

  /** Patterns of names alone: what is asked here is in no class. */
  private DomainPatterns names(List<String> words) {
    DomainPatterns names = DomainPatterns.of(words.stream().map(parser::pattern).toList());
    if (!names.classes().isEmpty() || names.asksDns()) {
      throw new IllegalArgumentException(
          "between parentheses there are names and lists of names only: "
              + DomainName.printable(String.join(", ", words)));
    }
    return names;
  }

  private static List<Network> networks(List<String> words) {
    return words.stream().map(Network::parse).toList();
  }

  private static Set<DomainName> suffixes(List<String> words) {
    Set<DomainName> suffixes = new HashSet<>();
    for (String word : words) {
      DomainName suffix = DomainName.parse(word);
      if (PublicSuffixes.suffix(suffix).filter(suffix::equals).isEmpty()) {
        throw new IllegalArgumentException(
            suffix.inAddress()
                + " is no public suffix: names below it belong to one owner; write ."
                + suffix);
      }
      suffixes.add(suffix);
    }
    return suffixes;
  }

  private static DomainPattern shipped(String name) {
    return Optional.of(name)
        .filter(ShippedLists.EXTENSIBLE::contains)
        .map(ShippedLists::list)
        .orElseThrow(() -> new UnknownWordException("shipped list", name, ShippedLists.EXTENSIBLE));
  }

  private static DomainPattern provider(String name) {
    Map<String, DomainPatterns> known = ShippedLists.Providers.ALL;
    DomainPatterns hosts = known.get(name.toLowerCase(Locale.ROOT));
    if (hosts == null) {
      throw new UnknownWordException("provider", name, known.keySet());
    }
    return new DnsPattern.MxNamed(hosts, "provider(" + name + ")");
  }

  private static DomainPattern country(String name) {
    String code = name.toLowerCase(Locale.ROOT);
    Set<String> topLevels = Countries.ALL.get(code);
    if (topLevels == null) {
      throw new UnknownWordException(
          "country", name, Countries.ALL.keySet(), Countries.remedy(code));
    }
    return new DomainPattern.Country(code, topLevels);
  }

  /** The top-level domains of countries: the code itself, and those that differ or come beside. */
  private static final class Countries {
    private static final List<String> NONE = List.of("-");
    static final Map<String, Set<String>> ALL = read();

    private Countries() {}

    /** What to write for a word that is no code: a top-level domain, or a name in English. */
    static String remedy(String word) {
      String label = label(word);
      for (Map.Entry<String, Set<String>> country : ALL.entrySet()) {
        // Of a word in a table no blanks are left.
        boolean isNamed =
            englishName(country.getKey()).replace(" ", "").equalsIgnoreCase(word.replace(" ", ""));
        if (isNamed || country.getValue().contains(label)) {
          return "write country("
              + country.getKey()
              + (isNamed ? ")" : "), which has the names below ." + word + ", too");
        }
      }
      boolean isTopLevel = label.indexOf('.') < 0 && PublicSuffixes.isListed(label);
      return isTopLevel ? "write ." + word + " for the names below that top-level domain" : "";
    }

    /** The A-label of a word; the word itself where it is no name. */
    private static String label(String word) {
      try {
        return DomainName.parse(word).canonical();
      } catch (IllegalArgumentException noName) {
        return word;
      }
    }

    private static String englishName(String code) {
      return new Locale.Builder().setRegion(code).build().getDisplayCountry(Locale.ENGLISH);
    }

    private static Map<String, Set<String>> read() {
      Map<String, Set<String>> countries = new TreeMap<>();
      for (String code : Locale.getISOCountries()) {
        String lower = code.toLowerCase(Locale.ROOT);
        countries.put(lower, new TreeSet<>(Set.of(lower)));
      }
      ShippedLists.table("countries")
          .forEach(
              (code, more) -> {
                Set<String> all = countries.computeIfAbsent(code, c -> new TreeSet<>(Set.of(c)));
                if (more.equals(NONE)) {
                  all.clear();
                } else {
                  more.forEach(top -> all.add(DomainName.parse(top).canonical()));
                }
              });
      return countries;
    }
  }
}
