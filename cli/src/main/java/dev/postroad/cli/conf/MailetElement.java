// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.setup.WrittenMailet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code <mailet>} of a mailetcontainer.xml.
 *
 * @param file the file it stands in
 * @param processor the {@code state} of its processor
 * @param number which mailet of that processor, from 1
 * @param className as written in {@code class}
 * @param match as written in {@code match}; empty text if it is left out
 * @param parameters what the mailet gets to see, in document order: nested elements as {@code
 *     outer.inner}, repeated ones joined by commas, and text in no element under the empty name
 * @param repeated elements that are there more than once, by name, each with its lines
 * @param line the line of its start tag
 */
public record MailetElement(
    Path file,
    String processor,
    int number,
    String className,
    String match,
    Map<String, String> parameters,
    Map<String, String> repeated,
    int line) {

  public MailetElement {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    repeated = Collections.unmodifiableMap(new LinkedHashMap<>(repeated));
  }

  static MailetElement of(Path file, String processor, int number, XmlElement mailet) {
    Map<String, String> parameters = new LinkedHashMap<>();
    flatten("", mailet.children(), parameters);
    if (!mailet.text().isEmpty()) {
      parameters.put("", mailet.text());
    }
    return new MailetElement(
        file,
        processor,
        number,
        mailet.attribute("class").orElse(""),
        mailet.attribute("match").orElse(""),
        parameters,
        repeated(mailet.children()),
        mailet.line());
  }

  private static Map<String, String> repeated(List<XmlElement> elements) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    for (XmlElement element : elements) {
      lines
          .computeIfAbsent(element.name(), name -> new ArrayList<>())
          .add(String.valueOf(element.line()));
    }
    Map<String, String> repeated = new LinkedHashMap<>();
    lines.forEach(
        (name, all) -> {
          if (all.size() > 1) {
            String last = all.remove(all.size() - 1);
            repeated.put(name, "on lines " + String.join(", ", all) + " and " + last);
          }
        });
    return repeated;
  }

  private static void flatten(
      String prefix, List<XmlElement> elements, Map<String, String> parameters) {
    for (XmlElement element : elements) {
      String key = prefix + element.name();
      if (element.children().isEmpty() || !element.text().isEmpty()) {
        parameters.merge(key, element.text(), (first, next) -> first + "," + next);
      }
      flatten(key + ".", element.children(), parameters);
    }
  }

  /** The name of the class without its package. */
  public String simpleName() {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  /** Where it stands, as James' own log names it. */
  public String place() {
    return WrittenMailet.place(String.valueOf(file.getFileName()), processor, number, className);
  }

  /** For whoever looks over all mailets, counted as a mailet of that kind. */
  WrittenMailet written(WrittenMailet.Kind as) {
    return new WrittenMailet(place(), processor, className, match, as, parameters, repeated);
  }

  /** What it is. */
  public WrittenMailet.Kind kind() {
    return WrittenMailet.Kind.of(className);
  }

  /** Whether every mail of the processor comes here. */
  public boolean takesAll() {
    return match.equals("All");
  }

  /** {@code RelayPolicy in processor relay, mailetcontainer.xml:12}. */
  @Override
  public String toString() {
    return simpleName() + " in processor " + processor + ", " + file.getFileName() + ":" + line;
  }
}
