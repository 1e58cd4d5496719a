// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.setup.WrittenMailet;
import java.nio.file.Path;
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
 *     outer.inner}, repeated ones joined by commas
 * @param line the line of its start tag
 */
public record MailetElement(
    Path file,
    String processor,
    int number,
    String className,
    String match,
    Map<String, String> parameters,
    int line) {

  public MailetElement {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  static MailetElement of(Path file, String processor, int number, XmlElement mailet) {
    Map<String, String> parameters = new LinkedHashMap<>();
    flatten("", mailet.children(), parameters);
    return new MailetElement(
        file,
        processor,
        number,
        mailet.attribute("class").orElse(""),
        mailet.attribute("match").orElse(""),
        parameters,
        mailet.line());
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
    return new WrittenMailet(place(), processor, className, match, as, parameters);
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
