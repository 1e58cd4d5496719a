// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code ${env:NAME}} and {@code ${sys:NAME}} in a configuration file stand for. James
 * replaces them as it reads a value; like James, one that is not set is replaced by its default,
 * {@code ${env:NAME:-default}}, or left standing as it is.
 */
public final class Variables {
  private final Map<String, Function<String, Optional<String>>> sources;

  /**
   * @param environment the environment variables
   * @param systemProperty a system property by its name
   */
  public Variables(
      Map<String, String> environment, Function<String, Optional<String>> systemProperty) {
    this.sources =
        Map.of("env", name -> Optional.ofNullable(environment.get(name)), "sys", systemProperty);
  }

  /** Nothing is set. */
  public static Variables none() {
    return new Variables(Map.of(), name -> Optional.empty());
  }

  /** The text with every variable that is set replaced by its value. */
  public String resolve(String text) {
    int start = text.indexOf("${");
    if (start < 0) {
      return text;
    }
    StringBuilder resolved = new StringBuilder();
    int from = 0;
    while (start >= 0) {
      int end = text.indexOf('}', start);
      if (end < 0) {
        break;
      }
      boolean doubled = start > from && text.charAt(start - 1) == '$';
      resolved.append(text, from, doubled ? start - 1 : start);
      String reference = text.substring(start + 2, end);
      resolved.append(lookup(reference).orElse(text.substring(start, end + 1)));
      from = end + 1;
      start = text.indexOf("${", from);
    }
    return resolved.append(text, from, text.length()).toString();
  }

  private Optional<String> lookup(String reference) {
    int separator = reference.indexOf(":-");
    String variable = separator < 0 ? reference : reference.substring(0, separator);
    return value(variable)
        .or(
            () ->
                separator < 0 ? Optional.empty() : Optional.of(reference.substring(separator + 2)));
  }

  private Optional<String> value(String variable) {
    int colon = variable.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.ofNullable(sources.get(variable.substring(0, colon)))
            .flatMap(source -> source.apply(variable.substring(colon + 1)));
  }
}
