// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The lists that lie beside this class: what each is taken from stands at its head. */
final class ShippedLists {
  /** Those that an operator may add to and take from. */
  static final Set<String> EXTENSIBLE = Set.of("freemail", "disposable");

  private static final PatternParser PARSER =
      new PatternParser(
          reference -> {
            throw new FileNotFoundException(reference);
          },
          "");

  private ShippedLists() {}

  /** The patterns of a list. */
  static DomainPattern list(String name) {
    return PARSER.list("shipped(" + name + ")", false, () -> open(name));
  }

  /** The lines of a table of names and lists, as {@code google: .google.com, .googlemail.com}. */
  static Map<String, List<String>> table(String name) {
    Map<String, List<String>> table = new TreeMap<>();
    try (BufferedReader lines = new BufferedReader(open(name))) {
      lines
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .forEach(
              line -> {
                int colon = line.indexOf(':');
                table.put(
                    line.substring(0, colon),
                    List.of(line.substring(colon + 1).strip().split(",\\s*")));
              });
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Reader open(String name) throws IOException {
    InputStream stream = ShippedLists.class.getResourceAsStream(name);
    if (stream == null) {
      throw new FileNotFoundException("the jar has no list " + name);
    }
    return new InputStreamReader(stream, StandardCharsets.UTF_8);
  }

  /** Which MX hosts are whose. */
  static final class Providers {
    static final Map<String, DomainPatterns> ALL = read();

    private Providers() {}

    private static Map<String, DomainPatterns> read() {
      Map<String, DomainPatterns> providers = new LinkedHashMap<>();
      table("providers")
          .forEach(
              (name, hosts) ->
                  providers.put(
                      name, DomainPatterns.of(hosts.stream().map(PARSER::parse).toList())));
      return providers;
    }
  }
}
