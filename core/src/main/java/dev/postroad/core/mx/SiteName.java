// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The post office a mail goes to: the identical set of MX hosts that many domains may share, or a
 * designated relay. Mail is scheduled, limited and shown by site.
 *
 * @param text unique and readable, such as {@code mx1|mx2.example.net}
 */
public record SiteName(String text) implements Comparable<SiteName> {

  /**
   * The site of a set of hosts, whatever their order: their names, with a common parent domain
   * written once. Names without one are listed with commas, so that no two sets have one text.
   */
  static SiteName of(Collection<String> hostNames) {
    List<String> names = hostNames.stream().distinct().sorted().toList();
    String parent = commonParent(names);
    if (names.size() < 2 || parent.isEmpty()) {
      return new SiteName(String.join(", ", names));
    }
    return new SiteName(
        names.stream()
                .map(name -> name.substring(0, name.length() - parent.length() - 1))
                .collect(Collectors.joining("|"))
            + "."
            + parent);
  }

  /** The longest domain that all names lie within; empty if there is none. */
  private static String commonParent(List<String> names) {
    String parent = parentOf(names.get(0));
    for (String name : names) {
      while (!parent.isEmpty() && !name.endsWith("." + parent)) {
        parent = parentOf(parent);
      }
    }
    return parent;
  }

  private static String parentOf(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1);
  }

  @Override
  public int compareTo(SiteName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
