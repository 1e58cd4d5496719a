// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One element of a configuration file.
 *
 * @param name its local name
 * @param attributes by local name
 * @param children in document order
 * @param text its own text, stripped at both ends and without comments, as James hands it out;
 *     lines count from its first line that is not blank
 * @param line the line of the file its start tag ends on, from 1
 */
public record XmlElement(
    String name, Map<String, String> attributes, List<XmlElement> children, String text, int line) {

  public XmlElement {
    attributes = Map.copyOf(attributes);
    children = List.copyOf(children);
  }

  /** The value of an attribute. */
  public Optional<String> attribute(String attribute) {
    return Optional.ofNullable(attributes.get(attribute));
  }

  /** All elements that are reached by following these names from this element's children down. */
  public Stream<XmlElement> at(String... path) {
    Stream<XmlElement> found = Stream.of(this);
    for (String step : path) {
      found = found.flatMap(element -> element.named(step));
    }
    return found;
  }

  private Stream<XmlElement> named(String child) {
    return children.stream().filter(element -> element.name.equals(child));
  }
}
